import { crc32 } from 'node:zlib'
import { Fault } from '../../../contract/errors.ts'
import { decodeChunk, encodeChunk } from '../../chunks/codec.ts'
import { emptyColumns, type Columns } from '../../chunks/points.ts'
import { medianSpacing } from '../../chunks/spacing.ts'
import { summarise, type Summary } from '../../chunks/summary.ts'
import type { Connection } from '../connection.ts'

/** A row of `chunk`: what is known of the points of `data` without reading them. */
export interface ChunkHeader extends Summary {
  readonly bytes: number
  readonly checksum: number
  /** Row of `chunk_data`. */
  readonly data: number
}

const columns = 't0, t1, n, missing, min, max, mean, m2, worst, bytes, checksum, data'

/** The only place that knows how chunks lie in tables. Everything here is called inside a transaction of the connection. */
export function chunkTable(connection: Connection) {
  const { sql, file } = connection
  const overlapping = `SELECT ${columns} FROM chunk WHERE series = ? AND t0 >= ifnull((SELECT max(t0) FROM chunk WHERE series = ? AND t0 <= ?), -9e999) AND t0 < ? ORDER BY t0`

  return {
    /** Headers of chunks that may hold points with from <= t < to, oldest first. */
    headers(series: number, from: number, to: number, limit = -1): ChunkHeader[] {
      return sql(`${overlapping} LIMIT ?`).all(series, series, from, to, limit).map(toHeader).filter((header) => header.t1 >= from)
    },
    /** The next chunks behind a time, whatever they cover. */
    headersFrom(series: number, behind: number, limit: number): ChunkHeader[] {
      return sql(`SELECT ${columns} FROM chunk WHERE series = ? AND t0 > ? ORDER BY t0 LIMIT ?`).all(series, behind, limit).map(toHeader)
    },
    last(series: number): ChunkHeader | null {
      const row = sql(`SELECT ${columns} FROM chunk WHERE series = ? ORDER BY t0 DESC LIMIT 1`).get(series)
      return row ? toHeader(row) : null
    },
    /** The chunk that a point at `t` belongs to (the first chunk when it lies before all), and the start of the next one. */
    home(series: number, t: number): { header: ChunkHeader; next: number } | null {
      const row =
        sql(`SELECT ${columns} FROM chunk WHERE series = ? AND t0 <= ? ORDER BY t0 DESC LIMIT 1`).get(series, t) ??
        sql(`SELECT ${columns} FROM chunk WHERE series = ? ORDER BY t0 LIMIT 1`).get(series)
      if (!row) return null
      const header = toHeader(row)
      const next = sql('SELECT min(t0) AS t0 FROM chunk WHERE series = ? AND t0 > ?').get(series, header.t0)?.['t0']
      return { header, next: typeof next === 'number' ? next : Infinity }
    },
    points(series: number, header: ChunkHeader): Columns {
      const points = emptyColumns(header.n)
      this.pointsInto(series, header, points, 0)
      return points
    },
    pointsInto(series: number, header: ChunkHeader, target: Columns, at: number): void {
      const blob = sql('SELECT points FROM chunk_data WHERE id = ?').get(header.data)?.['points']
      const damaged = (words: string) =>
        new Fault('store_corrupt', `${file} is damaged: ${words} of series ${series} at ${timeWords(header.t0)}. Restore the newest backup, or import that stretch again after removing it.`, {
          file,
          series,
          from: header.t0,
          to: header.t1,
        })
      if (!(blob instanceof Uint8Array)) throw damaged('the points are missing')
      if (crc32(blob) !== header.checksum) throw damaged('the checksum does not fit the points')
      try {
        decodeChunk(blob, header.n, target, at)
      } catch (error) {
        throw error instanceof RangeError ? damaged('the points cannot be decoded') : error
      }
    },
    insert(series: number, points: Columns): void {
      const { blob, step } = encodeChunk(points)
      const { t0, t1, n, missing, min, max, mean, m2, worst } = summarise(points)
      const { lastInsertRowid } = sql('INSERT INTO chunk_data (points) VALUES (?)').run(blob)
      sql(`INSERT INTO chunk (series, ${columns}, step) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
        series, t0, t1, n, missing, min, max, mean, m2, worst, blob.length, crc32(blob), lastInsertRowid, n > 1 ? (step ?? medianSpacing(points.time)) : null,
      )
    },
    remove(series: number, header: ChunkHeader): void {
      sql('DELETE FROM chunk WHERE series = ? AND t0 = ?').run(series, header.t0)
      sql('DELETE FROM chunk_data WHERE id = ?').run(header.data)
    },
  }
}
export type ChunkTable = ReturnType<typeof chunkTable>

function toHeader(row: Record<string, unknown>): ChunkHeader {
  // SQLite keeps NaN as NULL
  const number = (name: string) => (row[name] === null ? NaN : Number(row[name]))
  return {
    t0: number('t0'), t1: number('t1'), n: number('n'), missing: number('missing'),
    min: number('min'), max: number('max'), mean: number('mean'), m2: number('m2'),
    worst: number('worst'), bytes: number('bytes'), checksum: number('checksum'), data: number('data'),
  }
}

/** ISO 8601 where the calendar reaches, else the number. */
export function timeWords(t: number): string {
  return Math.abs(t) <= 8.64e15 ? new Date(t).toISOString() : String(t)
}
