import { field, groupSize, headerLength, joinTables, toHeaderTable, type HeaderTable } from '../../chunks/header.ts'
import type { Connection } from '../connection.ts'
import type { ChunkTable } from './chunkTable.ts'

/** A stretch with fewer groups than this is read chunk by chunk. */
const fewGroups = 3

/**
 * Headers of neighbouring chunks, packed into one row. Derived from `chunk` in the same transaction that changes it: every chunk from the
 * first one on lies in a group, save the newest ones, which are not enough for one yet (and the last chunk, which still grows).
 */
export function groupTable(connection: Connection, chunks: ChunkTable) {
  const { sql, sqlValue } = connection
  const number = (value: unknown, otherwise: number) => (typeof value === 'number' ? value : otherwise)

  return {
    /** Headers of chunks that hold points with from <= t < to, oldest first; by way of the groups where that is shorter. */
    headers(series: number, from: number, to: number): HeaderTable {
      const first = number(sqlValue('SELECT max(t0) FROM chunk_group WHERE series = ? AND t0 <= ?').get(series, from), -Infinity)
      const count = number(sqlValue('SELECT count(*) FROM chunk_group WHERE series = ? AND t0 >= ? AND t0 < ?').get(series, first, to), 0)
      if (count < fewGroups) return toHeaderTable(chunks.headers(series, from, to))
      const parts = sqlValue('SELECT headers FROM chunk_group WHERE series = ? AND t0 >= ? AND t0 < ? ORDER BY t0').all(series, first, to) as Uint8Array[] // as declared in the schema
      const last = number(sqlValue('SELECT max(t1) FROM chunk_group WHERE series = ?').get(series), -Infinity)
      if (to > last) parts.push(new Uint8Array(toHeaderTable(chunks.headersFrom(series, last, -1)).buffer))
      const table = joinTables(parts)
      let start = 0
      while (start < table.length && table[start + field.t1]! < from) start += headerLength
      let end = table.length
      while (end > start && table[end - headerLength + field.t0]! >= to) end -= headerLength
      return table.subarray(start, end)
    },
    /** Chunks were added behind all others. */
    extended(series: number): void {
      const last = number(sqlValue('SELECT max(t1) FROM chunk_group WHERE series = ?').get(series), -Infinity)
      const loose = number(sqlValue('SELECT count(*) FROM chunk WHERE series = ? AND t0 > ?').get(series, last), 0)
      if (loose > groupSize) this.pack(series, last, Infinity)
    },
    /** Chunks that cover from..to were replaced or removed. */
    changed(series: number, from: number, to: number): void {
      // whatever lay in the groups that the change touched is packed again, up to the next group that stays
      const low = number(sqlValue('SELECT min(t0) FROM chunk_group WHERE series = ? AND t1 >= ?').get(series, from), Infinity)
      sql('DELETE FROM chunk_group WHERE series = ? AND t1 >= ? AND t0 <= ?').run(series, from, to)
      const before = number(sqlValue('SELECT max(t1) FROM chunk_group WHERE series = ? AND t1 < ?').get(series, Math.min(low, from)), -Infinity)
      const next = number(sqlValue('SELECT min(t0) FROM chunk_group WHERE series = ? AND t0 > ?').get(series, before), Infinity)
      this.pack(series, before, next)
    },
    /** Packs the chunks with behind < t0 < next. */
    pack(series: number, behind: number, next: number): void {
      const atEnd = next === Infinity
      let at = behind
      for (;;) {
        const headers = chunks.headersFrom(series, at, groupSize + 1)
        const usable = headers.slice(0, groupSize).filter((header) => header.t0 < next)
        const complete = atEnd ? headers.length > groupSize : usable.length > 0
        if (!complete) return
        const [first, last] = [usable[0]!, usable.at(-1)!]
        sql('INSERT INTO chunk_group (series, t0, t1, headers) VALUES (?, ?, ?, ?)').run(series, first.t0, last.t1, new Uint8Array(toHeaderTable(usable).buffer))
        at = last.t1
      }
    },
    /** For checks: all headers that lie in groups. */
    packed(series: number): HeaderTable {
      return joinTables(sqlValue('SELECT headers FROM chunk_group WHERE series = ? ORDER BY t0').all(series) as Uint8Array[]) // as above
    },
  }
}
export type GroupTable = ReturnType<typeof groupTable>
