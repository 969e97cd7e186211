import { describe, expect, it } from 'vitest'
import { Fault } from '../contract/errors.ts'
import type { Preview } from '../contract/imports.ts'
import type { Tasks } from '../compute/taskTable.ts'
import type { Task } from '../compute/tasks/context.ts'
import type { Store } from '../storage/ports.ts'
import { templateScope } from '../ingest/template.ts'
import { testCore } from './testing/core.ts'
import { memoryDisk, type MemoryDisk } from './testing/memoryDisk.ts'
import type { WatchPort } from './watch.ts'

type RunTask = Task<Tasks['import.run']['input'], Tasks['import.run']['output']>

const restMs = 5000
const preview = (name: string, warnings: Preview['warnings'] = []): Preview => ({ file: name, bytes: 1, options: { format: 'text', headerRows: 1 }, columns: [], grid: [['time', 'a']], rows: [], rowsEstimated: 1, warnings, rejects: [], assetName: name.replace(/\..*/, '') })
const report = (rows: number) => ({ read: rows, accepted: rows, duplicate: 0, rejected: 0, points: rows, rejects: null, asset: 1, assetName: 'pump', tags: [], seconds: 0 })
/** Runs until it is stopped. */
const endless: RunTask = (_context, _input, run) => new Promise((_resolve, reject) => run.signal.addEventListener('abort', () => reject(run.signal.reason as Error)))

/** A plant with one watched folder. Every content is its own hash; a content that begins with `broken` is understood by no reader. */
async function plant({ disk = memoryDisk('/inbox'), store, run, watch = {}, warnings = [] }: { disk?: MemoryDisk; store?: Store; run?: RunTask; watch?: Partial<WatchPort>; warnings?: Preview['warnings'] } = {}) {
  const imported: { file: string; asset: string }[] = []
  const shell = await testCore({
    ...(store && { store }),
    watch: { disk, roots: [], anywhere: true, restMs, ...watch },
    tasks: {
      'import.identify': async (_context, { path }) => disk.content(path),
      'import.preview': async (_context, { path, name }) => {
        if (disk.content(path).startsWith('broken')) throw new Fault('file_not_understood', `"${name}" is in no format that is known here.`)
        return preview(name, warnings)
      },
      'import.run': async (context, input, task) => {
        imported.push({ file: input.files[0]!.name, asset: input.asset })
        return run ? run(context, input, task) : report(disk.content(input.files[0]!.path).length)
      },
    },
  })
  const { client, core, time } = shell
  const look = async () => {
    await core.watch!.look()
    for (const { id, state } of await client.jobs.list()) if (state === 'running' || state === 'queued') await core.jobs.settled(id)
  }
  return {
    ...shell, disk, imported, look,
    /** Two looks with enough time between them, and one that takes over how it ended. */
    async rest() {
      await look()
      time.now += restMs
      await look()
      await look()
    },
    async folder() {
      const [folder] = await client.imports.watched()
      if (!folder) throw new Error('no folder is watched')
      return folder
    },
    files: async () => Object.fromEntries((await client.imports.watched())[0]!.files.map(({ name, state }) => [name, state])),
  }
}

describe('a watched folder', () => {
  it('gives a file only when its size and time rested over two looks', async () => {
    const { client, core, disk, time, look, files, imported } = await plant()
    await client.imports.watch({ folder: '/inbox', asset: 'Pump' })
    disk.write('/inbox/a.csv', '1')
    await look()
    time.now += restMs
    disk.write('/inbox/a.csv', '12')
    await look()
    expect([await files(), imported]).toEqual([{ 'a.csv': 'settling' }, []])
    time.now += restMs - 1
    await look()
    expect(await files()).toEqual({ 'a.csv': 'settling' })
    time.now += 1
    await look()
    await look()
    expect(imported).toEqual([{ file: 'a.csv', asset: 'Pump' }])
    const [{ files: [file], counts, state, name }] = (await client.imports.watched()) as [Awaited<ReturnType<typeof client.imports.watched>>[0]]
    expect([state, name, counts.done]).toEqual(['watching', '/inbox', 1])
    expect(file).toMatchObject({ state: 'done', words: '2 rows are in.', counts: { read: 2, accepted: 2 } })
    await core.close()
  })

  it('takes a file that changed again, and a content only once whatever it is called', async () => {
    const { client, core, disk, rest, files, imported } = await plant()
    await client.imports.watch({ folder: '/inbox' })
    disk.write('/inbox/monday.csv', 'one')
    await rest()
    disk.write('/inbox/copy of monday.csv', 'one')
    await rest()
    expect(await files()).toEqual({ 'monday.csv': 'done', 'copy of monday.csv': 'same' })
    disk.write('/inbox/monday.csv', 'one two')
    await rest()
    disk.delete('/inbox/monday.csv')
    await rest()
    disk.write('/inbox/renamed.csv', 'one two')
    await rest()
    // without an asset of its own the folder takes what each name proposes
    expect(imported).toEqual([{ file: 'monday.csv', asset: 'monday' }, { file: 'monday.csv', asset: 'monday' }])
    expect(await files()).toEqual({ 'copy of monday.csv': 'same', 'renamed.csv': 'same' })
    await core.close()
  })

  it('lists a file that fails with its reason, and tries it again when it changed or somebody asks', async () => {
    const { client, core, disk, rest, folder, imported } = await plant()
    const { id } = await client.imports.watch({ folder: '/inbox', asset: 'Pump' })
    disk.write('/inbox/a.csv', 'broken')
    disk.write('/inbox/b.csv', 'good')
    await rest()
    expect((await folder()).files).toMatchObject([{ name: 'a.csv', state: 'failed', words: '"a.csv" is in no format that is known here.', error: { code: 'file_not_understood' } }, { name: 'b.csv', state: 'done' }])
    await rest()
    expect(imported).toEqual([{ file: 'b.csv', asset: 'Pump' }])
    await client.imports.retryWatched({ id, file: 'a.csv' })
    expect((await folder()).files[0]).toMatchObject({ name: 'a.csv', state: 'waiting' })
    await rest()
    expect((await folder()).counts.failed).toBe(1)
    disk.write('/inbox/a.csv', 'mended')
    await rest()
    expect((await folder()).counts).toMatchObject({ failed: 0, done: 2 })
    await expect(client.imports.retryWatched({ id, file: '../a.csv' })).rejects.toMatchObject({ code: 'not_found' })
    await core.close()
  })

  it('shows an import that failed, and that it went on by hand', async () => {
    let runs = 0
    const { client, core, disk, rest, look, folder } = await plant({ run: () => (runs++ === 0 ? Promise.reject(new Fault('store_full', 'The disk is full.')) : Promise.resolve(report(7))) })
    await client.imports.watch({ folder: '/inbox', asset: 'Pump' })
    disk.write('/inbox/a.csv', '1')
    await rest()
    await rest()
    expect(runs).toBe(1)
    expect((await folder()).files).toMatchObject([{ state: 'failed', words: 'The disk is full.', error: { code: 'store_full' } }])
    await client.jobs.resume({ id: (await folder()).files[0]!.job! })
    await look()
    await look()
    expect((await folder()).files).toMatchObject([{ state: 'done', counts: { accepted: 7 } }])
    await core.close()
  })

  it('holds what can be read in two ways until somebody says how, for this and the next of its kind', async () => {
    const warnings = [{ code: 'day_or_month', words: 'Day and month could be the other way round.' }]
    const { client, core, disk, rest, folder, files, imported } = await plant({ warnings })
    const { id } = await client.imports.watch({ folder: '/inbox', asset: 'Pump' })
    disk.write('/inbox/a.csv', '1')
    await rest()
    expect(imported).toEqual([])
    expect((await folder()).files[0]).toMatchObject({ state: 'unsure', words: expect.stringContaining('the other way round. Nobody was there to ask') })
    expect(await client.imports.openWatched({ id, file: 'a.csv' })).toMatchObject({ name: 'a.csv' })
    await client.imports.retryWatched({ id, file: 'a.csv', asGuessed: true })
    await rest()
    disk.write('/inbox/b.csv', '2')
    await rest()
    expect(await files()).toEqual({ 'a.csv': 'done', 'b.csv': 'done' })
    await core.close()
  })

  it('looks again at what was not sure once a guess was corrected', async () => {
    const warnings = [{ code: 'no_time', words: 'Nothing tells the time.' }]
    const { client, core, disk, rest, time, store, files } = await plant({ warnings })
    await client.imports.watch({ folder: '/inbox' })
    disk.write('/inbox/a.csv', '1')
    await rest()
    expect(await files()).toEqual({ 'a.csv': 'unsure' })
    warnings.length = 0 // with the correction nothing is left to warn of
    time.now += 1
    await store.catalog.documents.put(templateScope, 'k', { key: 'k', file: 'a.csv', keptAt: time.now, options: {} })
    await rest()
    expect(await files()).toEqual({ 'a.csv': 'done' })
    await core.close()
  })

  it('refuses links out of the folder and says so', async () => {
    const { client, core, disk, rest, folder, imported } = await plant()
    const { id } = await client.imports.watch({ folder: '/inbox' })
    disk.write('/inbox/passwd.csv', 'secret', 'It is a link out of the folder.')
    await rest()
    expect((await folder()).files).toMatchObject([{ state: 'failed', words: 'It is a link out of the folder.', error: { code: 'forbidden' } }])
    await expect(client.imports.openWatched({ id, file: 'passwd.csv' })).rejects.toMatchObject({ code: 'forbidden' })
    await client.imports.retryWatched({ id, file: 'passwd.csv' })
    await rest()
    expect(imported).toEqual([])
    await core.close()
  })

  it('may vanish and come back; what was taken before is not taken again', async () => {
    const { client, core, disk, rest, folder, imported } = await plant()
    await client.imports.watch({ folder: '/inbox' })
    disk.write('/inbox/a.csv', '1')
    await rest()
    disk.plug('/inbox', false)
    await rest()
    expect(await folder()).toMatchObject({ state: 'missing', words: 'The folder is not there. It is watched on as soon as it is back.' })
    disk.plug('/inbox', true)
    disk.write('/inbox/b.csv', '2')
    await rest()
    expect(await folder()).toMatchObject({ state: 'watching', words: '', counts: { done: 2 } })
    expect(imported.map(({ file }) => file)).toEqual(['a.csv', 'b.csv'])
    await core.close()
  })

  it('goes on after a restart: the import that was under way, and nothing twice', async () => {
    const disk = memoryDisk('/inbox')
    const first = await plant({ disk, run: endless })
    await first.client.imports.watch({ folder: '/inbox', asset: 'Pump' })
    disk.write('/inbox/a.csv', 'long')
    await first.core.watch!.look()
    first.time.now += restMs
    await first.core.watch!.look()
    expect(await first.files()).toEqual({ 'a.csv': 'importing' })
    // the program ends without a word: its jobs stay as they are, and its owner is gone
    const second = await plant({ disk, store: first.store })
    second.time.now = first.time.now
    const [job] = await first.client.jobs.list()
    await first.store.catalog.jobs.update(job!.id, { state: 'interrupted' })
    await second.look()
    await second.look()
    expect(await second.files()).toEqual({ 'a.csv': 'done' })
    expect(await second.client.jobs.list()).toMatchObject([{ id: job!.id, state: 'done' }])
    disk.write('/inbox/again.csv', 'long')
    await second.rest()
    expect(await second.files()).toEqual({ 'a.csv': 'done', 'again.csv': 'same' })
    await second.core.close()
  })

  it('gives its files one at a time, the oldest first', async () => {
    let finish = () => {}
    const { client, core, disk, time, files } = await plant({ run: () => new Promise((resolve) => (finish = () => resolve(report(1)))) })
    await client.imports.watch({ folder: '/inbox' })
    disk.write('/inbox/z.csv', '1')
    disk.write('/inbox/a.csv', '2')
    await core.watch!.look()
    time.now += restMs
    await core.watch!.look()
    await core.watch!.look()
    expect(await files()).toEqual({ 'z.csv': 'importing', 'a.csv': 'waiting' })
    const [job] = await client.jobs.list()
    finish()
    await core.jobs.settled(job!.id)
    await core.watch!.look()
    expect(await files()).toEqual({ 'z.csv': 'done', 'a.csv': 'importing' })
    finish()
    await core.close()
  })

  it('looks by itself when it is time, and at once when an import has ended', async () => {
    let tick = () => {}
    let stopped = false
    const done = Promise.withResolvers<void>()
    const repeat = (work: () => void) => {
      tick = work
      return () => void (stopped = true)
    }
    const { client, core, disk, time, files } = await plant({ watch: { repeat } })
    await client.imports.watch({ folder: '/inbox' })
    for (const name of ['a', 'b', 'c']) disk.write(`/inbox/${name}.csv`, name)
    tick()
    await core.watch!.look()
    time.now += restMs
    core.jobs.onChange(({ id, state }) => void (id === 3 && state === 'done' && done.resolve()))
    tick()
    await done.promise
    await core.watch!.look()
    expect(await files()).toEqual({ 'a.csv': 'done', 'b.csv': 'done', 'c.csv': 'done' })
    await core.close()
    expect(stopped).toBe(true)
  })

  it('is watched once, only where it may be, and forgotten whole', async () => {
    const disk = memoryDisk('/data', '/data/pump', '/etc')
    const { client, core, store } = await plant({ disk, watch: { roots: ['/data', '/gone'], anywhere: false } })
    await expect(client.imports.watch({ folder: '/etc' })).rejects.toMatchObject({ code: 'forbidden', message: expect.stringContaining('data_ingestion.watch_roots') })
    await expect(client.imports.watch({ folder: '/nowhere' })).rejects.toMatchObject({ code: 'not_found' })
    const offered = await client.imports.watchable()
    expect(offered.map(({ name }) => name)).toEqual(['data', 'data/pump'])
    const { id } = await client.imports.watch({ folder: offered[1]!.ref })
    await expect(client.imports.watch({ folder: '/data/pump' })).rejects.toMatchObject({ code: 'conflict' })
    disk.write('/data/pump/a.csv', '1')
    await core.watch!.look()
    // links resolve elsewhere from one day to the next: it is asked at every look
    expect(await client.imports.unwatch({ id })).toEqual({ removed: true })
    expect(await client.imports.watched()).toEqual([])
    for (const scope of [`machine:watched-file:${id}`, `machine:watched-content:${id}`]) expect(await store.catalog.documents.list(scope)).toEqual([])
    expect(await client.imports.unwatch({ id })).toEqual({ removed: false })
    await core.close()
  })

  it('outside of the roots of a server is a state, not a door: it was watched on another day', async () => {
    const disk = memoryDisk('/inbox')
    const desk = await plant({ disk })
    await desk.client.imports.watch({ folder: '/inbox' })
    disk.write('/inbox/a.csv', '1')
    const server = await plant({ disk, store: desk.store, watch: { roots: ['/data'], anywhere: false } })
    await server.rest()
    expect(await server.folder()).toMatchObject({ state: 'refused', words: expect.stringContaining('data_ingestion.watch_roots'), files: [] })
    expect(server.imported).toEqual([])
    await server.core.close()
  })
})
