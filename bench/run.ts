/**
 * `npm run bench -- NAME [--json] [--data DIR]`: one benchmark with its live peers, ratios out. `--list` names them.
 * A benchmark is a file here whose default export measures and returns rows; it ends by itself. It is reached through this table.
 */
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'

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
export type Bench = (args: { data: string }) => Promise<BenchRow[]>

const table: Readonly<Record<string, { about: string; load: () => Promise<{ default: Bench }> }>> = {
  storage: { about: 'ingest, scan, size, aggregates and views against rows in SQLite and DuckDB', load: () => import('./storage.ts') },
  import: { about: 'a 100 MB CSV to stored and queryable against DuckDB', load: () => import('./import.ts') },
  detect: { about: 'speed of detection against the same mathematics in numpy', load: () => import('./detect.ts') },
  quality: { about: 'detection quality by the protocols of docs/evaluation.md, baselines live', load: () => import('./quality.ts') },
  charts: { about: 'lanes of 10 M samples against uPlot and Plotly', load: () => import('./charts.ts') },
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, list: { type: 'boolean', default: false }, data: { type: 'string' } },
})
const [name] = positionals

if (values.list) {
  for (const [key, { about }] of Object.entries(table)) console.log(`${key.padEnd(10)}${about}`)
} else if (!name || !table[name]) {
  console.error(`Name one benchmark: ${Object.keys(table).join(', ')}`)
  process.exitCode = 2
} else {
  const data = values.data ?? process.env['TELLTALE_DATASETS'] ?? '../shared/data'
  if (!existsSync(data)) console.error(`No recordings at ${data}: rows that need them are left out (--data DIR or TELLTALE_DATASETS).`)
  const rows = await (await table[name].load()).default({ data })
  if (values.json) console.log(JSON.stringify(rows, null, 2))
  else for (const row of rows) console.log(`${row.met ? 'met ' : 'MISS'} ${row.name}: ${format(row.ours)} ${row.unit}, ${row.peerName} ${row.peer === null ? '-' : format(row.peer)}${row.ratio === null ? '' : `, x ${format(row.ratio)}`} (goal ${row.goal})`)
}

function format(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(4)
}
