import { bucketFold, wholeBucket, type BucketRows, type Grid } from '../../chunks/buckets.ts'
import { chunkSize } from '../../chunks/codec.ts'
import { field, headerAt, headerLength, type HeaderTable } from '../../chunks/header.ts'
import { decodeParts } from '../../chunks/parts.ts'
import { after, concat, emptyColumns, inside, slice, type Columns } from '../../chunks/points.ts'
import { viewFold } from '../../chunks/viewFold.ts'
import type { View } from '../../ports.ts'
import type { Transaction } from '../connection.ts'
import type { ChunkTable } from './chunkTable.ts'

/** Chunks fetched at once: at most 65,536 points, about a hundred kilobytes on the way; a round trip costs more than decoding them. */
const blockChunks = 16

/** Chunks whose parts are fetched at once: some hundred kilobytes. */
const partsAtOnce = 2048

/** Reads of from <= t < to of one series, inside a transaction. */
export function stretchReader(chunks: ChunkTable) {
  /** The first points of the stretch, a bounded number; null when there are none. */
  async function block(transaction: Transaction, series: number, from: number, to: number, limit = Infinity): Promise<Columns | null> {
    const points = await chunks.block(transaction, series, from, to, Math.min(blockChunks, 1 + Math.ceil(limit / (chunkSize / 16))))
    return points && inside(points, from, to)
  }

  /** Fetches the chunks of a table that `wanted` names, from number `first` on, a bounded number of them. */
  async function fetch(transaction: Transaction, series: number, table: HeaderTable, first: number, wanted: (i: number) => boolean): Promise<Map<number, Columns>> {
    const places: number[] = []
    for (let i = first; i < table.length && places.length < blockChunks; i += headerLength) if (wanted(i)) places.push(i)
    const points = await chunks.points(transaction, series, places.map((i) => table[i + field.t0]!))
    return new Map(places.map((i, k) => [i, points[k]!]))
  }

  /** What is stored of the parts of the chunks that `wanted` names, by the time at which they begin. */
  async function partsOf(transaction: Transaction, series: number, table: HeaderTable, wanted: (i: number) => boolean): Promise<Map<number, Uint8Array>> {
    const starts: number[] = []
    for (let i = 0; i < table.length; i += headerLength) if (wanted(i)) starts.push(table[i + field.t0]!)
    return starts.length > 0 ? chunks.parts(transaction, series, starts) : new Map<number, Uint8Array>()
  }

  return {
    block,
    /** At most `limit` points, oldest first. */
    async points(transaction: Transaction, series: number, from: number, to: number, limit: number): Promise<Columns> {
      const parts: Columns[] = []
      let start = from
      for (let room = limit; room > 0; ) {
        const next = await block(transaction, series, start, to, room)
        const last = next?.time.at(-1)
        if (!next || last === undefined) break
        parts.push(slice(next, 0, Math.min(next.time.length, room)))
        room -= next.time.length
        start = after(last)
      }
      return parts.length > 0 ? concat(parts) : emptyColumns(0)
    },
    /** How many points of the chunks in `table` lie in the stretch: chunks at its ends are looked into. */
    async count(transaction: Transaction, series: number, table: HeaderTable, from: number, to: number): Promise<number> {
      const cut = (i: number) => table[i + field.t0]! < from || table[i + field.t1]! >= to
      const ends = await fetch(transaction, series, table, 0, cut) // two at most
      let n = 0
      for (let i = 0; i < table.length; i += headerLength) n += cut(i) ? inside(ends.get(i)!, from, to).time.length : table[i + field.n]!
      return n
    },
    /** Sends the chunks of a stretch into the buckets of a grid, reading points only of those that a border cuts, a bounded number of them at a time. */
    async fold(transaction: Transaction, series: number, table: HeaderTable, stretch: { from: number; to: number }, grid: Grid): Promise<BucketRows> {
      const { from, to } = stretch
      const fold = bucketFold(grid)
      const bucketOf = (i: number) => wholeBucket(table, i, stretch, grid)
      let fetched = new Map<number, Columns>()
      for (let i = 0; i < table.length; i += headerLength) {
        const bucket = bucketOf(i)
        if (bucket !== null) {
          fold.addHeader(bucket, table, i)
          continue
        }
        if (!fetched.has(i)) fetched = await fetch(transaction, series, table, i, (at) => bucketOf(at) === null)
        fold.addPoints(fetched.get(i)!, from, to)
      }
      return fold.result()
    },
    /** The buckets of a view: parts of the chunks that a border cuts, and points where they are not enough, a bounded number at a time. */
    async view(transaction: Transaction, series: number, table: HeaderTable, stretch: { from: number; to: number }, buckets: number): Promise<View> {
      const fold = viewFold(stretch, buckets)
      for (let first = 0; first < table.length; first += partsAtOnce * headerLength) {
        const some = table.subarray(first, first + partsAtOnce * headerLength)
        const blobs = await partsOf(transaction, series, some, (i) => fold.isCut(some, i) && fold.asksForParts(some, i))
        const stored = (i: number) => {
          const blob = blobs.get(some[i + field.t0]!)
          return blob ? decodeParts(blob, headerAt(some, i / headerLength)) : null
        }
        const asksForPoints = (i: number) => {
          if (!fold.isCut(some, i)) return false
          const parts = stored(i)
          return parts === null || fold.asksForPoints(parts)
        }
        let fetched = new Map<number, Columns>()
        for (let i = 0; i < some.length; i += headerLength) {
          if (fold.addWhole(some, i)) continue
          if (asksForPoints(i) && !fetched.has(i)) fetched = await fetch(transaction, series, some, i, asksForPoints)
          fold.addCut(stored(i), some[i + field.worst]!, () => fetched.get(i)!)
        }
      }
      return fold.result()
    },
  }
}
