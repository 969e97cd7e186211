import type { View } from '../ports.ts'
import { endOfBucket, viewGrid } from './buckets.ts'
import { field, type HeaderTable } from './header.ts'
import { hasParts, partSize, partsOf, type Parts } from './parts.ts'
import { lowerBound, type Columns } from './points.ts'
import { roomFor, twiceTheRoom } from './room.ts'

/** A run shorter than this share of a bucket is not cut at the border of buckets: nobody sees an eighth of a pixel. */
const invisible = 1 / 8

const columns = ['first', 'last', 'min', 'max', 'count', 'quality'] as const

/**
 * Fills the buckets of a view of from <= t < to from chunks that come oldest first. A chunk goes into a bucket as a whole where no border cuts it
 * or nobody would see the cut; else its parts do; and the points of a part are looked at only where a border cuts that visibly.
 * What a view shows does not depend on whether parts were stored: where they were not, they are found in the points.
 */
export function viewFold({ from, to }: { from: number; to: number }, buckets: number) {
  const grid = viewGrid(from, to, buckets)
  const tolerance = ((to - from) / buckets) * invisible
  let row = -1
  let current = -1
  let col = roomFor(columns, 2048)

  function add(bucket: number, t0: number, t1: number, n: number, min: number, max: number, worst: number): void {
    if (bucket !== current) {
      current = bucket
      row++
      if (row === col.first.length) col = twiceTheRoom(columns, col)
      col.first[row] = t0
      col.count[row] = 0
      col.min[row] = NaN
      col.max[row] = NaN
      col.quality[row] = 0
    }
    col.last[row] = t1
    col.count[row]! += n
    if (worst > col.quality[row]!) col.quality[row] = worst
    // what is no number compares with nothing: it gives way, and changes nothing
    if (min < col.min[row]! || !(col.min[row]! <= col.max[row]!)) col.min[row] = min
    if (max > col.max[row]! || !(col.max[row]! >= col.min[row]!)) col.max[row] = max
  }

  /** The bucket that points from t0 to t1 go into together; null where they must be cut. */
  function together(t0: number, t1: number): number | null {
    if (t0 < from || t1 >= to) return null
    if (t1 - t0 <= tolerance) return grid.of(t0 + (t1 - t0) / 2)
    const bucket = grid.of(t0)
    return bucket === grid.of(t1) ? bucket : null
  }

  const meets = (t0: number, t1: number): boolean => t1 >= from && t0 < to

  /** Points start..end of a chunk, each into its bucket. */
  function addPoints({ time, value, quality }: Columns, start: number, end: number): void {
    const last = lowerBound(time, to, start, end)
    for (let i = lowerBound(time, from, start, end); i < last; ) {
      const bucket = grid.of(time[i]!)
      const next = endOfBucket(grid, bucket, time, i, last)
      const t0 = time[i]!
      const n = next - i
      let min = Infinity
      let max = -Infinity
      let worst = 0
      for (; i < next; i++) {
        const v = value[i]!
        if (v < min) min = v
        if (v > max) max = v
        if (quality[i]! > worst) worst = quality[i]!
      }
      add(bucket, t0, time[next - 1]!, n, min > max ? NaN : min, min > max ? NaN : max, worst)
    }
  }

  return {
    /** Takes the chunk at `i` of a table by its header; false where its parts or points are needed. */
    addWhole(table: HeaderTable, i: number): boolean {
      const t0 = table[i + field.t0]!
      const t1 = table[i + field.t1]!
      const bucket = together(t0, t1)
      if (bucket === null) return false
      add(bucket, t0, t1, table[i + field.n]!, table[i + field.min]!, table[i + field.max]!, table[i + field.worst]!)
      return true
    },
    /** Whether the chunk at `i` is cut. */
    isCut: (table: HeaderTable, i: number): boolean => together(table[i + field.t0]!, table[i + field.t1]!) === null,
    /** Whether parts of the chunk at `i` may do instead of its points: where buckets are so short that most parts are cut they do not. */
    asksForParts: (table: HeaderTable, i: number): boolean => hasParts(table[i + field.n]!) && (table[i + field.t1]! - table[i + field.t0]!) * partSize <= tolerance * table[i + field.n]!,
    /** Whether points of these parts have to be looked at. */
    asksForPoints({ count, t0, t1 }: Parts): boolean {
      for (let k = 0; k < count; k++) if (together(t0[k]!, t1[k]!) === null && meets(t0[k]!, t1[k]!)) return true
      return false
    },
    /** Takes a chunk that is cut. `worst`: its worst flag. `points` is called where they are needed, once. */
    addCut(stored: Parts | null, worst: number, points: () => Columns): void {
      let there = stored ? null : points()
      const parts = stored ?? partsOf(there!, worst)
      for (let k = 0, start = 0; k < parts.count; k++, start += partSize) {
        const t0 = parts.t0[k]!
        const t1 = parts.t1[k]!
        const bucket = together(t0, t1)
        if (bucket !== null) add(bucket, t0, t1, parts.n[k]!, parts.min[k]!, parts.max[k]!, parts.worst[k]!)
        else if (meets(t0, t1)) {
          there ??= points()
          addPoints(there, start, start + parts.n[k]!)
        }
      }
    },
    result(): View {
      const of = (name: (typeof columns)[number]) => col[name].slice(0, row + 1)
      return { raw: false, first: of('first'), last: of('last'), min: of('min'), max: of('max'), count: Uint32Array.from(of('count')), quality: Uint8Array.from(of('quality')) }
    },
  }
}
