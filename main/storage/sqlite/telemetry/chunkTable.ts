import { crc32 } from 'node:zlib'
import { Fault } from '../../../contract/errors.ts'
import { decodeChunk, encodeChunk } from '../../chunks/codec.ts'
import type { ChunkHeader } from '../../chunks/header.ts'
import { decodeParts, encodeParts, type Parts } from '../../chunks/parts.ts'
import { copyInto, emptyColumns, inside, slice, type Columns } from '../../chunks/points.ts'
import { medianSpacing } from '../../chunks/spacing.ts'
import type { Connection } from '../connection.ts'

const columns = 't0, t1, n, missing, min, max, mean, m2, worst, bytes, checksum, data'
/** Chunks that may hold points with from <= t < to: the one that begins before `from` too. */
const overlapping = 'series = ? AND t0 >= ifnull((SELECT max(t0) FROM chunk WHERE series = ? AND t0 <= ?), -9e999) AND t0 < ? AND t1 >= ? ORDER BY t0 LIMIT ?'

/** The only place that knows how chunks lie in tables. Everything here is called inside a transaction of the connection. */
export function chunkTable(connection: Connection) {
  const { sql, sqlRows, sqlValue, file } = connection

  function decode(series: number, t0: number, n: number, checksum: number, blob: unknown, target: Columns, at: number): void {
    const damaged = (words: string) =>
      new Fault('store_corrupt', `${file} is damaged: ${words} of series ${series} from ${timeWords(t0)} on. Restore the newest backup, or remove that stretch and import it again.`, {
        file,
        series,
        from: t0,
      })
    if (!(blob instanceof Uint8Array)) throw damaged('the points are missing')
    if (crc32(blob) !== checksum) throw damaged('the checksum does not fit the points')
    try {
      decodeChunk(blob, n, target, at)
    } catch (error) {
      throw error instanceof RangeError ? damaged('the points cannot be decoded') : error
    }
  }

  return {
    /** Headers of chunks that hold points with from <= t < to, oldest first. */
    headers(series: number, from: number, to: number, limit = -1): ChunkHeader[] {
      return sqlRows(`SELECT ${columns} FROM chunk WHERE ${overlapping}`).all(series, series, from, to, from, limit).map(toHeader)
    },
    /** The next chunks behind a time, whatever they cover. */
    headersFrom(series: number, behind: number, limit: number): ChunkHeader[] {
      return sqlRows(`SELECT ${columns} FROM chunk WHERE series = ? AND t0 > ? ORDER BY t0 LIMIT ?`).all(series, behind, limit).map(toHeader)
    },
    last(series: number): ChunkHeader | null {
      const row = sqlRows(`SELECT ${columns} FROM chunk WHERE series = ? ORDER BY t0 DESC LIMIT 1`).get(series)
      return row ? toHeader(row) : null
    },
    /** The chunk that a point at `t` belongs to (the first chunk when it lies before all), and the start of the next one. */
    home(series: number, t: number): { header: ChunkHeader; next: number } | null {
      const row =
        sqlRows(`SELECT ${columns} FROM chunk WHERE series = ? AND t0 <= ? ORDER BY t0 DESC LIMIT 1`).get(series, t) ??
        sqlRows(`SELECT ${columns} FROM chunk WHERE series = ? ORDER BY t0 LIMIT 1`).get(series)
      if (!row) return null
      const header = toHeader(row)
      const next = sqlValue('SELECT min(t0) FROM chunk WHERE series = ? AND t0 > ?').get(series, header.t0)
      return { header, next: typeof next === 'number' ? next : Infinity }
    },
    points(series: number, header: ChunkHeader): Columns {
      return this.pointsInto(series, header, emptyColumns(header.n))
    },
    /** The same at the beginning of `room`: a view of it. */
    pointsInto(series: number, header: ChunkHeader, room: Columns): Columns {
      const points = slice(room, 0, header.n)
      const blob = sqlValue('SELECT points FROM chunk_data WHERE id = ?').get(header.data)
      decode(series, header.t0, header.n, header.checksum, blob, points, 0)
      return points
    },
    /** The parts of a chunk; null where none are stored, or none of these points. Scratch space until the next call. */
    parts(header: ChunkHeader): Parts | null {
      const blob = this.partsBlob(header)
      return blob && decodeParts(blob, header)
    },
    /** What is stored of the parts of a chunk. */
    partsBlob(header: ChunkHeader): Uint8Array | null {
      const blob = sqlValue('SELECT parts FROM chunk_part WHERE data = ?').get(header.data)
      return blob instanceof Uint8Array ? blob : null
    },
    /** All points of the next `limit` chunks that overlap the stretch; null when there are none. */
    block(series: number, from: number, to: number, limit: number): Columns | null {
      const rows = sqlRows(`SELECT t0, n, checksum, points FROM chunk JOIN chunk_data ON id = data WHERE ${overlapping}`).all(series, series, from, to, from, limit)
      if (rows.length === 0) return null
      let n = 0
      for (const row of rows) n += row[1] as number // as declared in the schema, here and below
      const points = emptyColumns(n)
      let at = 0
      for (const [t0, count, checksum, blob] of rows) {
        decode(series, t0 as number, count as number, checksum as number, blob, points, at)
        at += count as number
      }
      return points
    },
    /** As many points of from <= t < to as `target` has room for, each chunk decoded in its place; answers how many. */
    into(series: number, from: number, to: number, target: Columns): number {
      const room = target.time.length
      let at = 0
      for (const row of sqlRows(`SELECT t0, n, checksum, points, t1 FROM chunk JOIN chunk_data ON id = data WHERE ${overlapping}`).iterate(series, series, from, to, from, -1)) {
        if (at === room) break
        const [t0, n, checksum, blob, t1] = row as [number, number, number, unknown, number] // as declared in the schema
        if (t0 >= from && t1 < to && n <= room - at) {
          decode(series, t0, n, checksum, blob, target, at)
          at += n
        } else {
          const whole = emptyColumns(n)
          decode(series, t0, n, checksum, blob, whole, 0)
          const part = inside(whole, from, to)
          const fitting = slice(part, 0, Math.min(part.time.length, room - at))
          copyInto(target, at, fitting)
          at += fitting.time.length
        }
      }
      return at
    },
    /** How many points the chunks that overlap the stretch hold, or a number from `enough` on. */
    atMost(series: number, from: number, to: number, enough: number): number {
      let n = 0
      for (const one of sqlValue(`SELECT n FROM chunk WHERE ${overlapping}`).iterate(series, series, from, to, from, -1)) {
        n += one as number // as declared in the schema
        if (n >= enough) break
      }
      return n
    },
    insert(series: number, points: Columns): void {
      const { blob, step, summary, parts } = encodeChunk(points)
      const checksum = crc32(blob)
      const { t0, t1, n, missing, min, max, mean, m2, worst } = summary
      const { lastInsertRowid } = sql('INSERT INTO chunk_data (points) VALUES (?)').run(blob)
      sql(`INSERT INTO chunk (series, ${columns}, step) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
        series, t0, t1, n, missing, min, max, mean, m2, worst, blob.length, checksum, lastInsertRowid, n > 1 ? (step ?? medianSpacing(points.time)) : null,
      )
      if (parts) sql('INSERT INTO chunk_part (data, parts) VALUES (?, ?)').run(lastInsertRowid, encodeParts(parts, step, checksum))
    },
    remove(series: number, header: ChunkHeader): void {
      sql('DELETE FROM chunk WHERE series = ? AND t0 = ?').run(series, header.t0)
      sql('DELETE FROM chunk_data WHERE id = ?').run(header.data)
      sql('DELETE FROM chunk_part WHERE data = ?').run(header.data)
    },
  }
}
export type ChunkTable = ReturnType<typeof chunkTable>

function toHeader(row: unknown[]): ChunkHeader {
  // numbers as declared in the schema; SQLite keeps NaN as NULL
  const at = (index: number) => (row[index] === null ? NaN : (row[index] as number))
  return {
    t0: at(0), t1: at(1), n: at(2), missing: at(3), min: at(4), max: at(5),
    mean: at(6), m2: at(7), worst: at(8), bytes: at(9), checksum: at(10), data: at(11),
  }
}

/** ISO 8601 where the calendar reaches, else the number. */
export function timeWords(t: number): string {
  return Math.abs(t) <= 8.64e15 ? new Date(t).toISOString() : String(t)
}
