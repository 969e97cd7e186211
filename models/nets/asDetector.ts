import { DetectorFault, type ChannelEvidence, type DetectorState, type Expectation, type Explanation, type FittedDetector, type ScoreBlock, type Scorer } from '../detectors/detector.ts'
import type { Standard } from '../detectors/telltale/standardise.ts'
import type { Frame, RowRange } from '../series/frame.ts'
import { judgeOn, sharedThresholdOf, type Judge } from './judge.ts'
import { sizeOf, type Columns, type Network } from './network.ts'
import { away, networkExpectation, type Measured, type Residuals } from './residuals.ts'
import { standardised } from './standardised.ts'
import type { TensorFlow } from './tensorflow.ts'

/** What scoring needs of a trained network. `standards` and `judged` go by the network's inputs. */
export interface TrainedNetwork {
  readonly judged: readonly number[]
  readonly standards: readonly Standard[]
  /** Every n-th row of the recording was learned from: the network's own clock. */
  readonly stride: number
  /** Milliseconds between two rows of that clock. */
  readonly interval: number
  readonly weights: readonly Float32Array[]
  readonly judge: Judge
}

interface Parts {
  readonly tf: TensorFlow
  readonly network: Network
  readonly trained: TrainedNetwork
  /** Column of the frames that each input of the network stands in. */
  readonly columns: readonly number[]
  readonly state: DetectorState
}

const operatingRunning = 1
/** A channel has left its normal band where its own score passes this: once in a hundred rows. */
const onsetScore = 2
/** What a slow processor multiplies in three seconds: for so long nobody hears a cancel, and somebody waits for a picture. */
const patience = 3e9
/** Fewest and most windows between two looks at the event loop, and in one picture. */
const atOnce = { least: 256, most: 4096 }
const shown = { least: 1000, most: 20_000 }
/** Smoothed errors forget what lies further back than this many spans. */
const spansToSettle = 5
/** Median absolute error of a normal distribution that was smoothed, as a share of its standard deviation: sqrt(2 / pi). */
const meanAbsolute = Math.sqrt(2 / Math.PI)
/** Half the width of the band of what is normal, in standard deviations of the errors on normal rows. */
const band = 3

/**
 * A trained network as a fitted detector. What is normal, how far errors scatter there, and so every threshold, was learned by its run; nothing
 * is learned here. The network keeps the clock that it was trained on: of each span of `interval` milliseconds since the epoch the first row
 * is looked at, and its score holds until the next. Causal. In any cut the scores are the same up to float32 rounding of the tensor backend.
 */
export function networkAsDetector(parts: Parts): FittedDetector {
  const { network, trained, state } = parts
  const reach = network.window + network.newest.ahead
  const windows = ({ least, most }: typeof shown) => Math.round(Math.min(most, Math.max(least, patience / multiplications(network))))
  return {
    state,
    interval: trained.interval / trained.stride,
    lookahead: 0,
    limits: { lead: trained.stride * (reach + spansToSettle * trained.judge.span), atOnce: windows(atOnce) * Math.min(trained.stride, 4), shown: windows(shown) * trained.stride },
    // A checkpoint is opaque to its keeper; it comes from a scorer of the same network.
    scorer: (checkpoint) => scorerOf(parts, (checkpoint as Memory | undefined) ?? begin(parts)),
    thresholdFor: (alarmsPerWeek) => Math.max(0, sharedThresholdOf(trained.judge, trained.interval, alarmsPerWeek)),
    expectation: (frame, channel) => expectationOf(parts, frame, channel),
    explain: (frame, event) => explain(parts, frame, event),
  }
}

/** Of one window, about: what predicts ahead walks through it row by row. */
const multiplications = ({ parameters, window, horizon }: Network): number => Math.max(1, parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0) * (horizon > 0 ? window : 1))

/** What the next rows depend on. Never changed: each push makes the next one. */
interface Memory {
  /** The newest rows of the network's clock: as many as its next window needs. */
  readonly columns: Columns
  readonly present: readonly Uint8Array[]
  /** Smoothed errors at the last of them. */
  readonly means: Float64Array
  /** Span of time that the last of them stands for; NaN before the first. */
  readonly span: number
  /** Scores that hold until the next of them: of the asset, then of each judged channel. */
  readonly held: Float64Array
}

function begin({ trained: { judged, standards } }: Parts): Memory {
  return {
    columns: standards.map(() => new Float32Array(0)), present: judged.map(() => new Uint8Array(0)), means: new Float64Array(judged.length).fill(Number.NaN), span: Number.NaN, held: new Float64Array(1 + judged.length),
  }
}

function scorerOf(parts: Parts, first: Memory): Scorer {
  const { network, trained, columns, state } = parts
  let memory = first
  return {
    push(frame: Frame): ScoreBlock {
      const rows = sampledRows(frame.time, trained, memory.span)
      const fresh = measuredAt(parts, frame, rows)
      const known = memory.columns[0]?.length ?? 0
      const measured: Measured = {
        judged: trained.judged,
        columns: fresh.columns.map((one, i) => joined(new Float32Array(known + rows.length), memory.columns[i], one)),
        present: fresh.present.map((one, j) => joined(new Uint8Array(known + rows.length), memory.present[j], one)),
      }
      const errors = away(expectedFrom(parts, measured, known), measured).map((one) => one.subarray(known))
      const means = memory.means.slice()
      const scores = judgeOn(trained.judge, errors, means)
      const sampled = [scores.asset, ...scores.channels]
      const own = trained.judged.map((input) => columns[input])
      const block: ScoreBlock = {
        asset: new Float64Array(frame.time.length),
        channels: state.channels.map((_, at) => new Float64Array(own.includes(at) ? frame.time.length : 0)),
        stage: new Uint8Array(frame.time.length),
        operating: new Uint8Array(frame.time.length),
      }
      const into = [block.asset, ...own.map((column) => block.channels[column])]
      const held = memory.held.slice()
      let next = 0
      for (let row = 0; row < frame.time.length; row++) {
        if (rows[next] === row) {
          sampled.forEach((one, i) => (held[i] = one[next]))
          next++
        }
        // what was not measured is not judged: a score does not hold over a gap
        if (!own.some((column) => Number.isFinite(frame.columns[column][row]))) continue
        block.operating[row] = operatingRunning
        into.forEach((one, i) => (one[row] = held[i]))
      }
      const keep = network.window - 1 + network.newest.ahead
      memory = {
        columns: measured.columns.map((one) => one.slice(-keep)),
        present: measured.present.map((one) => one.slice(-keep)),
        means,
        span: rows.length > 0 ? spanOf(frame.time[rows[rows.length - 1]], trained) : memory.span,
        held,
      }
      return block
    },
    checkpoint: () => memory,
  }
}

const spanOf = (time: number, { interval }: TrainedNetwork): number => Math.floor(time / interval)

/** Rows of the network's clock: all of them, or the first of each span of time. The time alone decides, so that every stretch is cut alike. */
function sampledRows(time: Float64Array, trained: TrainedNetwork, before: number): Uint32Array {
  if (trained.stride === 1) return Uint32Array.from(time, (_, row) => row)
  const rows: number[] = []
  let last = before
  for (let row = 0; row < time.length; row++) {
    const span = spanOf(time[row], trained)
    if (span === last) continue
    rows.push(row)
    last = span
  }
  return Uint32Array.from(rows)
}

function measuredAt({ trained: { standards, judged }, columns }: Parts, frame: Frame, rows: Uint32Array): Measured {
  for (const column of columns) if (!frame.columns[column]) throw new DetectorFault('bad_input', `expected a column ${column}, got ${frame.columns.length} columns`)
  const take = (values: Float64Array) => Float64Array.from(rows, (row) => values[row])
  return standardised({ time: take(frame.time), columns: columns.map((column) => take(frame.columns[column])) }, standards, judged)
}

function expectedFrom({ tf, network, trained }: Parts, measured: Measured, from: number): Float32Array[] {
  const work = networkExpectation(tf, network, trained.weights, measured, { from, to: measured.columns[0]?.length ?? 0 })
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}

/** What the network expected of a column, in its own units, held from row to row of its clock; a column that is not judged is expected as it is. */
function expectationOf(parts: Parts, frame: Frame, channel: number): Expectation {
  const { trained, columns } = parts
  const j = trained.judged.findIndex((input) => columns[input] === channel)
  if (j < 0) return { expected: frame.columns[channel], lower: frame.columns[channel], upper: frame.columns[channel] }
  const rows = sampledRows(frame.time, trained, Number.NaN)
  const z = expectedFrom(parts, measuredAt(parts, frame, rows), 0)[j]
  const { centre, width } = trained.standards[trained.judged[j]]
  const expected = new Float64Array(frame.time.length).fill(Number.NaN)
  let next = 0
  for (let row = 0; row < expected.length; row++) {
    if (rows[next] === row) expected[row] = centre + width * z[next++]
    else if (row > 0) expected[row] = expected[row - 1]
  }
  const half = band * usualError(trained, j) * width
  return { expected, lower: expected.map((x) => x - half), upper: expected.map((x) => x + half) }
}

/** Standard deviation of the errors of a judged channel on normal rows, in widths: from the median of the smoothed absolute ones that its tail keeps. */
const usualError = ({ judge }: TrainedNetwork, j: number): number => Math.exp(judge.channels[j].knots[1]) / meanAbsolute

/**
 * Why a stretch alarmed. A network spreads an error over all that it predicts together, so a channel is not ranked by its own error, but by how much
 * of all errors would go if it had been as the network expected it (a counterfactual, as in Wachter et al. 2018).
 */
function explain(parts: Parts, frame: Frame, event: RowRange): Explanation {
  const { trained, columns } = parts
  const rows = sampledRows(frame.time, trained, Number.NaN)
  const measured = measuredAt(parts, frame, rows)
  const expected = expectedFrom(parts, measured, 0)
  const errors = away(expected, measured)
  const scores = judgeOn(trained.judge, errors, new Float64Array(errors.length).fill(Number.NaN)).channels
  const inside = Array.from(rows.keys()).filter((at) => event.from <= rows[at] && rows[at] < event.to)
  const weights = explained(parts, measured, expected, errors, inside)
  const parted = trained.judged.map((input, j): ChannelEvidence => {
    const { centre, width } = trained.standards[input]
    const column = columns[input]
    const worst = inside.reduce((most, at) => (errors[j][at] > (most < 0 ? -1 : errors[j][most]) ? at : most), -1)
    const onset = rows.findIndex((row, at) => row < event.to && scores[j][at] >= onsetScore)
    return {
      channel: column,
      share: weights[j] + 1e-12,
      expected: worst < 0 ? Number.NaN : centre + width * expected[j][worst],
      actual: worst < 0 ? Number.NaN : frame.columns[column][rows[worst]],
      onset: onset < 0 ? -1 : rows[onset],
    }
  })
  const total = parted.reduce((sum, { share }) => sum + share, 0)
  return { stage: 'pattern', channels: parted.map((one) => ({ ...one, share: one.share / total })).sort((a, b) => b.share - a.share || a.channel - b.channel) }
}

/** Rows from the one with the largest errors on that are looked at again. */
const rowsLookedAt = 8
/** How often what was redrawn is drawn again: an autoencoder comes step by step to what would fit the other channels. */
const redrawn = 6

/** For each judged channel, what goes of the squared errors of all of them (in their usual size) where it is as expected, over what stays. */
function explained(parts: Parts, measured: Measured, expected: readonly Float32Array[], errors: Residuals, inside: readonly number[]): number[] {
  const { network: { window, newest: { ahead } }, trained } = parts
  const { judged } = measured
  const usual = judged.map((_, j) => usualError(trained, j))
  const sizeAt = (all: Residuals, row: number) => all.reduce((sum, one, j) => sum + (Number.isNaN(one[row]) ? 0 : (one[row] / usual[j]) ** 2), 0)
  const sizes = inside.map((row) => sizeAt(errors, row))
  const worst = inside[sizes.indexOf(Math.max(...sizes))]
  if (worst === undefined || worst - ahead < window - 1) return judged.map(() => 0)
  // of the windows that hold the rows looked at, each row is drawn again from its own window
  const from = Math.max(0, worst - ahead - 2 * window + 2)
  const to = Math.min(measured.columns[0].length, worst + rowsLookedAt)
  const cut: Measured = { judged, columns: measured.columns.map((one) => one.subarray(from, to)), present: measured.present.map((one) => one.subarray(from, to)) }
  const sizeFrom = (all: Residuals, first: number, end: number) => {
    let sum = 0
    for (let row = first; row < end; row++) sum += sizeAt(all, row)
    return sum
  }
  const before = sizeFrom(errors, worst, to)
  return judged.map((input, j) => {
    let course = expected[j].subarray(from, to)
    const changed = (): Measured => ({ ...cut, columns: cut.columns.map((column, i) => (i === input ? column.map((value, row) => (Number.isNaN(course[row]) ? value : course[row])) : column)) })
    // a predictor has said at once what it expects; what it expects of its own expectation would be another question
    for (let pass = 1; ahead === 0 && pass < redrawn; pass++) course = expectedFrom(parts, changed(), 0)[j]
    const now = changed()
    const stays = sizeFrom(away(expectedFrom(parts, now, worst - from), now), worst - from, to - from)
    return Math.max(0, before - stays) / (stays + usual.length * (to - worst))
  })
}

function joined<Column extends Float32Array | Uint8Array>(into: Column, before: Column, after: Column): Column {
  into.set(before)
  into.set(after, before.length)
  return into
}
