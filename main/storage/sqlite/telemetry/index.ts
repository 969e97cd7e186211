import { Fault, type Detail } from '../../../contract/errors.ts'
import { clockGrid, oneBucket, toAggregate, toStatistics } from '../../chunks/buckets.ts'
import { contentHasher } from '../../chunks/hash.ts'
import { field, headerLength } from '../../chunks/header.ts'
import { after, batchChecker, checkedTarget, concat, lowerBound, slice, type Columns } from '../../chunks/points.ts'
import { weightedMedian } from '../../chunks/spacing.ts'
import type { CheckpointMark, SeriesInfo, Telemetry } from '../../ports.ts'
import type { Connection } from '../connection.ts'
import { appendBatch } from './append.ts'
import { chunkTable } from './chunkTable.ts'
import { groupTable } from './groups.ts'
import { stretchReader } from './stretch.ts'

/** More buckets than this would not fit on any screen, and in little memory. */
const mostBuckets = 1_000_000

export function sqliteTelemetry(connection: Connection): Telemetry {
  const { sql, sqlValue } = connection
  const chunks = chunkTable(connection)
  const groups = groupTable(connection, chunks)
  const reader = stretchReader(chunks)

  /** The stretch without its open ends: those become the first and just behind the last point. */
  function closed(series: number, from: number, to: number): { from: number; to: number } {
    if (Number.isFinite(from) && Number.isFinite(to)) return { from, to }
    const start = sqlValue('SELECT min(t0) FROM chunk WHERE series = ?').get(series)
    const end = chunks.last(series)?.t1
    if (typeof start !== 'number' || end === undefined) return { from: 0, to: 0 }
    return { from: Number.isFinite(from) ? from : start, to: Number.isFinite(to) ? to : after(end) }
  }

  /** @throws Fault `conflict` when another process has moved the checkpoint. */
  function goesOn({ key, after: expected }: CheckpointMark): void {
    if (expected === undefined) return
    const state = sql('SELECT state FROM checkpoint WHERE key = ?').get(key)?.['state'] ?? null
    if (state !== (expected === null ? null : JSON.stringify(expected))) {
      throw new Fault('conflict', 'Another process goes on with this work already. Nothing was stored twice; wait for it, or resume when it has ended.', { key })
    }
  }

  function removeStretch(series: number, from: number, to: number): number {
    let removed = 0
    for (const header of chunks.headers(series, from, to)) {
      const stays = header.t0 >= from && header.t1 < to ? null : outside(chunks.points(series, header), from, to)
      chunks.remove(series, header)
      if (stays && stays.time.length > 0) chunks.insert(series, stays)
      removed += header.n - (stays?.time.length ?? 0)
    }
    if (removed > 0) groups.changed(series, from, to)
    return removed
  }

  return {
    append(batches, options = {}) {
      return connection.write(() => {
        if (options.checkpoint) goesOn(options.checkpoint)
        const check = batchChecker()
        const results = batches.map((batch) => appendBatch(chunks, groups, check(batch.series, batch), options.onConflict === 'replace'))
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
    ends: (series) => connection.read(() => series.map((one) => chunks.last(one)?.t1 ?? null)),
    async read(series, from, to, limit = Infinity) {
      checkRange(from, to)
      return connection.read(() => reader.points(series, from, to, limit))
    },
    async readInto(series, from, to, target) {
      const columns = checkedTarget(target)
      checkRange(from, to)
      return connection.read(() => chunks.into(series, from, to, columns))
    },
    async *scan(series, from, to) {
      checkRange(from, to)
      for (let start = from; ; ) {
        const block = await connection.glance(() => reader.block(series, start, to))
        const last = block?.time.at(-1)
        if (!block || last === undefined) return
        yield block
        start = after(last)
      }
    },
    async view(series, from, to, buckets) {
      checkRange(from, to)
      if (!Number.isSafeInteger(buckets) || buckets < 1) throw new Fault('bad_input', `A view needs a whole number of buckets from 1 on, not ${buckets}.`, { buckets })
      return connection.read(() => {
        const table = groups.headers(series, from, to)
        // chunks at the ends are looked into only when that may decide
        let inner = 0
        for (let i = headerLength; i < table.length - headerLength; i += headerLength) inner += table[i + field.n]!
        if (inner <= buckets && reader.count(series, table, from, to) <= buckets) return { raw: true as const, ...reader.points(series, from, to, buckets) }
        return reader.view(series, table, closed(series, from, to), buckets)
      })
    },
    async aggregate(series, from, to, width) {
      checkRange(from, to)
      return connection.read(() => {
        const stretch = closed(series, from, to)
        if (!(width > 0) || (stretch.to - stretch.from) / width > mostBuckets) {
          throw new Fault('bad_input', `A bucket width of ${width} ms does not fit the stretch: choose one above 0 that gives at most ${mostBuckets} buckets.`, { width })
        }
        return toAggregate(reader.fold(series, groups.headers(series, from, to), stretch, clockGrid(width)), width)
      })
    },
    async statistics(series, from, to) {
      checkRange(from, to)
      return connection.read(() => toStatistics(reader.fold(series, groups.headers(series, from, to), { from, to }, oneBucket)))
    },
    async countRange(series, from, to) {
      checkRange(from, to)
      return connection.read(() => series.reduce((n, one) => n + reader.count(one, groups.headers(one, from, to), from, to), 0))
    },
    async remove(series, from, to) {
      checkRange(from, to)
      return connection.write(() => series.reduce((n, one) => n + removeStretch(one, from, to), 0))
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

function outside(points: Columns, from: number, to: number): Columns {
  return concat([slice(points, 0, lowerBound(points.time, from)), slice(points, lowerBound(points.time, to), points.time.length)])
}
