import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { json, telltale } from './testing/telltale.ts'

const folder = mkdtempSync(join(tmpdir(), 'telltale-copies-'))
const home = join(folder, 'home')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const series = async (where: string) => ((await json(where, 'series')) as { tag: string; n: number }[]).map(({ tag, n }) => [tag, n])

const recording = join(folder, 'pump.csv')
beforeAll(async () => {
  writeFileSync(recording, `time,flow,level\n${Array.from({ length: 5000 }, (_, i) => `${new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString()},${i % 97},${Math.sin(i).toFixed(3)}\n`).join('')}`)
  expect(await json(home, 'import', recording, '--asset', 'Pump')).toMatchObject({ accepted: 5000 })
})

describe('archive and open', () => {
  it('carry the project to another home, and say by one figure that it is the same', async () => {
    const path = join(folder, 'pump.telltale-archive')
    const made = (await json(home, 'archive', '--out', path)) as { content: string }
    expect(made).toMatchObject({ path, points: 10_000, series: 2 })
    const other = join(folder, 'other')
    expect(await json(other, 'open', path)).toMatchObject({ points: 10_000, series: 2, content: made.content })
    expect(await series(other)).toEqual(await series(home))
    // a home that has a project is left alone
    expect(await json(home, 'open', path)).toMatchObject({ error: { code: 'conflict' } })
    expect((await telltale(home, ['open'])).code).toBe(2)
    // what did not arrive whole, and what is none: the advice is for an archive, and the home stays empty
    const torn = join(folder, 'torn')
    writeFileSync(torn, readFileSync(path).subarray(0, 40_000))
    const none = join(folder, 'none')
    expect(await json(none, 'open', torn)).toMatchObject({ error: { code: 'store_corrupt', message: `${torn} is damaged or was not copied to its end. Copy it again from where it was made, or make another one there.` } })
    expect(await json(none, 'open', recording)).toMatchObject({ error: { code: 'store_corrupt', message: expect.stringContaining('is no Telltale archive') as string } })
    expect(readdirSync(none)).toEqual([])
  })
})

describe('backup, retention and restore', () => {
  it('drop what was previewed, and bring it back', async () => {
    const { path } = (await json(home, 'backup')) as { path: string }
    expect(existsSync(path)).toBe(true)
    const asked = ['retention', '--before', '2026-01-02', '--asset', 'Pump']
    const preview = { points: 2880, kept: 7120, assets: [{ asset: 'Pump', points: 2880, emptied: [] }] }
    expect(await json(home, ...asked)).toMatchObject({ applied: false, ...preview })
    expect(await series(home)).toEqual([['flow', 5000], ['level', 5000]])
    expect(await json(home, ...asked, '--apply')).toMatchObject({ applied: true, ...preview })
    expect(await series(home)).toEqual([['flow', 3560], ['level', 3560]])
    expect((await telltale(home, asked)).stdout).toContain('would drop no point')
    const [backup] = readdirSync(join(home, 'backups'))
    expect(await json(home, 'restore', backup!)).toMatchObject({ backup: path, replaced: expect.stringContaining('.replaced-') as string })
    expect(await series(home)).toEqual([['flow', 5000], ['level', 5000]])
    expect(await json(home, 'restore', join(folder, 'absent'))).toMatchObject({ error: { code: 'file_unreadable', message: expect.stringContaining(`the newest is ${backup}`) as string } })
    expect((await telltale(home, [...asked, '--apply'])).stdout).toBe('Dropped: 2880 points of 1 asset before 2026-01-02T00:00:00.000Z. Kept: 7120 points, and every event and verdict.\n')
    expect((await telltale(home, ['retention', '--apply'])).code).toBe(2)
  })
})
