import type { Aggregate, View } from '../ports.ts'
import type { Columns } from './points.ts'
import { mergeSummaries, summarise, type Summary } from './summary.ts'

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

/** Cuts points [from, to) at the borders of the grid and hands on each piece, oldest first. */
export function cutPoints(grid: Grid, points: Columns, from: number, to: number, emit: (bucket: number, piece: Summary) => void): void {
  let start = from
  while (start < to) {
    const bucket = grid.of(points.time[start]!)
    const end = endOfBucket(grid, bucket, points.time, start, to)
    emit(bucket, summarise(points, start, end))
    start = end
  }
}

/** Joins pieces that come oldest first into one summary a bucket. */
export function bucketRows(): { add(bucket: number, piece: Summary): void; rows: { bucket: number; summary: Summary }[] } {
  const rows: { bucket: number; summary: Summary }[] = []
  return {
    rows,
    add(bucket, piece) {
      const last = rows.at(-1)
      if (last?.bucket === bucket) last.summary = mergeSummaries(last.summary, piece)
      else rows.push({ bucket, summary: piece })
    },
  }
}

/** First index behind the bucket that holds point `start`; gallops, since buckets are long or short alike. */
function endOfBucket(grid: Grid, bucket: number, time: Float64Array, start: number, to: number): number {
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

/** Rows of a view. The rows must be in order of time. */
export function toView(rows: readonly Summary[]): View {
  return {
    raw: false,
    first: Float64Array.from(rows, (row) => row.t0),
    last: Float64Array.from(rows, (row) => row.t1),
    min: Float64Array.from(rows, (row) => row.min),
    max: Float64Array.from(rows, (row) => row.max),
    count: Uint32Array.from(rows, (row) => row.n),
    quality: Uint8Array.from(rows, (row) => row.worst),
  }
}

export function toAggregate(rows: readonly { start: number; summary: Summary }[]): Aggregate {
  return {
    start: Float64Array.from(rows, (row) => row.start),
    min: Float64Array.from(rows, (row) => row.summary.min),
    max: Float64Array.from(rows, (row) => row.summary.max),
    mean: Float64Array.from(rows, (row) => row.summary.mean),
    count: Uint32Array.from(rows, (row) => row.summary.n),
  }
}
