/**
 * The chunk store against a row-per-point table in better-sqlite3 and against DuckDB, all in this process, on this machine, now.
 * One series of one sample a second with three decimals; every figure is the median of repeats. Peers are used the fastest documented way
 * that was found: prepared statement in large transactions and raw rows for SQLite, whole data chunks for DuckDB's appender and reads.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStore } from '../main/storage/sqlite/index.ts'
import type { Store } from '../main/storage/ports.ts'
import type { BenchRow } from './run.ts'
import { openDuckPeer } from './storageDuckPeer.ts'
import { rowPeer } from './storageRowPeer.ts'
import { storedSize } from './storageSize.ts'
import { median, sensorColumns, timed } from './storageData.ts'

export const name = 'storage'

const million = 1_000_000
const points = 10 * million
const peerPoints = million

export default async function storageBench({ data }: { data: string }): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'telltale-bench-'))
  try {
    return [...(await speed(folder)), await overview(folder), ...(await size(folder, data))]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function speed(folder: string): Promise<BenchRow[]> {
  const all = sensorColumns(0, points)
  const few = sensorColumns(0, peerPoints)
  const target = { time: new Float64Array(points), value: new Float64Array(points) }
  const duck = await openDuckPeer(folder, few, all)
  const ingest: number[] = []
  const scan: number[] = []
  const hourly: number[] = []
  const rowRounds: { ingest: number; scan: number }[] = []
  const duckRounds: { ingest: number; scan: number; hourly: number }[] = []
  // in turns, so that what else the machine does meets all alike
  for (let round = 0; round < 5; round++) {
    const file = join(folder, `speed-${round}.telltale`)
    const empty = await openSqliteStore({ file })
    ingest.push(await timed(() => fill(empty, all)))
    await empty.close()
    const store = await openSqliteStore({ file })
    for (let again = 0; again < 3; again++) scan.push(await timed(() => scanAll(store, target)))
    hourly.push(await timed(() => store.telemetry.aggregate(1, -Infinity, Infinity, 3_600_000)))
    await store.close()
    rowRounds.push(await rowPeer(folder, round, few))
    duckRounds.push(await duck.round())
  }
  duck.close()
  // nanoseconds a point, so that a peer measured on fewer points compares
  const each = (list: number[], n: number) => (median(list) / n) * 1e6
  const [ours, read] = [each(ingest, points), each(scan, points)]
  return [
    faster('ingest of 10 M points, rows measured on 1 M', ours, each(rowRounds.map((one) => one.ingest), peerPoints), 'row-per-point better-sqlite3', 'ns/point', 20),
    faster('ingest of 10 M points, appender measured on 1 M', ours, each(duckRounds.map((one) => one.ingest), peerPoints), 'DuckDB appender, data chunks', 'ns/point', 4),
    faster('scan of a series to Float64Array (time and value), rows measured on 1 M', read, each(rowRounds.map((one) => one.scan), peerPoints), 'row-per-point better-sqlite3', 'ns/point', 60),
    faster('scan of a series to Float64Array (time and value), DuckDB measured on 1 M', read, each(duckRounds.map((one) => one.scan), peerPoints), 'DuckDB, one series in order', 'ns/point', 15),
    faster('hourly min/max/mean over 10 M points', median(hourly), median(duckRounds.map((one) => one.hourly)), 'DuckDB', 'ms', 5),
  ]
}

async function fill(store: Store, all: { time: Float64Array; value: Float64Array }): Promise<void> {
  for (let from = 0; from < all.time.length; from += million) {
    await store.telemetry.append([{ series: 1, time: all.time.subarray(from, from + million), value: all.value.subarray(from, from + million) }], {
      checkpoint: { key: 'bench', state: { from } },
    })
  }
}

async function scanAll(store: Store, target: { time: Float64Array; value: Float64Array }): Promise<void> {
  const n = await store.telemetry.readInto(1, -Infinity, Infinity, target)
  if (n !== target.value.length) throw new Error(`the scan gave ${n} of ${target.value.length} points`)
}

async function overview(folder: string): Promise<BenchRow> {
  const store = await openSqliteStore({ file: join(folder, 'overview.telltale') })
  for (let from = 0; from < 100 * million; from += million) await store.telemetry.append([{ series: 1, ...sensorColumns(from, from + million) }])
  const { start, end } = (await store.telemetry.info([1]))[0]! // one was asked for
  const times: number[] = []
  for (let round = 0; round < 21; round++) times.push(await timed(() => store.telemetry.view(1, start!, end! + 1, 1600))) // just filled
  await store.close()
  const ours = median(times)
  return { name: 'view of 1,600 buckets over 100 M points', ours, peer: null, peerName: 'limit', ratio: null, unit: 'ms', goal: '< 20 ms', met: ours < 20 }
}

async function size(folder: string, data: string): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  for (const set of ['skab', 'tep'] as const) {
    if (!existsSync(join(data, set))) continue
    const { points: n, bytes } = await storedSize(folder, data, set)
    const ours = bytes / n
    rows.push({
      name: `size of the sensor columns of ${set.toUpperCase()}: ${n} points, growth of the project file`,
      ours,
      peer: 16,
      peerName: 'time and value as float64',
      ratio: 16 / ours,
      unit: 'bytes/point',
      goal: '<= 2',
      met: ours <= 2,
    })
  }
  return rows
}

function faster(title: string, ours: number, peer: number, peerName: string, unit: string, goal: number): BenchRow {
  return { name: title, ours, peer, peerName, ratio: peer / ours, unit, goal: `>= ${goal} x`, met: peer / ours >= goal }
}
