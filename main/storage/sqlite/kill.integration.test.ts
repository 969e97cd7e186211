import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { killAndResume, seeded } from './testing/killRun.ts'

const folder = mkdtempSync(join(tmpdir(), 'telltale-kill-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('an import of 10 M points', () => {
  it('survives 50 kills at random points: nothing acknowledged is lost, and the content is that of an uninterrupted one', { timeout: 600_000 }, async () => {
    const { kills } = await killAndResume(join(folder, 'kill.telltale'), { rows: 2_500_000, series: 4, block: 10_000 }, 50, seeded(20_260))
    expect(kills).toBe(50)
  })
})
