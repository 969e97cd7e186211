import { crc32 } from 'node:zlib'
import { Fault } from '../../../contract/errors.ts'
import { decodeChunk, encodeChunk } from '../../chunks/codec.ts'
import { field, headerAt, headerLength, toHeaderTable, type ChunkHeader, type HeaderTable } from '../../chunks/header.ts'
import { encodeParts } from '../../chunks/parts.ts'
import { emptyColumns, type Columns } from '../../chunks/points.ts'
import { medianSpacing } from '../../chunks/spacing.ts'
import type { Row, Transaction } from '../connection.ts'

/** Chunks that may hold points of series $1 with $2 <= t < $3: the one that begins before $2 too. */
const overlapping = `series = $1 AND t0 >= coalesce((SELECT max(t0) FROM chunk WHERE series = $1 AND t0 <= $2), '-Infinity') AND t0 < $3 AND t1 >= $2`
/** Appends to one series wait for each other. Slots, because the server has room for a limited number of locks, and an import may have any number of series. */
const lockSlots = 64
/** Bytes of blobs in one statement. */
const mostBytes = 8 << 20

export interface EncodedRow {
  readonly series: number
  readonly header: ChunkHeader
  readonly step: number | null
  readonly blob: Uint8Array
  readonly parts: Uint8Array | null
}

/** One chunk as it is stored: the blob is the same, to the byte, as in a project file. */
export function encodeRow(series: number, points: Columns): EncodedRow {
  const { blob: scratch, step, summary, parts } = encodeChunk(points)
  const blob = scratch.slice()
  const header = { ...summary, bytes: blob.length, checksum: crc32(blob), data: 0 }
  return { series, header, step: summary.n > 1 ? (step ?? medianSpacing(points.time)) : null, blob, parts: parts && encodeParts(parts, step, header.checksum).slice() }
}

/** The only place that knows how chunks lie in tables. */
export function chunkTable(name: string) {
  const damaged = (series: number, t0: number, words: string) =>
    new Fault('store_corrupt', `${name} is damaged: ${words} of series ${series} from ${timeWords(t0)} on. Restore the newest backup, or remove that stretch and import it again.`, {
      database: name, series, from: t0,
    })

  function decodeInto(series: number, row: Row, target: Columns, at: number): number {
    const header = headerOf(row)
    const blob = row['points'] as Buffer // as declared in the schema
    if (crc32(blob) !== header.checksum) throw damaged(series, header.t0, 'the checksum does not fit the points')
    try {
      decodeChunk(blob, header.n, target, at)
    } catch (error) {
      throw error instanceof RangeError ? damaged(series, header.t0, 'the points cannot be decoded') : error
    }
    return header.n
  }
  function decode(series: number, row: Row): Columns {
    const points = emptyColumns(headerOf(row).n)
    decodeInto(series, row, points, 0)
    return points
  }

  return {
    /** Holds off other appends to these series until the transaction ends. Always in the same order, so that two appends never wait for each other. */
    async lock({ query }: Transaction, series: readonly number[]): Promise<void> {
      const slots = [...new Set(series.map((one) => one % lockSlots))].toSorted((a, b) => a - b)
      await query("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ':series:' || slot, 0)) FROM unnest($1::int[]) WITH ORDINALITY AS list (slot, position) ORDER BY position", [slots])
    },
    /** Headers of chunks that hold points with from <= t < to, oldest first. */
    async headers({ query }: Transaction, series: number, from: number, to: number): Promise<HeaderTable> {
      const [row] = await query(`SELECT string_agg(head, '' ORDER BY t0) AS head FROM chunk WHERE ${overlapping}`, [series, from, to])
      return tableOf(row?.['head'])
    },
    /** The chunks that points from..to belong to (a point before all others belongs to the first chunk), and the one behind them, whose start bounds them. */
    async homes({ query }: Transaction, series: number, from: number, to: number): Promise<HeaderTable> {
      const [row] = await query(
        `SELECT string_agg(head, '' ORDER BY t0) AS head FROM chunk WHERE series = $1
         AND t0 >= coalesce((SELECT max(t0) FROM chunk WHERE series = $1 AND t0 <= $2), '-Infinity')
         AND t0 <= coalesce((SELECT min(t0) FROM chunk WHERE series = $1 AND t0 > greatest($3, (SELECT min(t0) FROM chunk WHERE series = $1))), 'Infinity')`,
        [series, from, to],
      )
      return tableOf(row?.['head'])
    },
    /** The newest chunk of each series that has one. */
    async last({ query }: Transaction, series: readonly number[]): Promise<Map<number, { header: ChunkHeader; points: () => Columns }>> {
      const rows = await query(
        'SELECT list.series, head, points FROM unnest($1::bigint[]) AS list (series) CROSS JOIN LATERAL (SELECT head, points FROM chunk WHERE chunk.series = list.series ORDER BY t0 DESC LIMIT 1) AS newest',
        [series],
      )
      return new Map(rows.map((row) => [Number(row['series']), { header: headerOf(row), points: () => decode(Number(row['series']), row) }]))
    },
    /** The points of the chunks that begin at these times, in that order. */
    async points({ query }: Transaction, series: number, starts: readonly number[]): Promise<Columns[]> {
      const rows = await query('SELECT t0, head, points FROM chunk WHERE series = $1 AND t0 = ANY ($2::float8[])', [series, starts])
      const byStart = new Map(rows.map((row) => [Number(row['t0']), row]))
      return starts.map((t0) => {
        const row = byStart.get(t0)
        if (!row) throw damaged(series, t0, 'the points are missing')
        return decode(series, row)
      })
    },
    /** What is stored of the parts of the chunks that begin at these times, by that time. */
    async parts({ query }: Transaction, series: number, starts: readonly number[]): Promise<Map<number, Uint8Array>> {
      const rows = await query('SELECT t0, parts FROM chunk WHERE series = $1 AND t0 = ANY ($2::float8[]) AND parts IS NOT NULL', [series, starts])
      return new Map(rows.map((row) => [Number(row['t0']), row['parts'] as Buffer])) // as declared in the schema
    },
    /** All points of the next `limit` chunks that overlap the stretch; null when there are none. One statement, so that it needs no transaction. */
    async block({ query }: Transaction, series: number, from: number, to: number, limit: number): Promise<Columns | null> {
      const rows = await query(`SELECT head, points FROM chunk WHERE ${overlapping} ORDER BY t0 LIMIT $4`, [series, from, to, limit])
      if (rows.length === 0) return null
      const points = emptyColumns(rows.reduce((n, row) => n + headerOf(row).n, 0))
      let at = 0
      for (const row of rows) at += decodeInto(series, row, points, at)
      return points
    },
    /** Removes the chunks that begin at these times, then stores others; one that begins where another was takes its place. */
    async replace({ query }: Transaction, gone: readonly { series: number; t0: number }[], rows: readonly EncodedRow[]): Promise<void> {
      const kept = new Set(rows.map((row) => `${row.series} ${row.header.t0}`))
      const left = gone.filter(({ series, t0 }) => !kept.has(`${series} ${t0}`))
      if (left.length > 0) {
        await query('DELETE FROM chunk USING unnest($1::bigint[], $2::float8[]) AS gone (series, t0) WHERE chunk.series = gone.series AND chunk.t0 = gone.t0', [left.map((one) => one.series), left.map((one) => one.t0)])
      }
      for (let from = 0; from < rows.length; ) {
        let to = from
        for (let bytes = 0; to < rows.length && (to === from || bytes + rows[to]!.blob.length <= mostBytes); to++) bytes += rows[to]!.blob.length
        await insert(query, rows.slice(from, to))
        from = to
      }
    },
  }
}
export type ChunkTable = ReturnType<typeof chunkTable>

async function insert(query: Transaction['query'], rows: readonly EncodedRow[]): Promise<void> {
  const of = (pick: (header: ChunkHeader) => number) => rows.map(({ header }) => pick(header))
  // NaN sorts above every number in PostgreSQL: a chunk without values has no extremes there
  const extreme = (pick: (header: ChunkHeader) => number) => of(pick).map((value) => (Number.isNaN(value) ? null : value))
  await query(
    `INSERT INTO chunk (series, t0, t1, n, min, max, step, bytes, head, points, parts)
     SELECT * FROM unnest($1::bigint[], $2::float8[], $3::float8[], $4::int[], $5::float8[], $6::float8[], $7::float8[], $8::int[], $9::bytea[], $10::bytea[], $11::bytea[])
     ON CONFLICT (series, t0) DO UPDATE SET t1 = excluded.t1, n = excluded.n, min = excluded.min, max = excluded.max, step = excluded.step, bytes = excluded.bytes, head = excluded.head, points = excluded.points, parts = excluded.parts`,
    [
      rows.map(({ series }) => series), of((header) => header.t0), of((header) => header.t1), of((header) => header.n), extreme((header) => header.min), extreme((header) => header.max),
      rows.map(({ step }) => step), of((header) => header.bytes), rows.map(({ header }) => Buffer.from(toHeaderTable([header]).buffer)),
      rows.map(({ blob }) => bufferOf(blob)), rows.map(({ parts }) => parts && bufferOf(parts)),
    ],
  )
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function tableOf(head: unknown): HeaderTable {
  if (!(head instanceof Uint8Array)) return new Float64Array(0)
  return new Float64Array(head.buffer.slice(head.byteOffset, head.byteOffset + head.byteLength))
}

/** The header in a row's `head`. */
export function headerOf(row: Row): ChunkHeader {
  return headerAt(tableOf(row['head']), 0)
}

export function chunksIn(table: HeaderTable): number {
  return table.length / headerLength
}

/** When chunk number `index` of a table begins. */
export function startOf(table: HeaderTable, index: number): number {
  return table[index * headerLength + field.t0] ?? Infinity
}

/** ISO 8601 where the calendar reaches, else the number. */
export function timeWords(t: number): string {
  return Math.abs(t) <= 8.64e15 ? new Date(t).toISOString() : String(t)
}
