import type { Aggregate, SeriesStatistics } from '../ports.ts'
import { field, headerLength, type HeaderTable } from './header.ts'
import { lowerBound, type Columns } from './points.ts'
import { roomFor, twiceTheRoom } from './room.ts'
import { statisticsOf, summarise, type Summary } from './summary.ts'

/** Numbers the buckets of a stretch: `of(t)` never descends with t, so that a run of points falls into a run of buckets. */
export interface Grid {
  of(t: number): number
}

/** `count` buckets of equal width over from <= t < to. */
export function viewGrid(from: number, to: number, count: number): Grid {
  const scale = count / (to - from)
  return { of: (t) => Math.max(0, Math.min(count - 1, Math.floor((t - from) * scale))) }
}

/** Multiples of `width` milliseconds since the epoch. */
export function clockGrid(width: number): Grid {
  return { of: (t) => Math.floor(t / width) }
}

/** All in one. */
export const oneBucket: Grid = { of: () => 0 }

/** Summaries of one bucket after the other, built from pieces that come oldest first. Numbers in columns: there may be many. */
export interface BucketRows {
  readonly rows: number
  readonly bucket: Float64Array
  readonly t0: Float64Array
  readonly t1: Float64Array
  readonly n: Float64Array
  readonly missing: Float64Array
  readonly min: Float64Array
  readonly max: Float64Array
  readonly mean: Float64Array
  readonly m2: Float64Array
  readonly worst: Float64Array
}

const columns = ['bucket', 't0', 't1', 'n', 'missing', 'min', 'max', 'mean', 'm2', 'worst'] as const

export function bucketFold(grid: Grid) {
  let rows = -1
  let col = roomFor(columns, 2048)

  function add(bucket: number, t0: number, t1: number, n: number, missing: number, min: number, max: number, mean: number, m2: number, worst: number): void {
    if (rows < 0 || col.bucket[rows] !== bucket) {
      rows++
      if (rows === col.bucket.length) col = twiceTheRoom(columns, col)
      col.bucket[rows] = bucket
      col.t0[rows] = t0
      col.t1[rows] = t1
      col.n[rows] = n
      col.missing[rows] = missing
      col.min[rows] = min
      col.max[rows] = max
      col.mean[rows] = mean
      col.m2[rows] = m2
      col.worst[rows] = worst
      return
    }
    const na = col.n[rows]! - col.missing[rows]!
    const nb = n - missing
    col.t1[rows] = t1
    col.n[rows] = col.n[rows]! + n
    col.missing[rows] = col.missing[rows]! + missing
    if (worst > col.worst[rows]!) col.worst[rows] = worst
    if (nb === 0) return
    if (na === 0) {
      col.min[rows] = min
      col.max[rows] = max
      col.mean[rows] = mean
      col.m2[rows] = m2
      return
    }
    if (min < col.min[rows]!) col.min[rows] = min
    if (max > col.max[rows]!) col.max[rows] = max
    // Chan, Golub, LeVeque 1979: loses no accuracy where a sum of squares would
    const delta = mean - col.mean[rows]!
    const share = nb / (na + nb)
    col.mean[rows] = col.mean[rows]! + delta * share
    col.m2[rows] = col.m2[rows]! + m2 + delta * delta * na * share
  }

  return {
    /** A whole chunk into one bucket. */
    addHeader(bucket: number, table: HeaderTable, i: number): void {
      add(
        bucket, table[i + field.t0]!, table[i + field.t1]!, table[i + field.n]!, table[i + field.missing]!, table[i + field.min]!,
        table[i + field.max]!, table[i + field.mean]!, table[i + field.m2]!, table[i + field.worst]!,
      )
    },
    /** The points of a chunk that lie in the stretch, cut at the borders of the grid. */
    addPoints(points: Columns, from: number, to: number): void {
      const last = lowerBound(points.time, to)
      for (let start = lowerBound(points.time, from); start < last; ) {
        const bucket = grid.of(points.time[start]!)
        const end = endOfBucket(grid, bucket, points.time, start, last)
        const piece = summarise(points, start, end)
        add(bucket, piece.t0, piece.t1, piece.n, piece.missing, piece.min, piece.max, piece.mean, piece.m2, piece.worst)
        start = end
      }
    },
    result: (): BucketRows => ({ rows: rows + 1, ...col }),
  }
}

/** First index behind the bucket that holds point `start`; gallops, since buckets are long or short alike. */
export function endOfBucket(grid: Grid, bucket: number, time: Float64Array, start: number, to: number): number {
  let low = start
  let stride = 1
  while (low + stride < to && grid.of(time[low + stride]!) === bucket) {
    low += stride
    stride *= 2
  }
  let high = Math.min(to, low + stride)
  // time[low] is inside, everything from high on is not (or is the end)
  while (low + 1 < high) {
    const middle = (low + high) >>> 1
    if (grid.of(time[middle]!) === bucket) low = middle
    else high = middle
  }
  return low + 1
}

/** The bucket that the chunk at `i` of a table goes into as a whole; null where its points must be looked at. */
export function wholeBucket(table: HeaderTable, i: number, { from, to }: { from: number; to: number }, grid: Grid): number | null {
  const t0 = table[i + field.t0]!
  const t1 = table[i + field.t1]!
  if (t0 < from || t1 >= to) return null
  const bucket = grid.of(t0)
  return bucket === grid.of(t1) ? bucket : null
}

/** Sends the chunks of a stretch into the buckets of a grid, reading points only of those that a border cuts. */
export function foldStretch(input: {
  table: HeaderTable
  from: number
  to: number
  grid: Grid
  points: (index: number) => Columns
}): BucketRows {
  const { table, from, to, grid } = input
  const fold = bucketFold(grid)
  for (let i = 0; i < table.length; i += headerLength) {
    const bucket = wholeBucket(table, i, input, grid)
    if (bucket !== null) fold.addHeader(bucket, table, i)
    else fold.addPoints(input.points(i / headerLength), from, to)
  }
  return fold.result()
}

export function toAggregate({ rows, bucket, min, max, mean, n }: BucketRows, width: number): Aggregate {
  return {
    start: bucket.slice(0, rows).map((k) => k * width),
    min: min.slice(0, rows),
    max: max.slice(0, rows),
    mean: mean.slice(0, rows),
    count: Uint32Array.from(n.subarray(0, rows)),
  }
}

/** Of the one bucket of `oneBucket`. */
export function toStatistics(result: BucketRows): SeriesStatistics {
  if (result.rows === 0) return statisticsOf(null)
  const { t0, t1, n, missing, min, max, mean, m2, worst } = result
  const first: Summary = { t0: t0[0]!, t1: t1[0]!, n: n[0]!, missing: missing[0]!, min: min[0]!, max: max[0]!, mean: mean[0]!, m2: m2[0]!, worst: worst[0]! }
  return statisticsOf(first)
}
