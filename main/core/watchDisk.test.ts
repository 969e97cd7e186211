import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { disk, isInside } from './watchDisk.ts'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'telltale-watch-disk-')))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const inbox = join(root, 'inbox')
mkdirSync(join(inbox, 'sub'), { recursive: true })
mkdirSync(join(inbox, '.git'))
writeFileSync(join(root, 'secret.csv'), 'secret')
writeFileSync(join(inbox, 'a.csv'), '1,2')
symlinkSync(join(root, 'secret.csv'), join(inbox, 'out.csv'))
symlinkSync('../secret.csv', join(inbox, 'up.csv'))
symlinkSync('a.csv', join(inbox, 'within.csv'))
symlinkSync('nothing.csv', join(inbox, 'dangling.csv'))
symlinkSync(root, join(inbox, 'sub', 'back'))
for (const name of ['.hidden.csv', '~$book.xlsx', 'b.csv.part', 'c.csv.filepart', 'd.tmp', 'e.csv~', 'Thumbs.db']) writeFileSync(join(inbox, name), 'x')

describe('the disk of watched folders', () => {
  it('gives the files of a folder, and neither folders, hidden files nor what is half written', async () => {
    const names = (await disk.entries(inbox, 100)).map(({ name }) => name).toSorted()
    expect(names).toEqual(['a.csv', 'dangling.csv', 'out.csv', 'up.csv', 'within.csv'])
    expect((await disk.entries(inbox, 2)).length).toBe(3)
  })

  it('follows a link within the folder, and refuses every way out of it with a sentence', async () => {
    expect(await disk.entry(inbox, 'within.csv')).toMatchObject({ path: join(inbox, 'a.csv'), bytes: 3 })
    for (const name of ['out.csv', 'up.csv']) expect(await disk.entry(inbox, name)).toMatchObject({ refused: expect.stringContaining('a link out of the folder') })
    expect(await disk.entry(inbox, 'dangling.csv')).toMatchObject({ refused: expect.stringContaining('a link to nothing') })
    expect(await disk.entry(inbox, 'gone.csv')).toBeNull()
  })

  it('resolves the folder itself, and says why it cannot be looked at', async () => {
    expect(await disk.folder(join(inbox, 'sub', 'back', 'inbox'))).toBe(inbox)
    await expect(disk.folder(join(root, 'gone'))).rejects.toMatchObject({ code: 'not_found' })
    await expect(disk.folder(join(inbox, 'a.csv'))).rejects.toMatchObject({ code: 'not_found', message: expect.stringContaining('a file in the place') })
    await expect(disk.entries(join(root, 'gone'), 1)).rejects.toMatchObject({ code: 'not_found' })
    expect(await disk.folders(inbox)).toEqual(['sub'])
    expect(await disk.folders(join(root, 'gone'))).toEqual([])
  })

  it('knows what lies inside', () => {
    expect([isInside('/a', '/a'), isInside('/a', '/a/b'), isInside('/a', '/ab'), isInside('/a', '/'), isInside('/a', '/a/..b')]).toEqual([true, true, false, false, true])
  })
})
