import { foldStretch, type BucketRows, type Grid } from '../../chunks/buckets.ts'
import { chunkSize } from '../../chunks/codec.ts'
import { field, headerAt, headerLength, type HeaderTable } from '../../chunks/header.ts'
import { emptyColumns, inside, slice, type Columns } from '../../chunks/points.ts'
import { viewFold } from '../../chunks/viewFold.ts'
import type { View } from '../../ports.ts'
import type { ChunkTable } from './chunkTable.ts'

/** Chunks decoded at once: at most 16,384 points, which stay in the processor's cache until the caller has taken them (measured). */
const blockChunks = 4

/** For the points of one chunk, which are folded before the next one is read. */
const chunkRoom = emptyColumns(chunkSize)

/** Reads of from <= t < to of one series; called inside a transaction. */
export function stretchReader(chunks: ChunkTable) {
  return {
    /** The first points of the stretch, a bounded number; null when there are none. */
    block(series: number, from: number, to: number): Columns | null {
      const block = chunks.block(series, from, to, blockChunks)
      return block && inside(block, from, to)
    },
    /** At most `limit` points, oldest first. */
    points(series: number, from: number, to: number, limit: number): Columns {
      // the chunks at both ends may hold points that are not asked for
      const points = emptyColumns(Math.min(limit, chunks.atMost(series, from, to, limit + chunkSize)))
      return slice(points, 0, chunks.into(series, from, to, points))
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
    fold(series: number, table: HeaderTable, stretch: { from: number; to: number }, grid: Grid): BucketRows {
      return foldStretch({ table, ...stretch, grid, points: (index) => chunks.pointsInto(series, headerAt(table, index), chunkRoom) })
    },
    view(series: number, table: HeaderTable, stretch: { from: number; to: number }, buckets: number): View {
      const fold = viewFold(stretch, buckets)
      for (let i = 0; i < table.length; i += headerLength) {
        if (fold.addWhole(table, i)) continue
        const header = headerAt(table, i / headerLength)
        fold.addCut(fold.asksForParts(table, i) ? chunks.parts(header) : null, header.worst, () => chunks.pointsInto(series, header, chunkRoom))
      }
      return fold.result()
    },
  }
}
