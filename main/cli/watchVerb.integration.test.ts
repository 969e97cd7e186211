import { appendFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { json, telltale } from './testing/telltale.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'telltale-watch-cli-')))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const inbox = join(folder, 'inbox')
mkdirSync(inbox)

function day(k: number, rows = 50): string {
  return `time,level\n${Array.from({ length: rows }, (_, i) => `${new Date(Date.UTC(2026, 0, k) + i * 60_000).toISOString()},${(i * 37) % 100}\n`).join('')}`
}

interface Watched {
  readonly state: string
  readonly counts: Readonly<Record<string, number>>
  readonly files: readonly { file: string; state: string; words: string; counts: { accepted: number; duplicate: number } | null }[]
}

describe('telltale watch and telltale tag', () => {
  const home = join(folder, 'home')
  const look = async () => (await json(home, 'watch', 'look', '--rest', '0.05')) as [Watched]
  const states = ([{ files }]: [Watched]) => Object.fromEntries(files.map(({ file, state }) => [file, state]))

  it('takes what rests in a folder, each content once, in every later run too', async () => {
    expect(await json(home, 'watch', 'add', inbox, '--asset', 'Tank')).toMatchObject({ folder: inbox, asset: 'Tank', state: 'new' })
    writeFileSync(join(inbox, 'monday.csv'), day(5))
    writeFileSync(join(inbox, 'tuesday.csv'), day(6))
    expect(states(await look())).toEqual({ 'monday.csv': 'done', 'tuesday.csv': 'done' })
    writeFileSync(join(inbox, 'copy.csv'), day(5))
    appendFileSync(join(inbox, 'tuesday.csv'), day(7).slice('time,level\n'.length))
    const [after] = await look()
    expect(after.files.find(({ file }) => file === 'copy.csv')).toMatchObject({ state: 'same', words: 'The same content as monday.csv, which was imported.' })
    expect(after.files.find(({ file }) => file === 'tuesday.csv')).toMatchObject({ state: 'done', counts: { accepted: 50, duplicate: 50 } })
    expect(await json(home, 'series')).toMatchObject([{ asset: 'Tank', tag: 'level', n: 150 }])
  })

  it('ends with 3 where a file was not taken, and says why', async () => {
    writeFileSync(join(inbox, 'note.csv'), 'a,b\n')
    symlinkSync('/etc/passwd', join(inbox, 'passwd.csv'))
    writeFileSync(join(inbox, 'when.csv'), 'date,level\n01/02/2026 00:00,1\n01/02/2026 00:01,2\n01/02/2026 00:02,3\n')
    const { code, stdout } = await telltale(home, ['watch', 'look', '--rest', '0.05'])
    expect(code).toBe(3)
    expect(stdout).toMatch(/failed +passwd\.csv +It is a link out of the folder/)
    expect(stdout).toMatch(/failed +note\.csv /)
    expect(stdout).toMatch(/unsure +when\.csv +Day and month could be the other way round/)
    await json(home, 'watch', 'retry', inbox, 'when.csv', '--as-guessed')
    expect(states(await look())).toMatchObject({ 'when.csv': 'done', 'note.csv': 'failed', 'passwd.csv': 'failed' })
  })

  it('refuses what is no folder, and forgets one by its path', async () => {
    expect(await json(home, 'watch', 'add', join(folder, 'nowhere'))).toMatchObject({ error: { code: 'not_found' } })
    expect(await json(home, 'watch', 'add', inbox)).toMatchObject({ error: { code: 'conflict' } })
    expect((await telltale(home, ['watch', 'add'])).code).toBe(2)
    expect(await json(home, 'watch', 'remove', inbox)).toMatchObject({ folder: inbox, removed: true })
    expect(await json(home, 'watch')).toEqual([])
  })

  it('corrects the kind of a tag, says what its health needs, and refuses another word', async () => {
    expect(await json(home, 'tag', '--asset', 'Tank', '--tag', 'level')).toMatchObject({ kind: 'analogue', kindGuessed: true, grade: expect.any(String), health: expect.arrayContaining([{ code: 'too_short', words: expect.any(String), cure: expect.stringContaining('Import a longer recording') }]) })
    expect(await json(home, 'tag', '--asset', 'Tank', '--tag', 'level', '--kind', 'counter', '--unit', 'mm')).toMatchObject({ kind: 'counter', unit: 'mm', kindGuessed: false })
    expect(await json(home, 'series')).toMatchObject([{ kind: 'counter', unit: 'mm' }])
    expect((await telltale(home, ['tag', '--asset', 'Tank', '--tag', 'level', '--kind', 'wobbly'])).code).toBe(2)
    expect(await json(home, 'tag', '--asset', 'Tank', '--tag', 'flow')).toMatchObject({ error: { code: 'not_found' } })
  })
})
