import { foldStretch, type BucketRows, type Grid } from '../../chunks/buckets.ts'
import { chunkSize } from '../../chunks/codec.ts'
import { field, headerAt, headerLength, type HeaderTable } from '../../chunks/header.ts'
import { after, concat, emptyColumns, inside, slice, type Columns } from '../../chunks/points.ts'
import type { ChunkTable } from './chunkTable.ts'

/** Chunks decoded at once: at most 16,384 points, which stay in the processor's cache until the caller has taken them (measured). */
const blockChunks = 4

/** Reads of from <= t < to of one series; called inside a transaction. */
export function stretchReader(chunks: ChunkTable) {
  return {
    /** The first points of the stretch, a bounded number; null when there are none. */
    block(series: number, from: number, to: number, limit = Infinity): Columns | null {
      const block = chunks.block(series, from, to, Math.min(blockChunks, 1 + Math.ceil(limit / (chunkSize / 16))))
      return block && inside(block, from, to)
    },
    /** At most `limit` points, oldest first. */
    points(series: number, from: number, to: number, limit: number): Columns {
      const parts: Columns[] = []
      let start = from
      for (let room = limit; room > 0; ) {
        const block = this.block(series, start, to, room)
        const last = block?.time.at(-1)
        if (!block || last === undefined) break
        parts.push(slice(block, 0, Math.min(block.time.length, room)))
        room -= block.time.length
        start = after(last)
      }
      return parts.length > 0 ? concat(parts) : emptyColumns(0)
    },
    /** How many points of the chunks in `table` lie in the stretch: chunks at its ends are looked into. */
    count(series: number, table: HeaderTable, from: number, to: number): number {
      let n = 0
      for (let i = 0; i < table.length; i += headerLength) {
        if (table[i + field.t0]! >= from && table[i + field.t1]! < to) n += table[i + field.n]!
        else n += inside(chunks.points(series, headerAt(table, i / headerLength)), from, to).time.length
      }
      return n
    },
    fold(series: number, table: HeaderTable, stretch: { from: number; to: number }, grid: Grid, tolerance = -1): BucketRows {
      return foldStretch({ table, ...stretch, grid, tolerance, points: (index) => chunks.points(series, headerAt(table, index)) })
    },
  }
}
