import { chunkSize } from './codec.ts'
import { lowerBound, slice, type Columns } from './points.ts'

/** Coarse to fine, in milliseconds: day, hour, ten minutes, minute, ten seconds, second, a tenth and a hundredth of a second. */
const units = [86_400_000, 3_600_000, 600_000, 60_000, 10_000, 1000, 100, 10]
/** A chunk may end early at a round time, but not so early that its head outweighs its points. */
const fewest = chunkSize / 16

/**
 * Cuts points at the end of a series into chunks. A chunk ends at the roundest time within reach (for one sample a second: the full hour),
 * so that the hours and days of an aggregate are whole chunks whose headers say it all. The last piece is what is left, at most a full chunk.
 */
export function cutAtRoundTimes(points: Columns): Columns[] {
  const pieces: Columns[] = []
  const n = points.time.length
  let from = 0
  while (n - from > chunkSize) {
    const to = roundCut(points.time, from)
    pieces.push(slice(points, from, to))
    from = to
  }
  pieces.push(slice(points, from, n))
  return pieces
}

function roundCut(time: Float64Array, from: number): number {
  const behind = time[from + chunkSize]! // the caller made sure that a full chunk is not the end
  for (const unit of units) {
    const at = lowerBound(time, Math.floor(behind / unit) * unit, from, from + chunkSize)
    if (at - from >= fewest) return at
  }
  return from + chunkSize
}

/** Cuts points in the middle of a series evenly, so that each chunk has room for more late points. */
export function cutEvenly(points: Columns): Columns[] {
  const n = points.time.length
  const pieces = Math.ceil(n / chunkSize)
  const size = Math.ceil(n / pieces)
  return Array.from({ length: pieces }, (_, i) => slice(points, i * size, Math.min(n, (i + 1) * size)))
}
