import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { json, telltale } from './testing/telltale.ts'

const home = mkdtempSync(join(tmpdir(), 'telltale-threshold-cli-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

interface Shown {
  threshold: number
  kept: boolean
  alarmsPerWeek: number
  events: number
  versions: { version: number; threshold: number; by: string; at: string; why: string }[]
}

beforeAll(async () => {
  const lines = ['time;pressure']
  for (let i = 0; i < 3000; i++) {
    const burst = i > 1500 && i % 300 < 20 ? 6 : 0
    lines.push(`${new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString()};${(10 + Math.sin(i / 50) + Math.sin(i * 12.9) * 0.2 + burst).toFixed(4)}`)
  }
  writeFileSync(join(home, 'rig.csv'), lines.join('\n'))
  expect((await telltale(home, ['import', join(home, 'rig.csv'), '--asset', 'Rig'])).code).toBe(0)
  expect((await telltale(home, ['detect', '--asset', 'Rig', '--reference-rows', '1500', '--alarms-per-week', '40'])).code).toBe(0)
})

describe('telltale threshold', () => {
  it('shows the one that counts, solves a budget, keeps it with a reason, and goes back', async () => {
    const first: Shown = await json(home, 'threshold', '--asset', 'Rig')
    expect(first).toMatchObject({ asset: 'Rig', kept: false, labelled: null, judgedProblemsMissed: 0, versions: [{ version: 1, why: 'at most 40 alarms a week on the reference' }] })
    const eventsNow = async () => ((await json(home, 'events', '--asset', 'Rig')) as unknown[]).length
    expect(await eventsNow()).toBe(first.events)

    const solved: Shown = await json(home, 'threshold', '--asset', 'Rig', '--alarms-per-week', '8')
    expect(solved.alarmsPerWeek).toBeLessThanOrEqual(8)
    expect(solved.versions).toHaveLength(1)
    const kept: Shown = await json(home, 'threshold', '--asset', 'Rig', '--alarms-per-week', '8', '--keep', '--reason', 'Two a shift is too many.')
    expect(kept).toMatchObject({ kept: true, threshold: solved.threshold, versions: [{ version: 2, threshold: solved.threshold, why: 'Two a shift is too many.' }, { version: 1 }] })
    expect(await eventsNow()).toBe(solved.events)

    const back: Shown = await json(home, 'threshold', '--asset', 'Rig', '--version', '1', '--keep', '--reason', 'Back.')
    expect(back.versions.map(({ threshold }) => threshold)).toEqual([first.threshold, solved.threshold, first.threshold])
    expect(await eventsNow()).toBe(first.events)
  })

  it('says how it is used: one way to choose, a reason to keep, a version that exists', async () => {
    for (const wrong of [['--at', '3', '--alarms-per-week', '2'], ['--at', '3', '--keep'], ['--keep', '--reason', 'r'], ['--reason', 'r'], ['--version', '99'], ['--at', 'x']])
      expect((await telltale(home, ['threshold', '--asset', 'Rig', ...wrong])).code, wrong.join(' ')).toBe(2)
  })
})
