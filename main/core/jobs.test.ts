import { describe, expect, it } from 'vitest'
import type { Job } from '../contract/jobs.ts'
import { Fault } from '../contract/errors.ts'
import type { Tasks } from '../compute/taskTable.ts'
import type { Task } from '../compute/tasks/context.ts'
import { testCore } from './testing/core.ts'

type ImportTask = Task<Tasks['import.run']['input'], Tasks['import.run']['output']>
const report = { read: 2, accepted: 2, duplicate: 0, rejected: 0, points: 2, rejects: null, asset: 1, assetName: 'pump', tags: [], seconds: 0 }
const request = { sources: ['run.csv'], asset: 'pump' }
/** Runs until it is stopped, as a long import does. */
const endless: ImportTask = (_context, _input, run) =>
  new Promise((_resolve, reject) => {
    run.report({ progress: 0.25, doing: 'Reading.' })
    run.signal.addEventListener('abort', () => reject(run.signal.reason as Error))
  })

async function running(client: Awaited<ReturnType<typeof testCore>>['client'], id: number): Promise<Job> {
  for await (const job of await client.jobs.watch()) if (job.id === id && job.state === 'running') return job
  throw new Error('the stream ended')
}

describe('jobs', () => {
  it('end as done with their result, and stay on record', async () => {
    const { core, client } = await testCore({ tasks: { 'import.run': async () => report } })
    const { job } = await client.imports.start(request)
    expect(await core.jobs.settled(job)).toMatchObject({ state: 'done', progress: 1, result: report })
    expect(await client.jobs.list()).toHaveLength(1)
    await core.close()
  })

  it('never show the path of an imported file', async () => {
    const { core, client } = await testCore({ tasks: { 'import.run': async () => report } })
    const { job } = await client.imports.start(request)
    await core.jobs.settled(job)
    expect(JSON.stringify(await client.jobs.list())).not.toContain('/plant/')
    await core.close()
  })

  it('fail with the code and the words of their fault', async () => {
    const { core, client } = await testCore({ tasks: { 'import.run': () => Promise.reject(new Fault('store_full', 'The disk is full.')) } })
    const { job } = await client.imports.start(request)
    expect(await core.jobs.settled(job)).toMatchObject({ state: 'failed', error: { code: 'store_full', message: 'The disk is full.' } })
    await core.close()
  })

  it('are cancelled, and can go on later', async () => {
    let runs = 0
    const { core, client } = await testCore({ tasks: { 'import.run': (...args) => (runs++ === 0 ? endless(...args) : Promise.resolve(report)) } })
    const { job } = await client.imports.start(request)
    await running(client, job)
    expect(await client.jobs.cancel({ id: job })).toMatchObject({ state: 'cancelled' })
    await client.jobs.resume({ id: job })
    expect(await core.jobs.settled(job)).toMatchObject({ state: 'done', error: null })
    await core.close()
  })

  it('are paused at their progress', async () => {
    const { core, client } = await testCore({ tasks: { 'import.run': endless } })
    const { job } = await client.imports.start(request)
    expect(await running(client, job)).toMatchObject({ progress: 0.25, doing: 'Reading.' })
    expect(await client.jobs.pause({ id: job })).toMatchObject({ state: 'paused' })
    await core.close()
  })

  it('refuse to pause what would begin again', async () => {
    const { core, client } = await testCore({ tasks: { 'detect.run': endless as never } })
    const { id: asset } = await client.assets.create({ name: 'pump' })
    const { job } = await client.detections.start({ asset })
    await expect(client.jobs.pause({ id: job })).rejects.toMatchObject({ code: 'not_supported' })
    await core.close()
  })

  it('of a process that is gone are found interrupted, those of a living one are left alone', async () => {
    const { store } = await testCore()
    const row = {
      kind: 'import' as const, title: 'Import', state: 'running' as const, seq: 1, progress: 0.5, doing: 'Reading.', eta: null, createdAt: 0, startedAt: 0, endedAt: null,
      resumable: true, error: null, result: null, input: {},
    }
    const gone = await store.catalog.jobs.add({ ...row, owner: 'gone' })
    const here = await store.catalog.jobs.add({ ...row, owner: 'here' })
    const { client } = await testCore({ store })
    expect(await client.jobs.get({ id: gone.id })).toMatchObject({ state: 'interrupted', progress: 0.5 })
    expect(await client.jobs.get({ id: here.id })).toMatchObject({ state: 'running' })
  })

  it('that somebody resumes or starts while the program ends are interrupted, not stopped for good', async () => {
    const { core, client, store } = await testCore({ tasks: { 'import.run': endless } })
    const { job } = await client.imports.start(request)
    await running(client, job)
    await client.jobs.pause({ id: job })
    const states: string[] = []
    const close = store.close
    Object.assign(store, {
      close: async () => {
        for (const { state } of await store.catalog.jobs.list()) states.push(state)
        return close()
      },
    })
    const resumed = client.jobs.resume({ id: job })
    const started = client.imports.start(request)
    await Promise.all([core.close(), resumed, started])
    // a row that came too late to be begun is taken for interrupted at the next start
    expect(states.map((state) => (state === 'queued' ? 'interrupted' : state))).toEqual(['interrupted', 'interrupted'])
  })

  it('that run when the program ends are interrupted, not lost', async () => {
    const { core, client, store } = await testCore({ tasks: { 'import.run': endless } })
    const { job } = await client.imports.start(request)
    await running(client, job)
    let state = ''
    const close = store.close
    Object.assign(store, { close: async () => ((state = (await store.catalog.jobs.get(job)).state), close()) })
    await core.close()
    expect(state).toBe('interrupted')
  })

  it('are told to a late listener as full pictures', async () => {
    const { core, client } = await testCore({ tasks: { 'import.run': endless } })
    const { job } = await client.imports.start(request)
    await running(client, job)
    expect(await running(client, job)).toMatchObject({ id: job, title: 'Import run.csv into pump', progress: 0.25 })
    await core.close()
  })
})
