import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exportRun } from '../compute/tasks/exportRun.ts'
import { retentionPreview, retentionRun } from '../compute/tasks/retention.ts'
import { storeArchive, storeBackup } from '../compute/tasks/storeCopies.ts'
import { wave } from '../storage/testing/stores.ts'
import { testCore } from './testing/core.ts'
import { completeRestore, openArchive, openSqliteStore } from './testing/onDisk.ts'

let home: string
let running: Awaited<ReturnType<typeof testCore>>
const start = Date.UTC(2025, 0, 1)

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'telltale-core-copies-'))
  const store = await openSqliteStore({ file: join(home, 'project.telltale') })
  const asset = await store.catalog.assets.ensure({ name: 'Pump / 7' })
  const { id } = await store.catalog.tags.ensure({ asset: asset.id, name: 'flow' })
  const score = await store.catalog.tags.ensure({ asset: asset.id, name: 'score', derived: 'score' })
  await store.telemetry.append([{ series: id, ...wave(1000, start) }, { series: score.id, ...wave(500, start) }])
  running = await testCore({ store, home, tasks: { 'store.backup': storeBackup, 'store.archive': storeArchive, 'export.run': exportRun, 'retention.preview': retentionPreview, 'retention.run': retentionRun } })
})
afterEach(async () => {
  await running.core.close()
  await rm(home, { recursive: true, force: true })
})

describe('exports', () => {
  it('say in their name that the data is made up: elsewhere nothing else does', async () => {
    const { client, core, store } = running
    const { id } = await store.catalog.assets.ensure({ name: 'Made up', simulated: true })
    const { job, name } = await client.exports.start({ asset: id, format: 'parquet' })
    expect(name).toBe('Made_up_SIMULATED.parquet')
    await core.jobs.settled(job)
    await client.exports.remove({ name })
    await store.catalog.assets.remove(id)
  })

  it('are files by name, read in pieces, and never written over', async () => {
    const { client, core } = running
    const [asset] = await client.assets.list()
    const { job, name } = await client.exports.start({ asset: asset!.id, format: 'csv' })
    expect(name).toBe('Pump_7.csv')
    const done = await core.jobs.settled(job)
    expect(done.result).toMatchObject({ name, rows: 1000 })
    expect(JSON.stringify(done)).not.toContain(home)
    const again = await client.exports.start({ asset: asset!.id, format: 'csv', period: { from: start, to: start + 5000 } })
    expect(again.name).toBe('Pump_7-2.csv')
    expect((await core.jobs.settled(again.job)).result).toMatchObject({ rows: 5 })
    expect((await client.exports.list()).map((file) => file.name).toSorted()).toEqual(['Pump_7-2.csv', 'Pump_7.csv'])

    const whole = await readFile(join(home, 'exports', name))
    let read = Buffer.alloc(0)
    for (let more = true; more; ) {
      const { bytes, size } = await client.exports.read({ name, offset: read.length, length: 10_000 })
      read = Buffer.concat([read, Buffer.from(await bytes.arrayBuffer())])
      more = read.length < size
    }
    expect(read.equals(whole)).toBe(true)
    expect(await client.exports.remove({ name })).toEqual({ removed: true })
    expect(await client.exports.remove({ name })).toEqual({ removed: false })
    await expect(client.exports.read({ name, offset: 0, length: 1 })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('that are started one right after the other get names of their own', async () => {
    const { client, core } = running
    const [asset] = await client.assets.list()
    const both = await Promise.all([client.exports.start({ asset: asset!.id, format: 'csv' }), client.exports.start({ asset: asset!.id, format: 'csv' })])
    expect(both.map(({ name }) => name).toSorted()).toEqual(['Pump_7-2.csv', 'Pump_7.csv'])
    for (const { job } of both) expect((await core.jobs.settled(job)).result).toMatchObject({ rows: 1000 })
  })

  it('do not lead out of their folder', async () => {
    await writeFile(join(home, 'secret'), 'x')
    for (const name of ['../secret', '..', '/etc/passwd', 'a/../../secret', '..\\secret', 'a\0b']) {
      await expect(running.client.exports.read({ name, offset: 0, length: 1 })).rejects.toMatchObject({ code: 'bad_input' })
      await expect(running.client.exports.remove({ name })).rejects.toMatchObject({ code: 'bad_input' })
      await expect(running.client.backups.restore({ name })).rejects.toMatchObject({ code: 'bad_input' })
    }
  })

  it('are a whole project too', async () => {
    const { client, core } = running
    const { job, name } = await client.exports.archive()
    const done = await core.jobs.settled(job)
    expect(done.result).toMatchObject({ name: 'project-2026-01-01T00-00-00Z.telltale-archive', points: 1500, series: 2 })
    const opened = await openArchive({ archive: join(home, 'exports', name), file: join(home, 'other', 'project.telltale') })
    expect(opened.content).toBe((done.result as { content: string }).content)
  })
})

describe('backups', () => {
  it('are made while the project is in use, and restored at the next start', async () => {
    const { client, core, store } = running
    const { job, name } = await client.backups.create()
    expect((await core.jobs.settled(job)).state).toBe('done')
    expect((await client.backups.list()).map((file) => file.name)).toEqual([name])
    await store.telemetry.remove([1], -Infinity, Infinity)
    expect((await client.backups.restore({ name })).words).toContain('next')
    await core.close()
    const file = join(home, 'project.telltale')
    expect(await completeRestore({ file, clock: () => 0 })).not.toBeNull()
    const restored = await openSqliteStore({ file })
    expect((await restored.telemetry.info([1]))[0]!.n).toBe(1000)
    await restored.close()
  })
})

describe('retention', () => {
  it('says what it would drop, drops just that, and refuses when there is more meanwhile', async () => {
    const { client, store } = running
    const request = { before: start + 100_000 }
    const preview = await client.retention.preview(request)
    expect(preview).toMatchObject({ points: 100, scores: 100, kept: 900, assets: [{ name: 'Pump / 7', points: 100, emptied: [] }] })
    expect(preview.words).toBe('This would drop 100 points of 1 asset before 2025-01-01T00:01:40.000Z and keep 900. 100 points of scores go with them; events and verdicts stay.')
    await store.telemetry.append([{ series: 1, time: Float64Array.of(start - 5), value: Float64Array.of(1) }])
    await expect(client.retention.apply({ ...request, points: 100 })).rejects.toMatchObject({ code: 'conflict' })
    expect(await client.retention.apply({ ...request, points: 101 })).toMatchObject({ points: 101 })
    expect((await store.telemetry.info([1, 2])).map(({ n }) => n)).toEqual([900, 400])
    expect((await client.retention.preview({ before: 8e15 })).assets[0]!.emptied).toEqual(['flow'])
    await expect(client.retention.preview({ before: 0, asset: 99 })).rejects.toMatchObject({ code: 'not_found' })
  })
})
