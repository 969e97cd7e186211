import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'telltale-layers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
cpSync('.oxlintrc.json', join(folder, '.oxlintrc.json'))

/** What the architecture's table of imports forbids, one line a rule. */
const forbidden: readonly (readonly [file: string, from: string])[] = [
  ['models/signal/x.ts', 'node:fs'],
  ['models/nets/x.ts', '@tensorflow/tfjs-core'],
  ['models/signal/x.ts', '../../main/contract/errors.ts'],
  ['main/contract/x.ts', 'node:path'],
  ['main/contract/x.ts', '../core/jobs.ts'],
  ['config/x.ts', '../main/core/index.ts'],
  ['main/core/x.ts', 'electron'],
  ['main/core/x.ts', 'better-sqlite3'],
  ['main/core/x.ts', 'fastify'],
  ['main/core/x.ts', '../storage/sqlite/index.ts'],
  ['main/core/x.ts', '../server/http.ts'],
  ['main/storage/sqlite/x.ts', '../../core/index.ts'],
  ['main/ingest/readers/x.ts', '../../storage/sqlite/index.ts'],
  ['main/compute/x.ts', 'electron'],
  ['main/server/x.ts', 'electron'],
  ['main/server/x.ts', '../desktop/window.ts'],
  ['main/desktop/x.ts', '../server/http.ts'],
  ['preload/x.ts', 'node:fs'],
  ['preload/x.ts', '../main/core/index.ts'],
  ['renderer/panels/x.ts', 'node:fs'],
  ['renderer/panels/x.ts', 'electron'],
  ['renderer/panels/x.ts', '../../main/core/index.ts'],
]

const allowed: readonly (readonly [file: string, from: string])[] = [
  ['models/signal/x.ts', '../series/frame.ts'],
  ['main/contract/x.ts', 'zod'],
  ['main/core/x.ts', '../storage/ports.ts'],
  ['main/storage/sqlite/x.ts', 'better-sqlite3'],
  ['renderer/panels/x.ts', '../../main/contract/index.ts'],
]

describe('import rules', () => {
  it.each(forbidden)('refuse that %s imports %s', (file, from) => {
    const { status, output } = lint(file, from)
    expect(output).toContain('no-restricted-imports')
    expect(status).not.toBe(0)
  })

  it.each(allowed)('let %s import %s', (file, from) => {
    const { status, output } = lint(file, from)
    expect(output).not.toContain('no-restricted-imports')
    expect(status).toBe(0)
  })
})

function lint(file: string, from: string): { status: number | null; output: string } {
  const path = join(folder, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `import { thing } from '${from}'\nexport const other = thing\n`)
  const { status, stdout, stderr } = spawnSync('node_modules/.bin/oxlint', ['-c', join(folder, '.oxlintrc.json'), path], { encoding: 'utf8' })
  rmSync(path)
  return { status, output: stdout + stderr }
}
