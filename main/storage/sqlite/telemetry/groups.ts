import { groupSize, packHeaders, unpackHeaders, type ChunkHeader } from '../../chunks/header.ts'
import type { Connection } from '../connection.ts'
import type { ChunkTable } from './chunkTable.ts'

/** A stretch with fewer groups than this is read chunk by chunk. */
const fewGroups = 3

/**
 * Headers of neighbouring chunks, packed into one row. Derived from `chunk` in the same transaction that changes it: every chunk from the
 * first one on lies in a group, save the newest ones, which are not enough for one yet (and the last chunk, which still grows).
 */
export function groupTable(connection: Connection, chunks: ChunkTable) {
  const { sql, sqlRows, sqlValue } = connection
  const number = (value: unknown, otherwise: number) => (typeof value === 'number' ? value : otherwise)

  return {
    /** As `chunks.headers`, by way of the groups where that is shorter. */
    headers(series: number, from: number, to: number): readonly ChunkHeader[] {
      const first = number(sqlValue('SELECT max(t0) FROM chunk_group WHERE series = ? AND t0 <= ?').get(series, from), -Infinity)
      const count = number(sqlValue('SELECT count(*) FROM chunk_group WHERE series = ? AND t0 >= ? AND t0 < ?').get(series, first, to), 0)
      if (count < fewGroups) return chunks.headers(series, from, to)
      const all: ChunkHeader[] = []
      for (const row of sqlRows('SELECT headers FROM chunk_group WHERE series = ? AND t0 >= ? AND t0 < ? ORDER BY t0').all(series, first, to)) {
        unpackHeaders(row[0] as Uint8Array, all) // as declared in the schema
      }
      const last = number(sqlValue('SELECT max(t1) FROM chunk_group WHERE series = ?').get(series), -Infinity)
      if (to > last) for (const header of chunks.headersFrom(series, last, -1)) all.push(header)
      let start = 0
      while (start < all.length && all[start]!.t1 < from) start++
      let end = all.length
      while (end > start && all[end - 1]!.t0 >= to) end--
      return start === 0 && end === all.length ? all : all.slice(start, end)
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
        sql('INSERT INTO chunk_group (series, t0, t1, headers) VALUES (?, ?, ?, ?)').run(series, first.t0, last.t1, packHeaders(usable))
        at = last.t1
      }
    },
    /** For checks: the headers as the groups have them, and the time behind which none are. */
    packed(series: number): { headers: ChunkHeader[]; last: number } {
      const headers: ChunkHeader[] = []
      for (const row of sqlRows('SELECT headers FROM chunk_group WHERE series = ? ORDER BY t0').all(series)) unpackHeaders(row[0] as Uint8Array, headers) // as above
      return { headers, last: headers.at(-1)?.t1 ?? -Infinity }
    },
  }
}
export type GroupTable = ReturnType<typeof groupTable>
