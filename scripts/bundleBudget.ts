/**
 * `node scripts/bundleBudget.ts`: what the built page costs to load, against what it may cost. Runs after every build (`npm run build`, `npm run e2e`).
 * The initial load is the entry with everything it imports statically; a panel's chunk comes when the panel is opened, Plotly's with the first figure.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const kilobyte = 1000

export interface BudgetRow {
  readonly name: string
  /** Compressed with gzip, kB (1000 bytes): what a browser loads from a server behind one. */
  readonly kB: number
  readonly limit: number
}

/** Size of each part of the built page with its limit. @throws when nothing was built, or when Plotly is no chunk of its own. */
export function bundleBudget(folder: string): BudgetRow[] {
  const page = join(folder, 'index.html')
  if (!existsSync(page)) throw new Error(`Nothing is built in ${folder}: npm run build`)
  const assets = join(folder, 'assets')
  const files = readdirSync(assets)
  const text = (name: string) => readFileSync(join(assets, name))
  const size = (names: readonly string[]) => Math.round(names.reduce((sum, name) => sum + gzipSync(text(name)).byteLength, 0) / kilobyte)
  const html = readFileSync(page, 'utf8')
  const first = [...new Set([...html.matchAll(/(?:src|href)="\.\/assets\/([^"]+)"/g)].map(([, name]) => name ?? ''))]
  const scripts = reachable(first.filter((name) => name.endsWith('.js')), (name) => text(name).toString())
  const plotly = files.filter((name) => /^plotlyCore-.*\.js$/.test(name))
  if (plotly.length !== 1 || plotly.some((name) => scripts.has(name))) throw new Error('Plotly must be one chunk of its own that nothing loads at the start: import it only in renderer/charts/plotlyCore.ts, and that only with import().')
  const panels = files.filter((name) => name.endsWith('.js') && !scripts.has(name) && !plotly.includes(name))
  const largest = panels.toSorted((a, b) => size([b]) - size([a]))[0]
  return [
    { name: 'initial scripts', kB: size([...scripts]), limit: 360 },
    { name: 'initial styles', kB: size(first.filter((name) => name.endsWith('.css'))), limit: 60 },
    ...(largest === undefined ? [] : [{ name: `largest chunk of a panel, ${basename(largest).replace(/-[^-]*$/, '')}`, kB: size([largest]), limit: 40 }]),
    { name: 'Plotly, with the first analysis figure', kB: size(plotly), limit: 420 },
  ]
}

/** Files that the given ones import statically, themselves included. */
function reachable(entries: readonly string[], read: (name: string) => string): Set<string> {
  const seen = new Set<string>()
  const walk = (name: string) => {
    if (seen.has(name)) return
    seen.add(name)
    for (const [, other] of read(name).matchAll(/(?:^|[;}\s])(?:import|export)(?:[^"'`;()]*?from)?["']\.\/([^"']+\.js)["']/g)) walk(other ?? '')
  }
  entries.forEach(walk)
  return seen
}

if (import.meta.main) {
  const rows = bundleBudget(fileURLToPath(new URL('../out/renderer', import.meta.url)))
  for (const { name, kB, limit } of rows) console.log(`${kB <= limit ? 'within' : 'OVER  '} ${name}: ${kB} kB of ${limit} kB gzip`)
  if (rows.some(({ kB, limit }) => kB > limit)) process.exitCode = 1
}
