import { quantilesOf } from '../../signal/orderStatistics.ts'
import { finiteOf, quantileSorted, sortedFinite } from '../../signal/quantile.ts'
import type { Channel, Frame } from '../../series/frame.ts'

/** How the operating state of an asset is read: from one column that is on one side of `level` while the asset runs. */
export interface Operation {
  readonly column: number
  readonly level: number
  readonly runsAbove: boolean
  /** Rows after a start until the channels are where they are when it runs. */
  readonly settle: number
}

/** Codes of `ScoreBlock.operating`. */
export const running = 1
export const stopped = 2
export const changing = 3

/** A state that is rarer than this, or that is the rule, is not what an engineer calls a stop. */
const rarest = 0.002
const commonest = 0.8
/** The switch of one pump among ten is followed by that pump's own flow, the one of an asset by most of it: this share of the other channels. */
const followSwitch = 1 / 3
/** A channel on its own has to be followed by this share. */
const followChannel = 1 / 2
const medianRows = 10_000
/** Of more channels than this not every one is asked: what a third or half of the asset does is known from so many. */
const mostWitnesses = 100
/** A channel tells the states apart when their medians lie this many running widths apart. */
const apart = 3
/** Longest settling that is believed, as a share of the reference. */
const longestSettle = 0.05
/** The running band is 1 to 99 % of the values and this share of its width on both sides: noise alone is no start. */
const bandMargin = 0.1
/** So many rows in a row inside its running band, and a channel has settled. */
const calm = 10

/** Memory of the reader: rows since the last start plus 1 (0: it ran all along), whether it stood still, and the state of the last row (0 before the first). */
export const operationMemory = 3

/** State of each row. Only the past is looked at; a missing value leaves the state as it was. */
export function readOperation(memory: Float64Array, values: Float64Array, { level, runsAbove, settle }: Operation): Uint8Array {
  let since = memory[0]
  let stands = memory[1] === 1
  const states = new Uint8Array(values.length)
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i])) {
      const runs = values[i] > level === runsAbove
      if (runs && stands) since = 1
      stands = !runs
    }
    states[i] = stands ? stopped : since > 0 && since <= settle ? changing : running
    if (!stands && since > 0 && since <= settle) since++
  }
  memory[0] = since
  memory[1] = stands ? 1 : 0
  if (states.length > 0) memory[2] = states[states.length - 1]
  return states
}

/** Rows where the asset runs again after it did not: nothing that a stage remembers from before is about them. @param before the state of the row before the first, 0 where there is none. */
export function runsAgain(states: Uint8Array, before: number): number[] {
  const starts: number[] = []
  for (let i = 0, last = before; i < states.length; last = states[i++]) if (states[i] === running && last !== running && last !== 0) starts.push(i)
  return starts
}

/** What three of four stops or starts of a reference have in common is how they go, not a fault. */
const common = 0.75
/** Rows without an alarm after which what follows is no part of a start any more. */
const calmAfterStart = 30

/** Rows of alarm that lead up to three of four stops of the reference without a break; 0 where they are more than `longest`: that is no way to a stop. */
export function wayToStop(states: Uint8Array, scores: Float64Array, alarm: number, longest: number): number {
  const ways: number[] = []
  for (let row = 1; row < states.length; row++) {
    if (states[row] !== stopped || states[row - 1] === stopped) continue
    let from = row
    while (from > 0 && states[from - 1] === running && scores[from - 1] > alarm) from--
    ways.push(row - from)
  }
  const usual = inCommon(ways)
  return usual <= longest ? usual : 0
}

/** Rows until the last alarm that follows three of four starts, counted from where the asset was held to have settled. */
export function stillSettling(states: Uint8Array, scores: Float64Array, alarm: number): number {
  const waits: number[] = []
  for (let row = 1; row < states.length; row++) {
    if (states[row] !== running || states[row - 1] === running) continue
    let last = row - 1
    for (let i = row; i < states.length && states[i] === running && i - last <= calmAfterStart; i++) if (scores[i] > alarm) last = i
    waits.push(last + 1 - row)
  }
  return inCommon(waits)
}

const inCommon = (rows: readonly number[]) => (rows.length === 0 ? 0 : Math.ceil(quantileSorted(Float64Array.from(rows).sort(), common)))

/** The column with no value wherever the asset does not run. */
export function whileRunning(values: Float64Array, states: Uint8Array): Float64Array {
  const kept = new Float64Array(values.length)
  for (let i = 0; i < values.length; i++) kept[i] = states[i] === running ? values[i] : NaN
  return kept
}

/**
 * Finds the column that tells when the asset runs: a switch or command of two values that a third of the channels follow, or an analogue channel
 * that falls to nothing together with most others (split after Otsu 1979). A channel alone has no states: a value it often takes is its own.
 * @returns undefined where nothing says that the asset ever stopped.
 */
export function fitOperation(frame: Frame, channels: readonly Channel[]): Operation | undefined {
  const analogue = channels.flatMap(({ kind }, at) => (kind === 'analogue' ? [at] : []))
  if (analogue.length < 2) return undefined
  // Medians of a long reference are known from a part of its rows, spread evenly over it.
  const step = Math.ceil(frame.time.length / medianRows)
  const thin: Frame = step === 1 ? frame : { time: everyNth(frame.time, step), columns: frame.columns.map((column) => everyNth(column, step)) }
  const witnesses = witnessesOf(thin, analogue)
  let best: Operation | undefined
  let most = 0
  channels.forEach(({ kind }, column) => {
    const values = frame.columns[column]
    const isSwitch = kind === 'binary' || kind === 'command'
    if (!isSwitch && (kind !== 'analogue' || analogue.length < 3)) return
    const level = isSwitch ? switchLevel(values) : stopLevel(values)
    if (level === undefined) return
    // In a sample whoever is asked counts the same for all: itself too.
    const others = witnesses.length < analogue.length ? witnesses : analogue.filter((at) => at !== column)
    const { followers, larger } = followersOf(thin, thin.columns[column], level, others)
    const needed = Math.ceil(others.length * (isSwitch ? followSwitch : followChannel))
    // A switch says it outright: it goes before any channel that only shows it.
    const weight = followers + (isSwitch ? channels.length : 0)
    if (followers < needed || weight <= most) return
    const runsAbove = 2 * larger >= followers
    const share = values.reduce((sum, x) => sum + (x > level !== runsAbove ? 1 : 0), 0) / values.length
    if (share < rarest || share > commonest) return
    most = weight
    best = { column, level, runsAbove, settle: 0 }
  })
  return best && { ...best, settle: settling(frame, analogue, best) }
}

const everyNth = (values: Float64Array, step: number) => Float64Array.from({ length: Math.ceil(values.length / step) }, (_, i) => values[i * step])

/** The middle between the two values of a switch. */
function switchLevel(values: Float64Array): number | undefined {
  let low = Infinity
  let high = -Infinity
  for (const x of values) {
    if (x < low) low = x
    if (x > high) high = x
  }
  if (!(high > low)) return undefined
  for (const x of values) if (!Number.isNaN(x) && x !== low && x !== high) return undefined
  return (low + high) / 2
}

const bins = 128

/** The split between a heap at nothing and the rest, or undefined where there is no such heap. */
function stopLevel(values: Float64Array): number | undefined {
  const sorted = sortedFinite(values)
  const top = quantileSorted(sorted, 0.99)
  if (sorted.length < bins || !(top > 0) || sorted[0] < -0.1 * top) return undefined
  const counts = new Float64Array(bins)
  for (const x of sorted) counts[Math.max(0, Math.min(bins - 1, Math.floor((x / top) * bins)))]++
  const sum = (from: number, to: number, value: (bin: number) => number) => {
    let total = 0
    for (let bin = from; bin < to; bin++) total += value(bin)
    return total
  }
  let best = 0
  let split = 0
  for (let bin = 1; bin < bins; bin++) {
    const below = sum(0, bin, (k) => counts[k])
    const above = sorted.length - below
    if (below === 0 || above === 0) continue
    const between = below * above * (sum(bin, bins, (k) => counts[k] * k) / above - sum(0, bin, (k) => counts[k] * k) / below) ** 2
    if (between > best) {
      best = between
      split = bin
    }
  }
  const below = sum(0, split, (k) => counts[k])
  const lowMean = sum(0, split, (k) => counts[k] * k) / below
  const highMean = sum(split, bins, (k) => counts[k] * k) / (sorted.length - below)
  // Nothing lies between a standstill and a run but the way from one to the other.
  const between = sum(Math.ceil(0.3 * highMean), Math.floor(0.6 * highMean), (k) => counts[k])
  return lowMean < 0.05 * highMean && between < 0.02 * sorted.length ? (0.5 * highMean * top) / bins : undefined
}

/**
 * All channels, or so many of them, from one end to the other of how lopsided they are: what is chosen hangs neither on their order nor on
 * their units (the median skewness of Hotelling & Solomons 1932, by the quartiles).
 */
function witnessesOf(frame: Frame, analogue: readonly number[]): readonly number[] {
  if (analogue.length <= mostWitnesses) return analogue
  const lopsided = analogue.map((at) => {
    const finite = finiteOf(frame.columns[at])
    const mean = finite.reduce((sum, x) => sum + x / finite.length, 0)
    const [low, median, high] = quantilesOf(finite, [0.25, 0.5, 0.75])
    return { at, by: high > low ? (mean - median) / (high - low) : -Infinity }
  })
  const ordered = lopsided.sort((a, b) => a.by - b.by || a.at - b.at)
  return Array.from({ length: mostWitnesses }, (_, k) => ordered[Math.floor((k * ordered.length) / mostWitnesses)].at)
}

/** Quartiles of a column where other values are above the one bound and not above the other. */
function quartiles(column: Float64Array, values: Float64Array, above: number, upTo: number): Float64Array {
  const chosen = new Float64Array(column.length)
  let count = 0
  for (let i = 0; i < column.length; i++) if (values[i] > above && values[i] <= upTo && Number.isFinite(column[i])) chosen[count++] = column[i]
  return quantilesOf(chosen.subarray(0, count), [0.25, 0.5, 0.75])
}

/** How many channels lie elsewhere in the two states, and how many of them are larger above the level. */
function followersOf(frame: Frame, values: Float64Array, level: number, others: readonly number[]): { followers: number; larger: number } {
  let followers = 0
  let larger = 0
  for (const at of others) {
    const column = frame.columns[at]
    const above = quartiles(column, values, level, Infinity)
    const below = quartiles(column, values, -Infinity, level)
    const [up, down] = [above[1], below[1]]
    // None give NaN.
    if (Number.isNaN(up) || Number.isNaN(down)) continue
    const [low, , high] = Math.abs(up) > Math.abs(down) ? above : below
    const scale = (high - low) / 1.349
    if (!(Math.abs(up - down) > apart * Math.max(scale, 1e-12 * Math.abs(up)))) continue
    followers++
    if (Math.abs(up) > Math.abs(down)) larger++
  }
  return { followers, larger }
}

/** Rows within which three of four starts of the reference have brought every channel back to where it is while the asset runs. */
function settling(frame: Frame, analogue: readonly number[], operation: Operation): number {
  const rows = frame.time.length
  const longest = Math.max(1, Math.floor(longestSettle * rows))
  const states = readOperation(new Float64Array(operationMemory), frame.columns[operation.column], { ...operation, settle: longest })
  const starts: number[] = []
  for (let i = 1; i < rows; i++) if (states[i] === changing && states[i - 1] === stopped) starts.push(i)
  const bands = analogue.map((at) => {
    const column = frame.columns[at]
    const settled = sortedFinite(whileRunning(column, states))
    const sorted = settled.length > 0 ? settled : sortedFinite(column.filter((_, i) => states[i] !== stopped))
    const [low, high] = [quantileSorted(sorted, 0.01), quantileSorted(sorted, 0.99)]
    const margin = bandMargin * (high - low)
    return { column, low: low - margin, high: high + margin }
  })
  const outside = (row: number) => bands.some(({ column, low, high }) => column[row] < low || column[row] > high)
  const waits = starts.map((start) => {
    let calmFrom = start
    for (let i = start; i < rows && states[i] === changing && i - calmFrom < calm; i++) if (outside(i)) calmFrom = i + 1
    return calmFrom - start
  })
  return inCommon(waits)
}
