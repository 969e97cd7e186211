import { chunkSize } from '../../chunks/codec.ts'
import { cutAtRoundTimes, cutEvenly } from '../../chunks/cut.ts'
import { mergePoints } from '../../chunks/merge.ts'
import { copyInto, concat, emptyColumns, lowerBound, slice, type CheckedBatch, type Columns } from '../../chunks/points.ts'
import type { AppendResult } from '../../ports.ts'
import type { ChunkTable } from './chunkTable.ts'
import type { GroupTable } from './groups.ts'

/** Stores the points of one batch; called inside a write transaction. */
export function appendBatch(chunks: ChunkTable, groups: GroupTable, { series, points, rising }: CheckedBatch, replace: boolean): AppendResult {
  const n = points.time.length
  if (n === 0) return { accepted: 0, duplicate: 0, conflicts: new Uint32Array() }
  const last = chunks.last(series)
  if (!rising || (last && points.time[0]! <= last.t1)) return weave(chunks, groups, series, points, replace)
  // The common case: everything lies behind what is stored. The last chunk, which may have room, is cut again with what follows it.
  const pieces = last ? cutBehind(chunks.pointsInto(series, last, seamRoom), points) : cutAtRoundTimes(points)
  if (last) chunks.remove(series, last)
  for (const piece of pieces) chunks.insert(series, piece)
  if (pieces.length > 1) groups.extended(series)
  return { accepted: n, duplicate: 0, conflicts: new Uint32Array() }
}

/** The last chunk and what follows it; pieces are encoded before the next batch comes, so that one room serves all. */
const seamRoom = emptyColumns(2 * chunkSize + 1)

/** What `cutAtRoundTimes` gives for both together; most of `points` is not copied for that. `stored` lies at the beginning of `seamRoom`. */
function cutBehind(stored: Columns, points: Columns): Columns[] {
  const n = stored.time.length
  // the first cut looks at one point more than a chunk holds
  const more = Math.min(points.time.length, chunkSize + 1)
  copyInto(seamRoom, n, slice(points, 0, more))
  const seam = slice(seamRoom, 0, n + more)
  const [first] = cutAtRoundTimes(seam)
  const taken = first!.time.length - n
  if (seam.time.length <= chunkSize || taken < 0) return cutAtRoundTimes(concat([stored, points]))
  return [first!, ...cutAtRoundTimes(slice(points, taken, points.time.length))]
}

/** The general case: late, repeated, overlapping. Each chunk takes the points that belong before the next one, and only changed ones are written. */
function weave(chunks: ChunkTable, groups: GroupTable, series: number, points: Columns, replace: boolean): AppendResult {
  const n = points.time.length
  let accepted = 0
  let duplicate = 0
  const conflicts: number[] = []
  let changedFrom = Infinity
  let changedTo = -Infinity
  for (let from = 0; from < n; ) {
    const home = chunks.home(series, points.time[from]!)
    const stored = home ? chunks.points(series, home.header) : slice(points, 0, 0)
    const to = home ? lowerBound(points.time, home.next, from, n) : n
    const merged = mergePoints(stored, slice(points, from, to), replace)
    if (merged.changed) {
      if (home) chunks.remove(series, home.header)
      const cut = home && home.next < Infinity ? cutEvenly : cutAtRoundTimes
      for (const piece of cut(merged.points)) chunks.insert(series, piece)
      // a point before all others widens the first chunk to the left
      changedFrom = Math.min(changedFrom, merged.points.time[0]!)
      changedTo = Math.max(changedTo, merged.points.time.at(-1)!)
    }
    accepted += merged.accepted
    duplicate += merged.duplicate
    for (const index of merged.conflicts) conflicts.push(from + index)
    from = to
  }
  if (changedFrom <= changedTo) groups.changed(series, changedFrom, changedTo)
  return { accepted, duplicate, conflicts: Uint32Array.from(conflicts) }
}
