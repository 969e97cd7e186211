/**
 * `npm run bench -- NAME [--json] [--data DIR] [--only PART]`: one benchmark with its live peers, ratios out. `--list` names them.
 * A benchmark is a file here whose default export measures and returns rows; it ends by itself.
 */
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { compileCarefully } from '../main/compute/carefulCode.ts'

export interface BenchRow {
  readonly name: string
  readonly ours: number
  readonly peer: number | null
  readonly peerName: string
  /** How many times better than the peer (higher is better), null where there is no peer. */
  readonly ratio: number | null
  readonly unit: string
  readonly goal: string
  readonly met: boolean
}
export type Bench = (args: { data: string; only?: string }) => Promise<BenchRow[]>

/** What each benchmark measures. The file of the same name holds it; it is loaded when it is asked for, with the peers it brings. */
const about: Readonly<Record<string, string>> = {
  storage: 'ingest, scan, size, aggregates and views against rows in SQLite and DuckDB',
  import: 'a 100 MB CSV to stored and queryable against DuckDB',
  plant: 'first event after the click on the demonstration plant, and how many of its faults are found',
  stories: 'what is told of a year of the demonstration plant, with faults put into it wherever it stands (--only SEED)',
  detect: 'speed of detection against the same mathematics in numpy',
  quality: 'detection quality by the protocols of docs/evaluation.md, baselines live',
  charts: 'lanes of 10 M samples against uPlot and Plotly',
}
const fileOf = (name: string) => new URL(`./${name}.ts`, import.meta.url)
const names = Object.keys(about).filter((name) => existsSync(fileOf(name)))

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, list: { type: 'boolean', default: false }, data: { type: 'string' }, only: { type: 'string' } },
})
const [name] = positionals
// as the processes that compute do it
compileCarefully()

if (values.list) {
  for (const key of names) console.log(`${key.padEnd(10)}${about[key]}`)
} else if (!name || !names.includes(name)) {
  console.error(`Name one benchmark: ${names.join(', ')}`)
  process.exitCode = 2
} else {
  const data = values.data ?? process.env['TELLTALE_DATASETS'] ?? '../shared/data'
  if (!existsSync(data)) console.error(`No recordings at ${data}: rows that need them are left out (--data DIR or TELLTALE_DATASETS).`)
  const bench = (await import(fileOf(name).href)) as { default: Bench } // what each file of the table exports
  const rows = await bench.default({ data, ...(values.only && { only: values.only }) })
  if (values.json) console.log(JSON.stringify(rows, null, 2))
  else for (const row of rows) console.log(`${row.met ? 'met ' : 'MISS'} ${row.name}: ${format(row.ours)} ${row.unit}, ${row.peerName} ${row.peer === null ? '-' : format(row.peer)}${row.ratio === null ? '' : `, x ${format(row.ratio)}`} (goal ${row.goal})`)
}

function format(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(4)
}
