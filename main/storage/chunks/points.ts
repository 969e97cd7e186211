import { Fault } from '../../contract/errors.ts'
import type { Points } from '../ports.ts'

/** Points as storage handles them: quality always present. Values are copied by their bits, so that payloads of NaN survive. */
export type Columns = Required<Points>

/** Room for n points, one allocation. What stands there before it is written is undefined: clearing it first would cost as much as decoding. */
export function emptyColumns(n: number): Columns {
  const { buffer } = Buffer.allocUnsafeSlow(17 * n)
  return { time: new Float64Array(buffer, 0, n), value: new Float64Array(buffer, 8 * n, n), quality: new Uint8Array(buffer, 16 * n, n) }
}

/** A view, not a copy. */
export function slice(points: Columns, from: number, to: number): Columns {
  if (from === 0 && to === points.time.length) return points
  return { time: points.time.subarray(from, to), value: points.value.subarray(from, to), quality: points.quality.subarray(from, to) }
}

export function copyInto(target: Columns, at: number, source: Columns): void {
  target.time.set(source.time, at)
  target.value.set(source.value, at)
  if (target.quality.length > 0) target.quality.set(source.quality, at)
}

export function concat(parts: readonly Columns[]): Columns {
  const [only] = parts
  if (parts.length === 1 && only) return only
  const all = emptyColumns(parts.reduce((n, part) => n + part.time.length, 0))
  let at = 0
  for (const part of parts) {
    copyInto(all, at, part)
    at += part.time.length
  }
  return all
}

/**
 * Columns of a caller to write into; flags that he did not ask for go nowhere.
 * @throws Fault `bad_input` where they differ in length.
 */
export function checkedTarget({ time, value, quality }: Points): Columns {
  if (value.length !== time.length || (quality && quality.length !== time.length)) {
    throw new Fault('bad_input', `Columns to read into need one length, not ${time.length} and ${value.length}${quality ? ` and ${quality.length}` : ''}.`, { time: time.length })
  }
  return { time, value, quality: quality ?? nowhere }
}
const nowhere = new Uint8Array(0)

/** Index of the first time that is not before `t`. */
export function lowerBound(time: Float64Array, t: number, from = 0, to = time.length): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >>> 1
    if (time[middle]! < t) low = middle + 1 // in range by construction
    else high = middle
  }
  return low
}

/** The points of from <= t < to: a view, not a copy. */
export function inside(points: Columns, from: number, to: number): Columns {
  return slice(points, lowerBound(points.time, from), lowerBound(points.time, to))
}

/** The next float64: the smallest time behind `t`. */
export function after(t: number): number {
  if (t === 0) return Number.MIN_VALUE
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, t)
  view.setBigInt64(0, view.getBigInt64(0) + (t > 0 ? 1n : -1n))
  return view.getFloat64(0)
}

export interface CheckedBatch {
  readonly series: number
  readonly points: Columns
  /** Each time is later than the one before. */
  readonly rising: boolean
}

/**
 * Makes batches such as they may be stored: checked, -0 in times made 0 (a time has no sign of zero), quality filled in. Times that several
 * batches share, as the columns of a table do, are looked at once.
 * The function throws Fault `bad_input` naming the series and the first point that is wrong.
 */
export function batchChecker(): (series: number, batch: Points) => CheckedBatch {
  const known = new Map<Float64Array, CheckedTimes>()
  return (series, batch) => {
    const { value, quality } = batch
    const n = batch.time.length
    const wrong: Refusal = (index, words) => new Fault('bad_input', `Points of series ${series} were refused: ${words}.`, { series, index })
    if (!Number.isSafeInteger(series) || series < 1) throw new Fault('bad_input', `${series} is not the number of a series.`, { series })
    if (value.length !== n) throw wrong(0, `${n} times but ${value.length} values`)
    if (quality && quality.length !== n) throw wrong(0, `${n} times but ${quality.length} quality flags`)
    let times = known.get(batch.time)
    if (!times) {
      times = checkedTimes(batch.time, wrong)
      known.set(batch.time, times)
    }
    if (quality) for (let i = 0; i < n; i++) if (quality[i]! > 2) throw wrong(i, `quality ${quality[i]} of point ${i} is none of 0 (good), 1 (uncertain), 2 (bad)`)
    return { series, points: { time: times.time, value, quality: quality ?? allGood(n) }, rising: times.rising }
  }
}

let good = new Uint8Array(0)
/** n flags of good points, which nobody may write to: most columns have no others. */
function allGood(n: number): Uint8Array {
  if (good.length < n) good = new Uint8Array(n)
  return good.subarray(0, n)
}

interface CheckedTimes {
  readonly time: Float64Array
  readonly rising: boolean
}
type Refusal = (index: number, words: string) => Fault

function checkedTimes(time: Float64Array, wrong: Refusal): CheckedTimes {
  const n = time.length
  let rising = true
  let zeros = false
  let before = -Infinity
  for (let i = 0; i < n; i++) {
    const t = time[i]! // i < n
    // also false for NaN
    if (!(t > before)) {
      if (Number.isNaN(t)) throw wrong(i, `the time of point ${i} is not a number`)
      if (t < before) throw wrong(i, `times must not descend, but point ${i} (${t}) lies before point ${i - 1} (${before})`)
      if (t === -Infinity) throw wrong(i, `the time of point ${i} is infinite`)
      rising = false
    }
    if (t === 0) zeros = true
    before = t
  }
  if (before === Infinity) throw wrong(n - 1, `the time of point ${n - 1} is infinite`)
  return { time: zeros ? time.map((t) => t + 0) : time, rising }
}
