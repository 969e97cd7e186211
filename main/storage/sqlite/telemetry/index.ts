import { Fault, type Detail } from '../../../contract/errors.ts'
import { bucketRows, clockGrid, cutPoints, toAggregate, toView, viewGrid, type Grid } from '../../chunks/buckets.ts'
import { chunkSize } from '../../chunks/codec.ts'
import { contentHasher } from '../../chunks/hash.ts'
import { concat, emptyColumns, lowerBound, slice, type Columns } from '../../chunks/points.ts'
import { weightedMedian } from '../../chunks/spacing.ts'
import { mergeSummaries, statisticsOf, type Summary } from '../../chunks/summary.ts'
import type { SeriesInfo, Telemetry } from '../../ports.ts'
import type { Connection } from '../connection.ts'
import { appendBatch } from './append.ts'
import { chunkTable } from './chunkTable.ts'
import { groupTable } from './groups.ts'

/** Chunks decoded at once by `scan`: 65,536 points. */
const blockChunks = 16
/** More buckets than this would not fit on any screen, and in little memory. */
const mostBuckets = 1_000_000

export function sqliteTelemetry(connection: Connection): Telemetry {
  const { sql } = connection
  const chunks = chunkTable(connection)
  const groups = groupTable(connection, chunks)

  /** Points with from <= t < to, at most `limit`; inside a transaction. */
  function load(series: number, from: number, to: number, limit: number): Columns {
    const parts: Columns[] = []
    let start = from
    for (let room = limit; room > 0; ) {
      const block = chunks.block(series, start, to, Math.min(blockChunks, 1 + Math.ceil(room / (chunkSize / 2))))
      if (!block) break
      const wanted = inside(block.points, from, to)
      const taken = slice(wanted, 0, Math.min(wanted.time.length, room))
      parts.push(taken)
      room -= taken.time.length
      if (!block.more) break
      start = after(block.last)
    }
    return parts.length > 0 ? concat(parts) : emptyColumns(0)
  }

  /** Summaries of everything in the stretch, oldest first: whole chunks by their header where the grid allows, else cut points. */
  function pieces(series: number, from: number, to: number, grid: Grid, emit: (bucket: number, piece: Summary) => void): void {
    for (const header of groups.headers(series, from, to)) {
      const bucket = grid.of(header.t0)
      if (header.t0 >= from && header.t1 < to && grid.of(header.t1) === bucket) emit(bucket, header)
      else {
        const points = chunks.points(series, header)
        cutPoints(grid, points, lowerBound(points.time, from), lowerBound(points.time, to), emit)
      }
    }
  }

  /** The stretch without its open ends: those become the first and just behind the last point. */
  function close(series: number, from: number, to: number): { from: number; to: number } {
    if (Number.isFinite(from) && Number.isFinite(to)) return { from, to }
    const row = sql('SELECT min(t0) AS start, max(t1) AS "end" FROM chunk WHERE series = ?').get(series) ?? {}
    const { start, end } = row
    if (typeof start !== 'number' || typeof end !== 'number') return { from: 0, to: 0 }
    return { from: Number.isFinite(from) ? from : start, to: Number.isFinite(to) ? to : after(end) }
  }

  const whole: Grid = { of: () => 0 }

  function count(series: number, from: number, to: number): number {
    let n = 0
    for (const header of groups.headers(series, from, to)) {
      if (header.t0 >= from && header.t1 < to) n += header.n
      else n += inside(chunks.points(series, header), from, to).time.length
    }
    return n
  }

  return {
    append(batches, options = {}) {
      return connection.write(() => {
        const results = batches.map((batch) => appendBatch(chunks, groups, batch, options.onConflict === 'replace'))
        const mark = options.checkpoint
        if (mark?.state === null) sql('DELETE FROM checkpoint WHERE key = ?').run(mark.key)
        else if (mark) sql('INSERT INTO checkpoint (key, state) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET state = excluded.state').run(mark.key, JSON.stringify(mark.state))
        return results
      })
    },
    checkpoint(key) {
      return connection.read(() => {
        const state = sql('SELECT state FROM checkpoint WHERE key = ?').get(key)?.['state']
        return typeof state === 'string' ? (JSON.parse(state) as Detail) : null // written by append, which takes nothing else
      })
    },
    info: (series) => connection.read(() => series.map(infoOf)),
    async read(series, from, to, limit = Infinity) {
      checkRange(from, to)
      return connection.read(() => load(series, from, to, limit))
    },
    async *scan(series, from, to) {
      checkRange(from, to)
      for (;;) {
        const block = await connection.read(() => load(series, from, to, blockChunks * chunkSize))
        const last = block.time.at(-1)
        if (last === undefined) return
        yield block
        from = after(last)
      }
    },
    async view(series, from, to, buckets) {
      checkRange(from, to)
      if (!Number.isSafeInteger(buckets) || buckets < 1) throw new Fault('bad_input', `A view needs a whole number of buckets from 1 on, not ${buckets}.`, { buckets })
      return connection.read(() => {
        if (count(series, from, to) <= buckets) return { raw: true as const, ...load(series, from, to, buckets) }
        const table = bucketRows()
        const closed = close(series, from, to)
        pieces(series, from, to, viewGrid(closed.from, closed.to, buckets), table.add)
        return toView(table.rows.map((row) => row.summary))
      })
    },
    async aggregate(series, from, to, width) {
      checkRange(from, to)
      const closed = await connection.read(() => close(series, from, to))
      if (!(width > 0) || (closed.to - closed.from) / width > mostBuckets) {
        throw new Fault('bad_input', `A bucket width of ${width} ms does not fit the stretch: choose one above 0 that gives at most ${mostBuckets} buckets.`, { width })
      }
      return connection.read(() => {
        const table = bucketRows()
        pieces(series, from, to, clockGrid(width), table.add)
        return toAggregate(table.rows.map(({ bucket, summary }) => ({ start: bucket * width, summary })))
      })
    },
    async statistics(series, from, to) {
      checkRange(from, to)
      return connection.read(() => {
        let all: Summary | null = null
        pieces(series, from, to, whole, (_bucket, piece) => {
          all = all ? mergeSummaries(all, piece) : piece
        })
        return statisticsOf(all)
      })
    },
    async countRange(series, from, to) {
      checkRange(from, to)
      return connection.read(() => series.reduce((n, one) => n + count(one, from, to), 0))
    },
    async remove(series, from, to) {
      checkRange(from, to)
      return connection.write(() => {
        let removed = 0
        for (const one of series) {
          for (const header of chunks.headers(one, from, to)) {
            const stays = header.t0 >= from && header.t1 < to ? null : outside(chunks.points(one, header), from, to)
            chunks.remove(one, header)
            if (stays && stays.time.length > 0) chunks.insert(one, stays)
            removed += header.n - (stays?.time.length ?? 0)
          }
          groups.changed(one, from, to)
        }
        return removed
      })
    },
    async contentHash(series) {
      const hasher = contentHasher()
      for await (const block of this.scan(series, -Infinity, Infinity)) hasher.add(block)
      return hasher.digest()
    },
  }

  function infoOf(series: number): SeriesInfo {
    const row = sql('SELECT sum(n) AS n, min(t0) AS start, max(t1) AS "end", min(min) AS min, max(max) AS max, sum(bytes) AS bytes FROM chunk WHERE series = ?').get(series) ?? {}
    const number = (name: string) => (typeof row[name] === 'number' ? row[name] : null)
    const steps = sql('SELECT step, sum(n) AS weight FROM chunk WHERE series = ? AND step IS NOT NULL GROUP BY step ORDER BY step').all(series)
    return {
      series,
      n: number('n') ?? 0,
      start: number('start'),
      end: number('end'),
      min: number('min'),
      max: number('max'),
      interval: weightedMedian(steps.map((step) => ({ step: Number(step['step']), weight: Number(step['weight']) }))),
      bytes: number('bytes') ?? 0,
    }
  }
}

function checkRange(from: number, to: number): void {
  if (Number.isNaN(from) || Number.isNaN(to)) throw new Fault('bad_input', `A stretch of time needs two numbers, not ${from} and ${to}.`, { from, to })
}

function inside(points: Columns, from: number, to: number): Columns {
  return slice(points, lowerBound(points.time, from), lowerBound(points.time, to))
}

function outside(points: Columns, from: number, to: number): Columns {
  return concat([slice(points, 0, lowerBound(points.time, from)), slice(points, lowerBound(points.time, to), points.time.length)])
}

/** The next float64: the smallest time behind `t`. */
function after(t: number): number {
  const view = new DataView(new ArrayBuffer(8))
  if (t === 0) return Number.MIN_VALUE
  view.setFloat64(0, t)
  view.setBigInt64(0, view.getBigInt64(0) + (t > 0 ? 1n : -1n))
  return view.getFloat64(0)
}
