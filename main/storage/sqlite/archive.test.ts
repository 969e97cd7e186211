import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, it } from 'vitest'
import type { JobRow, Store } from '../ports.ts'
import { bits, points, wave } from '../testing/stores.ts'
import { completeRestore, openArchive, openSqliteStore, verifyArchive } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'telltale-archive-'))
afterAll(() => rmSync(folder, { recursive: true }))
const clock = () => Date.UTC(2026, 0, 2, 3, 4, 5)
const job: Omit<JobRow, 'id'> = {
  kind: 'import', title: 'Import', state: 'running', seq: 1, progress: 0.5, doing: 'Reading.', eta: 5, createdAt: 0, startedAt: 0, endedAt: null,
  resumable: true, error: null, result: null, input: { files: [{ path: '/secret/place/a.csv', name: 'a.csv', bytes: 5 }], asset: 'Pump' }, owner: 'here:1:1',
}

async function filled(name: string): Promise<{ file: string; store: Store; tag: number }> {
  const file = join(folder, name)
  const store = await openSqliteStore({ file, clock })
  const asset = await store.catalog.assets.ensure({ name: 'Pump' })
  const { id } = await store.catalog.tags.ensure({ asset: asset.id, name: 'flow', unit: 'm3/h' })
  await store.telemetry.append([{ series: id, ...wave(20_000) }, { series: 77, ...points([1, 2, 3], [-0, NaN, 5e-324], [0, 1, 2]) }])
  await store.artifacts.put({ kind: 'weights', name: 'w', data: new Uint8Array(300_000).map((_, i) => i & 255) })
  await store.catalog.documents.put('layout', 'mine', { a: 1 })
  await store.catalog.jobs.add(job)
  return { file, store, tag: id }
}

describe('archive', () => {
  it('is one file that opens elsewhere to the same points, catalogue and artifacts', async () => {
    const { store, tag } = await filled('whole.telltale')
    const to = join(folder, 'whole.archive')
    const progress: number[] = []
    const report = await store.copies.archive({ to, onProgress: (share) => progress.push(share) })
    expect(report).toMatchObject({ file: to, bytes: statSync(to).size, points: 20_003, series: 2, artifacts: 1 })
    expect(progress.at(-1)).toBe(1)
    for (const left of ['.copy', '.partial', '-wal', '-shm']) expect(existsSync(to + left)).toBe(false)

    const file = join(folder, 'elsewhere', 'project.telltale')
    expect(await openArchive({ archive: to, file })).toEqual({ file, points: 20_003, series: 2, artifacts: 1, createdAt: clock(), content: report.content })
    const opened = await openSqliteStore({ file })
    expect(await opened.telemetry.contentHash(tag)).toBe(await store.telemetry.contentHash(tag))
    expect(bits((await opened.telemetry.read(77, -Infinity, Infinity)).value)).toEqual(['8000000000000000', '7ff8000000000000', '0000000000000001'])
    expect(await opened.catalog.tags.list()).toEqual(await store.catalog.tags.list())
    expect(await opened.catalog.documents.list('layout')).toEqual([{ key: 'mine', value: { a: 1 } }])
    expect(await opened.catalog.documents.list('archive')).toEqual([])
    expect((await opened.artifacts.list()).map(({ sha256 }) => sha256)).toEqual((await store.artifacts.list()).map(({ sha256 }) => sha256))
    expect(await opened.check()).toEqual({ ok: true, problems: [] })
    // the same project has the same content, whatever its file looks like
    expect((await opened.copies.archive({ to: join(folder, 'again.archive') })).content).toBe(report.content)
    await Promise.all([opened.close(), store.close()])
  })

  it('leaves paths of this machine and removed points behind, and no job that seems to run', async () => {
    const { store, tag } = await filled('private.telltale')
    await store.catalog.documents.put('layout', 'gone', 'a word that was removed')
    await store.catalog.documents.remove('layout', 'gone')
    await store.catalog.documents.put('machine:watched', 'w1', { path: '/secret/place' })
    await store.catalog.documents.put('machine:watched-file:w1', 'a.csv', { name: 'a.csv' })
    await store.telemetry.remove([tag], -Infinity, Infinity)
    const to = join(folder, 'private.archive')
    await store.copies.archive({ to })
    const bytes = readFileSync(to)
    expect(bytes.includes('/secret/place')).toBe(false)
    expect(bytes.includes('a word that was removed')).toBe(false)
    const file = join(folder, 'private-opened', 'project.telltale')
    await openArchive({ archive: to, file })
    const opened = await openSqliteStore({ file })
    expect((await opened.catalog.jobs.list())[0]).toMatchObject({ state: 'interrupted', input: { files: [{ path: '', name: 'a.csv' }], asset: 'Pump' } })
    expect([...(await opened.catalog.documents.list('machine:watched')), ...(await opened.catalog.documents.list('machine:watched-file:w1'))]).toEqual([])
    // the project itself keeps what it has
    expect(await store.catalog.documents.list('machine:watched')).toHaveLength(1)
    expect((await store.catalog.jobs.list())[0]).toMatchObject(job)
    await Promise.all([opened.close(), store.close()])
  })

  it('opens where this user may only read', async () => {
    const { store } = await filled('legacy.telltale')
    const to = join(folder, 'legacy.archive')
    await store.copies.archive({ to })
    await store.close()
    // journal modes other than the old one need to write beside the file
    expect([...readFileSync(to).subarray(18, 20)]).toEqual([1, 1])
    const before = readFileSync(to)
    await verifyArchive(to)
    expect(readFileSync(to).equals(before)).toBe(true)
  })

  it('names what differs when a point, a word of the catalogue or an artifact was changed', async () => {
    const { store, tag } = await filled('changed.telltale')
    const to = join(folder, 'changed.archive')
    await store.copies.archive({ to })
    await store.close()
    const changed = async (sql: string) => {
      const copy = join(folder, 'changed.copy')
      writeFileSync(copy, readFileSync(to))
      const db = new Database(copy)
      db.exec(sql)
      db.close()
      const file = join(folder, 'never', 'project.telltale')
      const outcome = await openArchive({ archive: copy, file }).catch((error: unknown) => error)
      expect(existsSync(file)).toBe(false)
      return outcome
    }
    expect(await changed(`UPDATE tag SET body = replace(body, 'm3/h', 'l/h')`)).toMatchObject({ code: 'store_corrupt', message: expect.stringContaining('Table tag is not what was archived') as string })
    expect(await changed(`UPDATE upload_part SET data = zeroblob(300000)`)).toMatchObject({ code: 'store_corrupt', message: expect.stringContaining('Artifact') as string })
    expect(await changed(`DELETE FROM chunk WHERE series = ${tag}`)).toMatchObject({ code: 'store_corrupt', message: expect.stringContaining(`Series ${tag} is missing`) as string })
    expect(await changed(`UPDATE chunk_data SET points = zeroblob(100)`)).toMatchObject({ code: 'store_corrupt' })
  })

  it('refuses what is no archive, a place that is taken, and a file that was cut', async () => {
    const { file, store } = await filled('taken.telltale')
    const to = join(folder, 'taken.archive')
    await store.copies.archive({ to })
    await expect(store.copies.archive({ to })).rejects.toMatchObject({ code: 'conflict' })
    await expect(openArchive({ archive: to, file })).rejects.toMatchObject({ code: 'conflict' })
    const elsewhere = join(folder, 'nowhere', 'project.telltale')
    const backup = await store.copies.backup({ to: join(folder, 'taken.backup') })
    await expect(openArchive({ archive: backup.file, file: elsewhere })).rejects.toMatchObject({ code: 'file_not_understood' })
    await expect(openArchive({ archive: join(folder, 'absent'), file: elsewhere })).rejects.toMatchObject({ code: 'file_unreadable' })
    const cut = join(folder, 'cut.archive')
    writeFileSync(cut, readFileSync(to).subarray(0, 100_000))
    await expect(openArchive({ archive: cut, file: elsewhere })).rejects.toMatchObject({ code: 'store_corrupt', message: expect.stringMatching(/^(?!.*opening).*cut\.archive/) as string })
    const text = join(folder, 'text.archive')
    writeFileSync(text, 'not an archive at all, but long enough to be looked at by whoever opens it, page by page.'.repeat(50))
    await expect(openArchive({ archive: text, file: elsewhere })).rejects.toMatchObject({ code: 'store_corrupt' })
    expect(existsSync(elsewhere)).toBe(false)
    const memory = await openSqliteStore({ file: ':memory:' })
    await expect(memory.copies.archive({ to: join(folder, 'm') })).rejects.toMatchObject({ code: 'not_supported' })
    await Promise.all([store.close(), memory.close()])
  })

  it('leaves nothing when it is cancelled', async () => {
    const { store } = await filled('cancelled.telltale')
    const to = join(folder, 'cancelled.archive')
    const stop = new AbortController()
    await expect(store.copies.archive({ to, signal: stop.signal, onProgress: (share) => share > 0.3 && stop.abort() })).rejects.toMatchObject({ name: 'AbortError' })
    for (const end of ['', '.copy', '.partial']) expect(existsSync(to + end)).toBe(false)
    await store.close()
  })
})

describe('a restore at the next start', () => {
  it('waits until nobody has the project open, and then happens once', async () => {
    const { file, store, tag } = await filled('next.telltale')
    const { file: backup } = await store.copies.backup({ to: join(folder, 'next.backup') })
    await store.telemetry.remove([tag], -Infinity, Infinity)
    await store.copies.restoreNext(backup)
    expect(await completeRestore({ file, clock })).toBeNull()
    expect((await store.telemetry.info([tag]))[0]!.n).toBe(0)
    await store.close()
    expect(await completeRestore({ file, clock })).toBe(`${file}.replaced-2026-01-02T03-04-05.000Z`)
    expect(await completeRestore({ file, clock })).toBeNull()
    const restored = await openSqliteStore({ file })
    expect((await restored.telemetry.info([tag]))[0]!.n).toBe(20_000)
    await restored.close()
  })

  it('is not ordered for a damaged backup, and is withdrawn when the backup breaks meanwhile', async () => {
    const { file, store, tag } = await filled('broken.telltale')
    const { file: backup } = await store.copies.backup({ to: join(folder, 'broken.backup') })
    await store.copies.restoreNext(backup)
    const handle = openSync(backup, 'r+')
    for (let at = 200_000; at < statSync(backup).size; at += 3000) writeSync(handle, 'damaged', at)
    closeSync(handle)
    await expect(store.copies.restoreNext(backup)).rejects.toMatchObject({ code: 'store_corrupt' })
    await store.close()
    await expect(completeRestore({ file, clock })).rejects.toMatchObject({ code: 'store_corrupt' })
    expect(await completeRestore({ file, clock })).toBeNull()
    const kept = await openSqliteStore({ file })
    expect((await kept.telemetry.info([tag]))[0]!.n).toBe(20_000)
    await kept.close()
  })
})
