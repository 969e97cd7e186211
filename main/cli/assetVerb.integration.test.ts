import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { json, telltale } from './testing/telltale.ts'

const folder = mkdtempSync(join(tmpdir(), 'telltale-assets-'))
const home = join(folder, 'home')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('telltale assets', () => {
  it('builds a tree, moves and renames in it, and removes only what nothing hangs under', async () => {
    const recording = join(folder, 'pump.csv')
    writeFileSync(recording, `time,flow\n${Array.from({ length: 500 }, (_, i) => `${new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString()},${i % 97}\n`).join('')}`)
    await json(home, 'import', recording, '--asset', 'Pump 2')
    await json(home, 'assets', 'Area 1', '--create')
    await json(home, 'assets', 'Train A', '--create', '--under', 'Area 1')
    await json(home, 'assets', 'Pump 2', '--under', 'Train A')
    expect((await telltale(home, ['assets'])).stdout).toBe('Area 1  0 tags  0 points\n  Train A  0 tags  0 points\n    Pump 2  1 tags  500 points\n')
    expect(await json(home, 'assets', 'Area 1', '--under', 'Pump 2')).toMatchObject({ error: { code: 'bad_input', message: expect.stringContaining('under itself') as string } })
    expect(await json(home, 'assets', 'Train A', '--remove')).toMatchObject({ error: { code: 'conflict' } })
    expect(await json(home, 'assets', 'Nowhere')).toMatchObject({ error: { code: 'not_found' } })
    expect(await json(home, 'assets', 'Train A', '--rename', 'Train B')).toMatchObject([{ asset: 'Train B', parent: 'Area 1', depth: 0 }, { asset: 'Pump 2', parent: 'Train B', points: 500 }])
    expect(await json(home, 'assets', 'Pump 2', '--top')).toMatchObject([{ asset: 'Pump 2', parent: null }])
    expect(await json(home, 'assets', 'Pump 2', '--remove')).toMatchObject({ removed: true, points: 500 })
    expect((await telltale(home, ['assets', '--create'])).code).toBe(2)
    expect((await telltale(home, ['assets', 'Train B', '--top', '--under', 'Area 1'])).code).toBe(2)
  }, 120_000)
})
