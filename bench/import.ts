/**
 * A 100 MB CSV to stored and queryable, against DuckDB's `create table as` and the same query, in one run. Both end behind their commit to the disk
 * and read the file from the system's memory. Ours also judges the health of every tag. The reading thread is built as for the application, which
 * is no part of the time; it starts anew in every round, as it does in every import there.
 */
import { DuckDBInstance } from '@duckdb/node-api'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { importRun } from '../main/compute/tasks/importRun.ts'
import { openSqliteStore } from '../main/storage/sqlite/index.ts'
import type { Bench } from './run.ts'

const source = fileURLToPath(new URL('../main/reading.ts', import.meta.url))
/** Below the packages that it imports. */
const built = fileURLToPath(new URL('../out/bench/', import.meta.url))
const target = 100_000_000
const rounds = 3
const columns = 8
const goal = 1.5

/** A plant's export: a time a second and eight sensors with the digits that loggers print. Seeded. */
async function writeCsv(path: string): Promise<number> {
  const out = createWriteStream(path)
  let seed = 42
  const random = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return seed / 4_294_967_296
  }
  const level = Array.from({ length: columns }, (_, i) => 10 ** (i % 4) * (1 + i))
  const digits = Array.from({ length: columns }, (_, i) => 2 + (i % 4))
  let bytes = 0
  let rows = 0
  let text = `timestamp,${level.map((_, i) => `sensor_${i + 1}`).join(',')}\n`
  for (; bytes + text.length < target; rows++) {
    text += new Date(1_700_000_000_000 + rows * 1000).toISOString().slice(0, 19).replace('T', ' ')
    for (let i = 0; i < columns; i++) text += `,${(level[i]! * (1 + 0.01 * (random() - 0.5))).toFixed(digits[i])}`
    text += '\n'
    if (text.length > 1 << 20) {
      bytes += text.length
      if (!out.write(text)) await once(out, 'drain')
      text = ''
    }
  }
  out.end(text)
  await once(out, 'finish')
  return rows
}

/** One file of JavaScript, as `electron.vite.config.ts` makes it: from source, the thread would begin by loading a compiler. */
async function buildReading(): Promise<string> {
  await build({ configFile: false, logLevel: 'warn', build: { ssr: source, outDir: built, target: 'node24', rolldownOptions: { output: { entryFileNames: 'reading.js' } } } })
  return join(built, 'reading.js')
}

interface Timing {
  readonly seconds: number
  readonly checksum: number
}

/** Stored, closed and opened again; then hourly means of one sensor. */
async function ours(csv: string, folder: string, reading: string): Promise<Timing> {
  const file = join(folder, 'telltale.db')
  const begun = performance.now()
  const store = await openSqliteStore({ file })
  const file100 = { path: csv, name: 'plant.csv', bytes: (await stat(csv)).size }
  const report = await importRun({ store, clock: () => performance.now(), reading }, { job: 1, files: [file100], asset: 'Plant', options: {} }, { signal: new AbortController().signal, report: () => undefined })
  const { mean } = await store.telemetry.aggregate(report.tags[3]!, -Infinity, Infinity, 3_600_000)
  const seconds = (performance.now() - begun) / 1000
  await store.close()
  return { seconds, checksum: mean.reduce((a, b) => a + b, 0) }
}

async function duckdb(csv: string, folder: string): Promise<Timing> {
  const begun = performance.now()
  const instance = await DuckDBInstance.create(join(folder, 'peer.duckdb'))
  const connection = await instance.connect()
  await connection.run(`create table plant as select * from read_csv('${csv}')`)
  const reader = await connection.runAndReadAll(`select sum(mean) from (select avg(sensor_4) as mean from plant group by date_trunc('hour', timestamp))`)
  const checksum = Number(reader.getRows()[0]![0])
  const seconds = (performance.now() - begun) / 1000
  connection.closeSync()
  instance.closeSync()
  return { seconds, checksum }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!
}

const bench: Bench = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'telltale-bench-import-'))
  try {
    const csv = join(folder, 'plant.csv')
    const rows = await writeCsv(csv)
    const reading = await buildReading()
    const times = { ours: [] as number[], peer: [] as number[] }
    for (let round = 0; round < rounds; round++) {
      const a = await ours(csv, folder, reading)
      const b = await duckdb(csv, folder)
      if (Math.abs(a.checksum - b.checksum) > 1e-6 * Math.abs(b.checksum)) throw new Error(`The two answers differ: ${a.checksum} and ${b.checksum}`)
      times.ours.push(a.seconds)
      times.peer.push(b.seconds)
      for (const name of ['telltale.db', 'telltale.db-wal', 'telltale.db-shm', 'peer.duckdb', 'peer.duckdb.wal']) await rm(join(folder, name), { force: true })
    }
    const [mine, peer] = [median(times.ours), median(times.peer)]
    const ratio = peer / mine
    const [cold, peerCold] = [times.ours[0]!, times.peer[0]!]
    return [
      { name: `100 MB CSV (${rows} rows, ${columns} sensors) to stored, graded and hourly means of one sensor`, ours: mine, peer, peerName: 'DuckDB create table as + the same query', ratio, unit: 's', goal: `${goal}x`, met: ratio >= goal },
      { name: 'the first of them, before anything was compiled', ours: cold, peer: peerCold, peerName: 'DuckDB', ratio: peerCold / cold, unit: 's', goal: 'none: an import in the application begins like this', met: true },
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
export default bench
