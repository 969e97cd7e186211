import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync, closeSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { wave } from '../testing/stores.ts'
import { backupSqliteStore, openSqliteStore, restoreSqliteStore, verifyBackup } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'telltale-backup-'))
afterAll(() => rmSync(folder, { recursive: true }))
const clock = () => Date.UTC(2026, 0, 2, 3, 4, 5)

async function filled(name: string, n = 50_000): Promise<string> {
  const file = join(folder, name)
  const store = await openSqliteStore({ file })
  await store.telemetry.append([{ series: 1, ...wave(n) }])
  await store.artifacts.put({ kind: 'report', name: 'r', data: new Uint8Array(100_000).map((_, i) => i & 255) })
  await store.close()
  return file
}

/** Overwrites bytes in the last part of a file, where points and artifacts lie. */
function damage(file: string): void {
  const handle = openSync(file, 'r+')
  for (let at = Math.floor(statSync(file).size * 0.6); at < statSync(file).size; at += 4000) writeSync(handle, 'damaged', at)
  closeSync(handle)
}

describe('backup', () => {
  it('copies a store that is being written, as of one moment, and tells how far it is', async () => {
    const file = await filled('live.telltale')
    const store = await openSqliteStore({ file })
    const progress: number[] = []
    const copying = backupSqliteStore({ file, to: join(folder, 'live.backup'), onProgress: (share) => progress.push(share) })
    await store.telemetry.append([{ series: 2, ...wave(10_000) }])
    const report = await copying
    expect(report.bytes).toBe(statSync(report.file).size)
    expect(progress.at(-1)).toBe(1)
    const copy = await openSqliteStore({ file: report.file, readonly: true })
    expect(await copy.telemetry.contentHash(1)).toBe(await store.telemetry.contentHash(1))
    await Promise.all([copy.close(), store.close()])
    expect(existsSync(`${report.file}.partial`)).toBe(false)
  })

  it('never writes over a file, and leaves nothing when it is cancelled', async () => {
    const file = await filled('again.telltale')
    const to = join(folder, 'again.backup')
    writeFileSync(to, 'precious')
    await expect(backupSqliteStore({ file, to })).rejects.toMatchObject({ code: 'conflict' })
    expect(readFileSync(to, 'utf8')).toBe('precious')
    const other = join(folder, 'cancelled.backup')
    await expect(backupSqliteStore({ file, to: other, signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
    expect([existsSync(other), existsSync(`${other}.partial`)]).toEqual([false, false])
  })
})

describe('restore', () => {
  it('puts a verified copy in place and keeps what was there', async () => {
    const file = await filled('restore.telltale')
    const { file: backup } = await backupSqliteStore({ file, to: join(folder, 'restore.backup') })
    const store = await openSqliteStore({ file })
    const hash = await store.telemetry.contentHash(1)
    await store.telemetry.remove([1], -Infinity, Infinity)
    await store.close()
    const { replaced } = await restoreSqliteStore({ backup, file, clock })
    expect(replaced).toBe(`${file}.replaced-2026-01-02T03-04-05.000Z`)
    const [restored, old] = [await openSqliteStore({ file }), await openSqliteStore({ file: replaced! })]
    expect(await restored.telemetry.contentHash(1)).toBe(hash)
    expect((await old.telemetry.info([1]))[0]!.n).toBe(0)
    await Promise.all([restored.close(), old.close()])
  })

  it('refuses while the store is open somewhere, and changes nothing', async () => {
    const file = await filled('open.telltale')
    const { file: backup } = await backupSqliteStore({ file, to: join(folder, 'open.backup') })
    const store = await openSqliteStore({ file })
    await expect(restoreSqliteStore({ backup, file, clock })).rejects.toMatchObject({ code: 'store_busy' })
    expect((await store.telemetry.info([1]))[0]!.n).toBe(50_000)
    await store.close()
  })

  it('refuses a damaged backup, and replaces a damaged store', async () => {
    const file = await filled('broken.telltale')
    const { file: backup } = await backupSqliteStore({ file, to: join(folder, 'broken.backup') })
    const { file: bad } = await backupSqliteStore({ file, to: join(folder, 'bad.backup') })
    damage(bad)
    await expect(restoreSqliteStore({ backup: bad, file, clock })).rejects.toMatchObject({ code: 'store_corrupt', message: expect.not.stringContaining('.restoring') })
    writeFileSync(file, 'this is no database any more')
    await restoreSqliteStore({ backup, file, clock })
    await verifyBackup(file)
  })
})

describe('a damaged store', () => {
  it('names what is damaged when it is checked, and does not hand out wrong points', async () => {
    const file = await filled('damaged.telltale', 200_000)
    damage(file)
    const store = await openSqliteStore({ file })
    const { ok, problems } = await store.check()
    expect(ok).toBe(false)
    expect(problems.join('\n')).toMatch(/damaged|checksum|fit/)
    expect(await store.health()).toMatchObject({ healthy: false })
    await expect(store.telemetry.contentHash(1)).rejects.toMatchObject({ code: 'store_corrupt' })
    await store.close()
  })

  it('is refused when its beginning is gone', async () => {
    const file = join(folder, 'text.telltale')
    writeFileSync(file, 'a text file that someone renamed, long enough to have a header of a hundred bytes; which it has now, surely.')
    await expect(openSqliteStore({ file })).rejects.toMatchObject({ code: 'store_corrupt' })
  })
})

describe('a store opened for reading', () => {
  it('reads, and refuses to write with a sentence that helps', async () => {
    const file = await filled('readonly.telltale')
    const store = await openSqliteStore({ file, readonly: true })
    expect((await store.telemetry.info([1]))[0]!.n).toBe(50_000)
    await expect(store.telemetry.append([{ series: 1, ...wave(5) }])).rejects.toMatchObject({ code: 'store_readonly' })
    await expect(store.catalog.assets.ensure({ name: 'a' })).rejects.toMatchObject({ code: 'store_readonly' })
    store.feed.publish('jobs')
    expect(await store.health()).toMatchObject({ healthy: false })
    await store.close()
    await expect(openSqliteStore({ file: join(folder, 'nothing.telltale'), readonly: true })).rejects.toMatchObject({ code: 'file_unreadable' })
  })
})
