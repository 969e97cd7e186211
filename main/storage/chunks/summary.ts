import type { SeriesStatistics } from '../ports.ts'
import { packer as usualPacker, packedPoints as chunkPoints, type VectorPacker } from './packVectors.ts'
import type { Columns } from './points.ts'

/**
 * What is known of a run of points without looking at them. `mean` and `m2` (sum of squared deviations from the mean) are over the
 * points that have a value.
 */
export interface Summary {
  readonly t0: number
  readonly t1: number
  readonly n: number
  /** Points whose value is NaN. */
  readonly missing: number
  /** NaN when every value is missing. */
  readonly min: number
  readonly max: number
  readonly mean: number
  readonly m2: number
  /** Worst quality flag. */
  readonly worst: number
}

/** Below this many points values are summed one after the other. */
const fewPoints = 64
/** Else every fourth value is summed by itself, in four lanes: neither a processor nor a vector then waits for the sum before. */
const lanes = 4
const first = new Float64Array(4 * lanes)
const squares = new Float64Array(lanes)

/** Over the points [from, to), at least one. `packer`: vectors where the runtime has them, null for the plain loops; both give the same bits. */
export function summarise(points: Columns, from = 0, to = points.time.length, packer = usualPacker): Summary {
  const vectors = to - from >= fewPoints && to - from <= chunkPoints ? packer : null
  vectors?.load(points.value.subarray(from, to))
  return summary(points, from, to, vectors)
}

/** The same of all points, whose values the packer, where there is one, has loaded. */
export function summariseLoaded(points: Columns, packer: VectorPacker | null): Summary {
  return summary(points, 0, points.time.length, packer)
}

/** One after the other, with nothing but locals: quickest for the few points of a bucket. */
function summaryOfFew({ time, value, quality }: Columns, from: number, to: number): Summary {
  let min = Infinity
  let max = -Infinity
  let sum = 0
  let missing = 0
  let worst = 0
  for (let i = from; i < to; i++) {
    const v = value[i]!
    if (v < min) min = v
    if (v > max) max = v
    if (v === v) sum += v
    else missing++
    if (quality[i]! > worst) worst = quality[i]!
  }
  const n = to - from
  if (missing === n) return { t0: time[from]!, t1: time[to - 1]!, n, missing, min: NaN, max: NaN, mean: NaN, m2: 0, worst }
  const mean = meanOf(sum, min, max, value, from, to, n - missing)
  let m2 = 0
  if (min !== max) {
    for (let i = from; i < to; i++) {
      const d = value[i]! - mean
      if (d === d) m2 += d * d
    }
  }
  return { t0: time[from]!, t1: time[to - 1]!, n, missing, min, max, mean, m2, worst }
}

function summary(points: Columns, from: number, to: number, vectors: VectorPacker | null): Summary {
  const n = to - from
  if (n < fewPoints) return summaryOfFew(points, from, to)
  const { time, value, quality } = points
  const even = vectors ? n - (n % lanes) : 0
  if (even > 0) {
    first.set(vectors!.summary(even).subarray(0, 4 * lanes))
  } else {
    first.fill(Infinity, 0, lanes)
    first.fill(-Infinity, lanes, 2 * lanes)
    first.fill(0, 2 * lanes)
  }
  for (let i = even; i < n; i++) {
    const v = value[from + i]!
    const lane = i % lanes
    if (v < first[lane]!) first[lane] = v
    if (v > first[lanes + lane]!) first[lanes + lane] = v
    if (v === v) {
      first[2 * lanes + lane]! += v
      first[3 * lanes + lane]!++
    }
  }
  let min = Infinity
  let max = -Infinity
  for (let lane = 0; lane < lanes; lane++) {
    if (first[lane]! < min) min = first[lane]!
    if (first[lanes + lane]! > max) max = first[lanes + lane]!
  }
  const sum = sumOfLanes(first, 2 * lanes)
  const present = sumOfLanes(first, 3 * lanes)
  const missing = n - present
  if (present === 0) {
    min = NaN
    max = NaN
  }
  const mean = meanOf(sum, min, max, value, from, to, present)
  let m2 = 0
  if (min !== max) {
    squares.fill(0)
    if (even > 0) squares.set(vectors!.spread(mean, even).subarray(0, lanes))
    for (let i = even; i < n; i++) {
      const d = value[from + i]! - mean
      if (d === d) squares[i % lanes]! += d * d
    }
    m2 = sumOfLanes(squares, 0)
  }
  return { t0: time[from]!, t1: time[to - 1]!, n, missing, min, max, mean: present === 0 ? NaN : mean, m2: present === 0 ? 0 : m2, worst: worstOf(quality, from, to, vectors) }
}

/**
 * Names of what two summaries of the same points differ in. Mean and squares may differ by the order in which they were summed, which is not the
 * same in every version of this program; -0 is 0, because SQLite keeps no sign of zero.
 */
export function differences(a: Summary, b: Summary): string[] {
  const largest = Math.max(Math.abs(a.min), Math.abs(a.max))
  const rounding = 1e-12 * largest
  const close: Partial<Record<keyof Summary, number>> = { mean: rounding, m2: 1e-11 * a.m2 + a.n * rounding ** 2 }
  return (['t0', 't1', 'n', 'missing', 'min', 'max', 'mean', 'm2', 'worst'] as const).filter((name) => {
    const [x, y] = [a[name], b[name]]
    return !(x === y || (Number.isNaN(x) && Number.isNaN(y)) || Math.abs(x - y) <= (close[name] ?? 0))
  })
}

function sumOfLanes(of: Float64Array, at: number): number {
  return of[at]! + of[at + 1]! + (of[at + 2]! + of[at + 3]!)
}

function worstOf(quality: Uint8Array, from: number, to: number, vectors: VectorPacker | null): number {
  if (vectors && !vectors.hasFlag(quality.subarray(from, to))) return 0
  let worst = 0
  for (let i = from; i < to; i++) if (quality[i]! > worst) worst = quality[i]!
  return worst
}

function meanOf(sum: number, min: number, max: number, value: Float64Array, from: number, to: number, present: number): number {
  // a sum of huge values may overflow, and rounding may carry the mean out of the range of equal values
  if (!Number.isFinite(sum) && Number.isFinite(min) && Number.isFinite(max)) return meanOfHuge(value, from, to, present)
  return Math.min(max, Math.max(min, sum / present))
}

function meanOfHuge(value: Float64Array, from: number, to: number, present: number): number {
  let mean = 0
  for (let i = from; i < to; i++) if (value[i] === value[i]) mean += value[i]! / present
  return mean
}

/** Sample standard deviation (n - 1), null below two values. Mean and deviation are null where infinities leave them undefined. */
export function statisticsOf(summary: Summary | null): SeriesStatistics {
  if (!summary) return { n: 0, missing: 0, min: null, max: null, mean: null, std: null }
  const { n, missing, min, max, mean, m2 } = summary
  const present = n - missing
  if (present === 0) return { n, missing, min: null, max: null, mean: null, std: null }
  const std = present < 2 ? null : Math.sqrt(m2 / (present - 1))
  return { n, missing, min, max, mean: Number.isFinite(mean) ? mean : null, std: std !== null && Number.isFinite(std) ? std : null }
}
