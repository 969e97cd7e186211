import { chunkSize } from '../../chunks/codec.ts'
import { mergePoints } from '../../chunks/merge.ts'
import { checkedBatch, concat, lowerBound, slice, type Columns } from '../../chunks/points.ts'
import type { AppendBatch, AppendResult } from '../../ports.ts'
import type { ChunkTable } from './chunkTable.ts'

/** Stores the points of one batch; called inside a write transaction. */
export function appendBatch(chunks: ChunkTable, batch: AppendBatch, replace: boolean): AppendResult {
  const { series } = batch
  const { points, rising } = checkedBatch(series, batch)
  const n = points.time.length
  if (n === 0) return { accepted: 0, duplicate: 0, conflicts: new Uint32Array() }
  const last = chunks.last(series)
  const behind = last ? last.t1 : -Infinity
  if (rising && points.time[0]! > behind) {
    extend(chunks, series, points)
    return { accepted: n, duplicate: 0, conflicts: new Uint32Array() }
  }
  return weave(chunks, series, points, replace)
}

/** The common case: everything lies behind what is stored. The last chunk is filled up first. */
function extend(chunks: ChunkTable, series: number, points: Columns): void {
  const last = chunks.last(series)
  let rest = points
  if (last && last.n < chunkSize) {
    const room = Math.min(chunkSize - last.n, points.time.length)
    const filled = concat([chunks.points(series, last), slice(points, 0, room)])
    chunks.remove(series, last)
    chunks.insert(series, filled)
    rest = slice(points, room, points.time.length)
  }
  for (let at = 0; at < rest.time.length; at += chunkSize) chunks.insert(series, slice(rest, at, Math.min(at + chunkSize, rest.time.length)))
}

/** The general case: late, repeated, overlapping. Each chunk takes the points that belong before the next one, and only changed ones are written. */
function weave(chunks: ChunkTable, series: number, points: Columns, replace: boolean): AppendResult {
  const n = points.time.length
  let accepted = 0
  let duplicate = 0
  const conflicts: number[] = []
  for (let from = 0; from < n; ) {
    const home = chunks.home(series, points.time[from]!)
    const stored = home ? chunks.points(series, home.header) : slice(points, 0, 0)
    const to = home ? lowerBound(points.time, home.next, from, n) : n
    const merged = mergePoints(stored, slice(points, from, to), replace)
    if (merged.changed) {
      if (home) chunks.remove(series, home.header)
      for (const piece of cut(merged.points, !home || home.next === Infinity)) chunks.insert(series, piece)
    }
    accepted += merged.accepted
    duplicate += merged.duplicate
    for (const index of merged.conflicts) conflicts.push(from + index)
    from = to
  }
  return { accepted, duplicate, conflicts: Uint32Array.from(conflicts) }
}

/** At the end of a series chunks are full, since more will come behind them; in the middle they are even, with room for more late points. */
function cut(points: Columns, atEnd: boolean): Columns[] {
  const n = points.time.length
  const pieces = Math.ceil(n / chunkSize)
  const size = atEnd ? chunkSize : Math.ceil(n / pieces)
  return Array.from({ length: pieces }, (_, i) => slice(points, i * size, Math.min(n, (i + 1) * size)))
}
