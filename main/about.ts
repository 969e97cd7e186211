import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expectedBackend } from './compute/tensor/backend.ts'
import type { About } from './contract/settings.ts'

const root = packageRoot(dirname(fileURLToPath(import.meta.url)))
let known: { version: string; commit: string } | null = null

/** What this program is and runs on; the store and the workers are added by the core. */
export function about(shell: About['shell'], environment: string): Omit<About, 'store' | 'workers'> {
  known ??= { version: (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version, commit: commit() }
  const { node, v8, electron, chrome } = process.versions as Record<string, string | undefined>
  const runtime = Object.fromEntries(Object.entries({ node, electron, chromium: chrome, v8 }).filter((entry): entry is [string, string] => entry[1] !== undefined))
  // Loads nothing: a worker that trains chooses for itself, and its choice stands in the run.
  return { ...known, environment, shell, runtime: { ...runtime, tensor: expectedBackend() }, zone: Intl.DateTimeFormat().resolvedOptions().timeZone }
}

/** From the build (TELLTALE_COMMIT) or the checkout; `unknown` in a copy without either. */
function commit(): string {
  const built = process.env['TELLTALE_COMMIT']
  if (built) return built
  try {
    return execFileSync('git', ['-C', root, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return 'unknown'
  }
}

/** The folder of package.json, from the source (`main/`) and from the build (`out/main/`) alike. */
function packageRoot(from: string): string {
  for (let at = from; ; at = dirname(at)) {
    try {
      readFileSync(join(at, 'package.json'))
      return at
    } catch {
      if (at === dirname(at)) throw new Error(`no package.json above ${from}`)
    }
  }
}
