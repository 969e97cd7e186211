import type { Channel, Frame, RowRange } from '../../series/frame.ts'
import { medianInterval } from '../../signal/quantile.ts'
import { DetectorFault, type ChannelEvidence, type Detector, type DetectorState, type Explanation, type FitOptions, type FittedDetector, type ScoreBlock } from '../detector.ts'
import { leadsOf } from '../leads.ts'
import { calibrated, fitCalibration, type Calibration } from './calibrate.ts'
import type { Method } from './method.ts'
import { fitScale, scaled, type Scale } from './scale.ts'

interface Model<Learned> {
  readonly interval: number
  readonly judged: readonly number[]
  readonly scales: readonly Scale[]
  readonly learned: Learned
  readonly own: readonly Calibration[]
  readonly asset: Calibration
}

const millisecondsPerWeek = 604_800_000
const operatingUnknown = 0
const operatingRunning = 1

/**
 * A textbook method as a detector: channels scaled by median and MAD, raw scores brought to tail probabilities on the reference rows.
 * `whole` learns from all rows; what is robust then is the scaling and the calibration, as far as the faults are few.
 */
export function baseline<Learned>(method: Method<Learned>): Detector {
  const { id, version, title, about } = method
  return {
    id,
    version,
    title,
    about,
    fit(frame, channels, options) {
      const { model, referenceScores } = fitModel(method, frame, channels, options)
      return { ...fitted(method, channels, model), ...(referenceScores && { referenceScores }) }
    },
    restore(state) {
      if (state.detector !== id || state.version !== version)
        throw new DetectorFault('bad_input', `this state was made by ${state.detector} ${state.version}, not by ${id} ${version}: detect again`)
      return fitted(method, state.channels, state.data as Model<Learned>) // our own state, checked by name and version above
    },
  }
}

function fitModel<Learned>(method: Method<Learned>, frame: Frame, channels: readonly Channel[], { reference }: FitOptions): { model: Model<Learned>; referenceScores: NonNullable<FittedDetector['referenceScores']> | null } {
  const { from, to } = reference === 'whole' ? { from: 0, to: frame.time.length } : reference
  const rows = to - from
  const needed = method.fewest
  if (rows < needed) throw new DetectorFault('not_enough_history', `not enough history: the reference holds ${rows} rows, ${method.title} needs ${needed}`, { rows, needed })
  const columns = frame.columns.map((column) => column.subarray(from, to))
  const judged = channels.flatMap(({ kind }, at) => (kind === 'analogue' && hasValues(columns[at], needed) ? [at] : []))
  if (judged.length === 0) throw new DetectorFault('not_enough_history', `not enough history: no analogue channel has ${needed} values in the reference; choose a longer one`, { needed })
  const scales = judged.map((column) => fitScale(columns[column]))
  const z = judged.map((column, at) => scaled(columns[column], scales[at]))
  const learned = method.learn(z)
  const { own, usual, fresh } = walk(method, learned, z)
  const model = { interval: medianInterval(frame.time.subarray(from, to)), judged, scales, learned, own: own.map((scores) => fitCalibration(scores, 'rows')), asset: fitCalibration(usual) }
  if (!fresh) return { model, referenceScores: null }
  const { asset } = assetScores(z, fresh.asset, model.asset)
  const scores: Float64Array[] = channels.map(() => new Float64Array(0))
  judged.forEach((column, at) => (scores[column] = fresh.own[at].map((x) => calibrated(x, model.own[at]))))
  return { model, referenceScores: { scores: asset, leads: leadsOf({ asset, channels: scores, stage: new Uint8Array(asset.length) }) } }
}

/** A reference of so many times the rows that a scorer takes to settle is settled for the most part, wherever the scorer began. */
const longReference = 4

interface Walked {
  /** Raw scores that show what is usual: NaN where they still show where the scorer began. */
  readonly own: readonly Float64Array[]
  readonly usual: Float64Array
  /** Raw scores by a scorer that begins at the first row. */
  readonly fresh: { readonly own: readonly Float64Array[]; readonly asset: Float64Array } | null
}

/**
 * The reference through the scorer. Of a long one the first rows say nothing of what is usual; a short one is walked back and forth until
 * the scorer has settled, so that it comes to the first row without a jump.
 */
function walk<Learned>(method: Method<Learned>, learned: Learned, z: readonly Float64Array[]): Walked {
  const rows = z[0].length
  const { settled = 0 } = method
  const memory = new Float64Array(method.score(learned, z.length).memory)
  if (rows >= longReference * settled) {
    const fresh = run(method, learned, z, memory)
    if (settled === 0) return { own: fresh.own, usual: fresh.asset, fresh }
    const late = (scores: Float64Array) => scores.slice().fill(NaN, 0, settled)
    return { own: fresh.own.map(late), usual: late(fresh.asset), fresh }
  }
  const backwards = z.map((column) => column.toReversed())
  run(method, learned, backwards, memory)
  for (let walked = rows; walked < settled; walked += 2 * rows) {
    run(method, learned, z, memory)
    run(method, learned, backwards, memory)
  }
  const { own, asset: usual } = run(method, learned, z, memory)
  return { own, usual, fresh: null }
}

function hasValues(column: Float64Array, needed: number): boolean {
  let count = 0
  for (let i = 0; i < column.length && count < needed; i++) if (Number.isFinite(column[i])) count++
  return count === needed
}

function run<Learned>(method: Method<Learned>, learned: Learned, z: readonly Float64Array[], memory?: Float64Array) {
  const scorer = method.score(learned, z.length)
  const own = z.map((column) => new Float64Array(column.length))
  const asset = new Float64Array(z[0].length)
  scorer.run(memory ?? new Float64Array(scorer.memory), z, own, asset)
  return { own, asset }
}

/** Rows without a value score 0 in an unknown state. */
function assetScores(z: readonly Float64Array[], raw: Float64Array, calibration: Calibration): Pick<ScoreBlock, 'asset' | 'operating'> {
  const asset = new Float64Array(raw.length)
  const operating = new Uint8Array(raw.length).fill(operatingUnknown)
  for (let row = 0; row < raw.length; row++) {
    if (z.every((column) => Number.isNaN(column[row]))) continue
    operating[row] = operatingRunning
    asset[row] = calibrated(raw[row], calibration)
  }
  return { asset, operating }
}

function fitted<Learned>(method: Method<Learned>, channels: readonly Channel[], model: Model<Learned>): FittedDetector {
  const state: DetectorState = { detector: method.id, version: method.version, channels, data: model }
  const { judged, scales, learned } = model
  const scale = (frame: Frame) => judged.map((column, at) => scaled(frame.columns[column], scales[at]))

  function scorer(checkpoint?: unknown) {
    // A checkpoint is opaque to its keeper; it comes from a scorer of the same state.
    const memory = (checkpoint as Float64Array | undefined)?.slice() ?? new Float64Array(method.score(learned, judged.length).memory)
    return {
      push(frame: Frame): ScoreBlock {
        if (frame.columns.length !== channels.length) throw new DetectorFault('bad_input', `expected ${channels.length} columns as in fit, got ${frame.columns.length}`)
        const z = scale(frame)
        const raw = run(method, learned, z, memory)
        const { asset, operating } = assetScores(z, raw.asset, model.asset)
        const scores: Float64Array[] = channels.map(() => new Float64Array(0))
        judged.forEach((column, at) => (scores[column] = raw.own[at].map((x) => calibrated(x, model.own[at]))))
        return { asset, channels: scores, stage: new Uint8Array(asset.length), operating }
      },
      checkpoint: () => memory.slice(),
    }
  }

  function expectation(frame: Frame, channel: number) {
    const at = judged.indexOf(channel)
    const column = frame.columns[channel]
    if (at < 0) return { expected: column, lower: column, upper: column }
    const { centre, width } = scales[at]
    const z = method.expected?.(learned, scale(frame))[at] ?? new Float64Array(column.length)
    const expected = z.map((x) => centre + width * x)
    return { expected, lower: expected.map((x) => x - 3 * width), upper: expected.map((x) => x + 3 * width) }
  }

  return {
    state,
    interval: model.interval,
    lookahead: 0,
    scorer,
    thresholdFor(alarmsPerWeek) {
      const rowsPerWeek = model.interval > 0 ? millisecondsPerWeek / model.interval : 1
      return Math.max(0, Math.log10(rowsPerWeek / model.asset.spell / alarmsPerWeek))
    },
    expectation,
    explain: (frame, event) => explain({ judged, scales, stage: method.stage, scores: scorer().push(frame).channels, expectation: (channel) => expectation(frame, channel).expected }, frame, event),
  }
}

interface Parts {
  readonly judged: readonly number[]
  readonly scales: readonly Scale[]
  readonly stage: string
  readonly scores: readonly Float64Array[]
  expectation(channel: number): Float64Array
}

/** A channel has left its normal band where its own score passes this: once in a hundred rows. */
const onsetScore = 2

function explain({ judged, scales, stage, scores, expectation }: Parts, frame: Frame, event: RowRange): Explanation {
  const parts = judged.map((channel, at): ChannelEvidence => {
    const expected = expectation(channel)
    const actual = frame.columns[channel]
    let worst = event.from
    let most = -1
    let score = 0
    for (let row = event.from; row < event.to; row++) {
      const away = Math.abs(actual[row] - expected[row]) / scales[at].width
      if (away > most) {
        most = away
        worst = row
      }
      score = Math.max(score, scores[channel][row])
    }
    return { channel, share: score * score + 1e-12, expected: expected[worst], actual: actual[worst], onset: scores[channel].subarray(0, event.to).findIndex((x) => x >= onsetScore) }
  })
  const total = parts.reduce((sum, { share }) => sum + share, 0)
  return { stage, channels: parts.map((part) => ({ ...part, share: part.share / total })).sort((a, b) => b.share - a.share || a.channel - b.channel) }
}
