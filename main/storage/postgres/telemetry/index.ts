import { Fault, type Detail } from '../../../contract/errors.ts'
import { clockGrid, oneBucket, toAggregate, toStatistics } from '../../chunks/buckets.ts'
import { contentHasher } from '../../chunks/hash.ts'
import { field, headerAt, headerLength, type HeaderTable } from '../../chunks/header.ts'
import { after, checkedTarget, concat, copyInto, lowerBound, slice, type Columns } from '../../chunks/points.ts'
import { weightedMedian } from '../../chunks/spacing.ts'
import type { CheckpointMark, SeriesInfo, Telemetry } from '../../ports.ts'
import type { Connection, Transaction } from '../connection.ts'
import { appendBatches } from './append.ts'
import { chunksIn, chunkTable, encodeRow } from './chunkTable.ts'
import { stretchReader } from './stretch.ts'

/** More buckets than this would not fit on any screen, and in little memory. */
const mostBuckets = 1_000_000

export function postgresTelemetry(connection: Connection): Telemetry {
  const chunks = chunkTable(connection.name)
  const reader = stretchReader(chunks)

  /** The stretch without its open ends: those become the first and just behind the last point. */
  async function closed({ query }: Transaction, series: number, from: number, to: number): Promise<{ from: number; to: number }> {
    if (Number.isFinite(from) && Number.isFinite(to)) return { from, to }
    const [row] = await query('SELECT min(t0) AS first, max(t1) AS last FROM chunk WHERE series = $1', [series])
    const { first, last } = row ?? {}
    if (typeof first !== 'number' || typeof last !== 'number') return { from: 0, to: 0 }
    return { from: Number.isFinite(from) ? from : first, to: Number.isFinite(to) ? to : after(last) }
  }

  async function removeStretch(transaction: Transaction, series: number, from: number, to: number): Promise<number> {
    const table = await chunks.headers(transaction, series, from, to)
    const gone: { series: number; t0: number }[] = []
    const rows = []
    let removed = 0
    for (let index = 0; index < chunksIn(table); index++) {
      const header = headerAt(table, index)
      const whole = header.t0 >= from && header.t1 < to
      const [points] = whole ? [] : await chunks.points(transaction, series, [header.t0])
      const stays = points && outside(points, from, to)
      gone.push({ series, t0: header.t0 })
      if (stays && stays.time.length > 0) rows.push(encodeRow(series, stays))
      removed += header.n - (stays?.time.length ?? 0)
    }
    if (removed > 0) await chunks.replace(transaction, gone, rows)
    return removed
  }

  return {
    append: (batches, { onConflict, checkpoint } = {}) =>
      connection.write(async (transaction) => {
        if (checkpoint) await goesOn(transaction, checkpoint)
        const results = await appendBatches(chunks, transaction, batches, onConflict === 'replace')
        if (checkpoint) await mark(transaction, checkpoint)
        return results
      }),
    async checkpoint(key) {
      const [row] = await connection.glance('SELECT state FROM checkpoint WHERE key = $1', [key])
      return row ? (JSON.parse(String(row['state'])) as Detail) : null // written by append, which takes nothing else
    },
    async info(series) {
      const [totals, steps] = await connection.read(async ({ query }) => [
        await query(
          'SELECT series, sum(n) AS n, min(t0) AS start, max(t1) AS "end", min(min) AS min, max(max) AS max, sum(bytes) AS bytes FROM chunk WHERE series = ANY ($1::bigint[]) GROUP BY series',
          [series],
        ),
        await query('SELECT series, step, sum(n) AS weight FROM chunk WHERE series = ANY ($1::bigint[]) AND step IS NOT NULL GROUP BY series, step ORDER BY series, step', [series]),
      ])
      const total = new Map(totals.map((row) => [Number(row['series']), row]))
      const spacing = Map.groupBy(steps, (row) => Number(row['series']))
      return series.map((one): SeriesInfo => {
        const row = total.get(one)
        const number = (name: string) => (typeof row?.[name] === 'number' ? row[name] : null)
        const weights = (spacing.get(one) ?? []).map((step) => ({ step: Number(step['step']), weight: Number(step['weight']) }))
        return { series: one, n: number('n') ?? 0, start: number('start'), end: number('end'), min: number('min'), max: number('max'), interval: weightedMedian(weights), bytes: number('bytes') ?? 0 }
      })
    },
    async ends(series) {
      const rows = await connection.glance(
        'SELECT t1 FROM unnest($1::bigint[]) WITH ORDINALITY AS list (series, position) LEFT JOIN LATERAL (SELECT t1 FROM chunk WHERE chunk.series = list.series ORDER BY t0 DESC LIMIT 1) AS newest ON true ORDER BY position',
        [series],
      )
      return rows.map((row) => (typeof row['t1'] === 'number' ? row['t1'] : null))
    },
    async read(series, from, to, limit = Infinity) {
      checkRange(from, to)
      return connection.read((transaction) => reader.points(transaction, series, from, to, limit))
    },
    async readInto(series, from, to, target) {
      const columns = checkedTarget(target)
      let at = 0
      for await (const block of this.scan(series, from, to)) {
        const part = slice(block, 0, Math.min(block.time.length, columns.time.length - at))
        copyInto(columns, at, part)
        at += part.time.length
        if (at === columns.time.length) break
      }
      return at
    },
    async *scan(series, from, to) {
      checkRange(from, to)
      for (let start = from; ; ) {
        const block = await reader.block({ query: connection.glance }, series, start, to)
        const last = block?.time.at(-1)
        if (!block || last === undefined) return
        yield block
        start = after(last)
      }
    },
    async view(series, from, to, buckets) {
      checkRange(from, to)
      if (!Number.isSafeInteger(buckets) || buckets < 1) throw new Fault('bad_input', `A view needs a whole number of buckets from 1 on, not ${buckets}.`, { buckets })
      return connection.read(async (transaction) => {
        const table = await chunks.headers(transaction, series, from, to)
        // chunks at the ends are looked into only when that may decide
        if (inner(table) <= buckets && (await reader.count(transaction, series, table, from, to)) <= buckets) {
          return { raw: true as const, ...(await reader.points(transaction, series, from, to, buckets)) }
        }
        return reader.view(transaction, series, table, await closed(transaction, series, from, to), buckets)
      })
    },
    async aggregate(series, from, to, width) {
      checkRange(from, to)
      return connection.read(async (transaction) => {
        const stretch = await closed(transaction, series, from, to)
        if (!(width > 0) || (stretch.to - stretch.from) / width > mostBuckets) {
          throw new Fault('bad_input', `A bucket width of ${width} ms does not fit the stretch: choose one above 0 that gives at most ${mostBuckets} buckets.`, { width })
        }
        return toAggregate(await reader.fold(transaction, series, await chunks.headers(transaction, series, from, to), stretch, clockGrid(width)), width)
      })
    },
    async statistics(series, from, to) {
      checkRange(from, to)
      return connection.read(async (transaction) => toStatistics(await reader.fold(transaction, series, await chunks.headers(transaction, series, from, to), { from, to }, oneBucket)))
    },
    async countRange(series, from, to) {
      checkRange(from, to)
      return connection.read(async (transaction) => {
        let n = 0
        for (const one of series) n += await reader.count(transaction, one, await chunks.headers(transaction, one, from, to), from, to)
        return n
      })
    },
    async remove(series, from, to) {
      checkRange(from, to)
      return connection.write(async (transaction) => {
        await chunks.lock(transaction, series)
        let n = 0
        for (const one of series) n += await removeStretch(transaction, one, from, to)
        return n
      })
    },
    async contentHash(series) {
      const hasher = contentHasher()
      for await (const block of this.scan(series, -Infinity, Infinity)) hasher.add(block)
      return hasher.digest()
    },
  }
}

/** Holds the checkpoint until the transaction ends. @throws Fault `conflict` when another process has moved it. */
async function goesOn({ query }: Transaction, { key, after: expected }: CheckpointMark): Promise<void> {
  await query("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ':checkpoint:' || $1, 0))", [key])
  if (expected === undefined) return
  const [row] = await query('SELECT state FROM checkpoint WHERE key = $1', [key])
  if ((row?.['state'] ?? null) !== (expected === null ? null : JSON.stringify(expected))) {
    throw new Fault('conflict', 'Another process goes on with this work already. Nothing was stored twice; wait for it, or resume when it has ended.', { key })
  }
}

async function mark({ query }: Transaction, { key, state }: CheckpointMark): Promise<void> {
  if (state === null) await query('DELETE FROM checkpoint WHERE key = $1', [key])
  else await query('INSERT INTO checkpoint (key, state) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET state = excluded.state', [key, JSON.stringify(state)])
}

/** Points of all chunks but the first and the last. */
function inner(table: HeaderTable): number {
  let n = 0
  for (let i = headerLength; i < table.length - headerLength; i += headerLength) n += table[i + field.n]!
  return n
}

function checkRange(from: number, to: number): void {
  if (Number.isNaN(from) || Number.isNaN(to)) throw new Fault('bad_input', `A stretch of time needs two numbers, not ${from} and ${to}.`, { from, to })
}

function outside(points: Columns, from: number, to: number): Columns {
  return concat([slice(points, 0, lowerBound(points.time, from)), slice(points, lowerBound(points.time, to), points.time.length)])
}
