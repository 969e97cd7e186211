import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImportReport } from '../../contract/imports.ts'
import { fuzz } from '../../ingest/testing/fuzz.ts'
import { openSqliteStore } from '../../storage/sqlite/index.ts'

const program = fileURLToPath(new URL('../../../scripts/testing/importProcess.ts', import.meta.url))
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'telltale-import-process-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Said {
  readonly progress?: number
  readonly report?: ImportReport
  readonly maxRss?: number
  /** Mappings of the project file. */
  readonly mapped?: number
}

/** Rows of a time and five sensors; one row in a thousand is broken. */
async function recording(name: string, rows: number): Promise<string> {
  const path = join(folder, name)
  const out = createWriteStream(path)
  let text = 'time,a,b,c,d,e\n'
  for (let i = 0; i < rows; i++) {
    const time = new Date(1_600_000_000_000 + i * 1000).toISOString().slice(0, 19)
    text += i % 1000 === 999 ? `${time},broken,0,0,0,0\n` : `${time},${i % 997},${Math.sin(i).toFixed(6)},${(i * 7919) % 1013},${i / 8},${i % 2}\n`
    if (text.length > 1 << 20) {
      if (!out.write(text)) await once(out, 'drain')
      text = ''
    }
  }
  out.end(text)
  await once(out, 'finish')
  return path
}

/** Runs an import; kills it after `killAfter` reports. Answers the last line it said. */
async function run(store: string, path: string, killAfter = Infinity): Promise<Said> {
  const child = spawn(process.execPath, [program, store, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  let last: Said = {}
  let reports = 0
  for await (const line of createInterface({ input: child.stdout })) {
    last = JSON.parse(line) as Said // lines of importProcess.ts
    if (++reports >= killAfter) child.kill('SIGKILL')
  }
  await ended
  return last
}

async function hashes(storeFile: string): Promise<Record<string, string>> {
  const store = await openSqliteStore({ file: storeFile })
  try {
    const all: Record<string, string> = {}
    for (const tag of await store.catalog.tags.list({})) all[tag.name] = await store.telemetry.contentHash(tag.id)
    expect((await store.check()).problems).toEqual([])
    return all
  } finally {
    await store.close()
  }
}

describe('an import in a process of its own', () => {
  it('goes on after every SIGKILL, to the counts and the content of an unbroken import', async () => {
    const path = await recording('killed.csv', 500_000)
    const whole = await run(join(folder, 'whole.db'), path)
    expect(whole.report).toMatchObject({ read: 500_000, accepted: 499_500, duplicate: 0, rejected: 500, points: 2_497_500 })
    const broken = join(folder, 'broken.db')
    let last: Said = {}
    for (const after of [1, 2, 1, 3, 1]) last = await run(broken, path, after)
    if (!last.report) last = await run(broken, path)
    const { seconds: _, ...counts } = whole.report!
    expect(last.report).toMatchObject(counts)
    expect(await hashes(broken)).toEqual(await hashes(join(folder, 'whole.db')))
  })

  it('needs less than 300 MB, whatever the length of the file', async () => {
    const path = await recording('long.csv', 2_500_000)
    const { report, maxRss, mapped } = await run(join(folder, 'long.db'), path)
    expect(report).toMatchObject({ read: 2_500_000, rejected: 2500 })
    expect(maxRss! / 1e6).toBeLessThan(300)
    // what would grow with the project, and is not seen in a short run
    expect(mapped).toBe(0)
  })
})

describe('the readers', () => {
  it('survive a few hundred damaged files', async () => {
    const { defects, faults, understood } = await fuzz({ folder, seed: 20_240_101, goOn: (files) => files < 600 })
    expect(defects.map(({ name, words }) => `${name}: ${words}`)).toEqual([])
    expect(faults).toBeGreaterThan(50)
    expect(understood).toBeGreaterThan(50)
  })
})
