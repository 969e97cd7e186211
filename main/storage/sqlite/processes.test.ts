import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Topic } from '../../contract/jobs.ts'
import { appendPlanned } from '../testing/appendPlan.ts'
import { openSqliteStore } from './index.ts'
import { killAndResume, runChild, seeded } from './testing/killRun.ts'

const folder = mkdtempSync(join(tmpdir(), 'telltale-processes-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('several processes on one file', () => {
  it('lose nothing when a writer is killed, and resume to the same content', { timeout: 120_000 }, async () => {
    const { kills } = await killAndResume(join(folder, 'kill.telltale'), { rows: 250_000, series: 4, block: 10_000 }, 4, seeded(1))
    expect(kills).toBeGreaterThan(0)
  })

  it('write the same series at once without losing or doubling a point, while a reader reads, and hear of each other', { timeout: 120_000 }, async () => {
    const file = join(folder, 'both.telltale')
    let look = () => undefined as void
    const store = await openSqliteStore({
      file,
      repeat: (work) => {
        look = work
        return () => undefined
      },
    })
    const heard: Topic[] = []
    store.feed.subscribe((topic) => heard.push(topic))
    const plan = { rows: 60_000, series: 2, block: 5000 }
    // both start from nothing and bring every block: whoever is second brings duplicates
    const writers = Promise.all([runChild(file, plan), runChild(file, plan), appendPlanned(store, plan, () => undefined)])
    let before = 0
    for (let reads = 0; reads < 30; reads++) {
      const view = await store.telemetry.view(1, -Infinity, Infinity, 100)
      const count = view.raw ? view.time.length : view.count.reduce((a, b) => a + b, 0)
      expect(count).toBeGreaterThanOrEqual(before)
      before = count
    }
    await writers
    look()
    expect(heard).toEqual(['tags'])
    const alone = await openSqliteStore({ file: ':memory:' })
    await appendPlanned(alone, plan, () => undefined)
    for (const series of [1, 2]) expect(await store.telemetry.contentHash(series)).toBe(await alone.telemetry.contentHash(series))
    expect(await store.check()).toEqual({ ok: true, problems: [] })
    await Promise.all([store.close(), alone.close()])
  })
})
