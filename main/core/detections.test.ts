import { describe, expect, it } from 'vitest'
import type { Task } from '../compute/tasks/context.ts'
import type { Tasks } from '../compute/taskTable.ts'
import { testCore } from './testing/core.ts'

/** Stores a detection without a baseline. */
const detect: Task<Tasks['detect.run']['input'], Tasks['detect.run']['output']> = async ({ store }, { asset, job }) => {
  const row = {
    asset, detector: 'telltale', detectorVersion: 1, title: 'Telltale', reference: { from: 0, to: 10, rows: 10, whole: true }, threshold: 3, alarmsPerWeek: 2, rows: 10, from: 0, to: 10, seconds: 0,
    ranAt: 0, channels: [], baselines: [], simulated: false, scoreSeries: { asset: 1, tags: {} }, model: 'none', comparison: { job, state: 'under_way' as const },
  }
  return { detection: (await store.catalog.detections.add(row, [])).id, events: 0 }
}

/** Comparisons that stand in the middle until they are told to go on or to stop. */
function standing() {
  const began: number[] = []
  const first = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const task: Task<Tasks['detect.compare']['input'], Tasks['detect.compare']['output']> = async ({ store }, { detection, job }, { signal }) => {
    began.push(detection)
    first.resolve()
    const stopped = Promise.withResolvers<never>()
    signal.addEventListener('abort', () => stopped.reject(signal.reason))
    await Promise.race([goOn.promise, stopped.promise])
    await store.catalog.detections.update(detection, { comparison: { job, state: 'made' } })
    return { detection }
  }
  return { task, began, first: first.promise, goOn: () => goOn.resolve() }
}

async function detecting() {
  const { task, began, first, goOn } = standing()
  const made = await testCore({ tasks: { 'detect.run': detect, 'detect.compare': task } })
  const asset = await made.store.catalog.assets.ensure({ name: 'P-101' })
  const { job } = await made.client.detections.start({ asset: asset.id })
  expect((await made.core.jobs.settled(job)).state).toBe('done')
  const compare = async () => (await made.client.jobs.list()).filter(({ kind }) => kind === 'compare').toSorted((a, b) => a.id - b.id)
  const comparison = async () => (await made.client.detections.list({})).map((one) => one.comparison)
  return { ...made, asset: asset.id, began, first, goOn, compare, comparison }
}

describe('the comparison of a detection', () => {
  it('is a job of its own that follows: under way from the moment at which the detection is done, and made afterwards', async () => {
    const { core, goOn, compare, comparison } = await detecting()
    expect(await comparison()).toEqual(['under_way'])
    const [job] = await compare()
    expect(job).toMatchObject({ title: 'Compare on P-101' })
    goOn()
    await core.jobs.settled(job!.id)
    expect(await comparison()).toEqual(['made'])
  })

  it('was not made once its job was stopped, also where the worker had no time to say so, and everybody is told to ask again', async () => {
    const { client, core, store, compare, comparison } = await detecting()
    const told: string[] = []
    store.feed.subscribe((topic) => void told.push(topic))
    const [job] = await compare()
    await client.jobs.cancel({ id: job!.id })
    await core.jobs.settled(job!.id)
    expect(await comparison()).toEqual(['not_made'])
    expect(told).toContain('detections')
  })

  it('is called back when normal is learned again on the same asset: nobody will read it', async () => {
    const { client, core, asset, first, compare, comparison } = await detecting()
    await first
    const { job } = await client.detections.start({ asset })
    expect((await core.jobs.settled(job)).state).toBe('done')
    expect((await compare()).map(({ state }) => state === 'cancelled')).toEqual([true, false])
    expect(await comparison()).toEqual(['under_way', 'not_made'])
  })

  it('was made for detections that were stored before comparisons came later', async () => {
    const { store, comparison, core, compare, goOn } = await detecting()
    goOn()
    await core.jobs.settled((await compare())[0]!.id)
    const [{ id: _id, comparison: _comparison, ...older }] = await store.catalog.detections.list()
    await store.catalog.detections.add(older, [])
    expect(await comparison()).toEqual(['made', 'made'])
  })
})

it('lets every detection go first where one job runs at a time, also one that is asked for while it waits', async () => {
  const order: string[] = []
  const asked = Promise.withResolvers<void>()
  const inOrder: typeof detect = async (context, input, run) => {
    order.push(`detect ${input.asset}`)
    // the comparison of the first waits already when the third is asked for
    if (input.asset === assets[1]) await client.detections.start({ asset: assets[2]! })
    await asked.promise
    return detect(context, input, run)
  }
  const { client, core, store } = await testCore({
    tasks: {
      'detect.run': inOrder,
      'detect.compare': async (_context, { asset, detection }) => {
        order.push(`compare ${asset}`)
        return { detection }
      },
    },
    cores: 1,
  })
  const assets: number[] = []
  for (const name of ['a', 'b', 'c']) assets.push((await store.catalog.assets.ensure({ name })).id)
  for (const asset of assets.slice(0, 2)) await client.detections.start({ asset })
  asked.resolve()
  const jobs = () => client.jobs.list()
  while ((await jobs()).filter(({ state }) => state === 'done').length < 6) for (const { id, state } of await jobs()) if (state === 'running' || state === 'queued') await core.jobs.settled(id)
  expect(order).toEqual([...assets.map((asset) => `detect ${asset}`), ...assets.map((asset) => `compare ${asset}`)])
})
