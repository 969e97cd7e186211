import { describe, expect, it } from 'vitest'
import type { Task } from '../compute/tasks/context.ts'
import type { Tasks } from '../compute/taskTable.ts'
import { testCore } from './testing/core.ts'

/** Stores a detection without a baseline, then stands in the middle of the comparison until it is told to go on or to stop. */
function standing() {
  const stored = Promise.withResolvers<number>()
  const goOn = Promise.withResolvers<void>()
  const task: Task<Tasks['detect.run']['input'], Tasks['detect.run']['output']> = async ({ store }, { asset, job }, { signal }) => {
    const row = {
      asset, detector: 'telltale', detectorVersion: 1, title: 'Telltale', reference: { from: 0, to: 10, rows: 10, whole: true }, threshold: 3, alarmsPerWeek: 2, rows: 10, from: 0, to: 10, seconds: 0,
      ranAt: 0, channels: [], baselines: [], simulated: false, scoreSeries: { asset: 1, tags: {} }, model: 'none', comparison: { job, state: 'under_way' as const },
    }
    const { id } = await store.catalog.detections.add(row, [])
    stored.resolve(id)
    const stopped = Promise.withResolvers<never>()
    signal.addEventListener('abort', () => stopped.reject(signal.reason))
    await Promise.race([goOn.promise, stopped.promise])
    await store.catalog.detections.update(id, { comparison: { job, state: 'made' } })
    return { detection: id, events: 0 }
  }
  return { task, stored: stored.promise, goOn: () => goOn.resolve() }
}

async function detecting() {
  const { task, stored, goOn } = standing()
  const made = await testCore({ tasks: { 'detect.run': task } })
  const asset = await made.store.catalog.assets.ensure({ name: 'P-101' })
  const { job } = await made.client.detections.start({ asset: asset.id })
  await stored
  const comparison = async () => (await made.client.detections.list({})).map((one) => one.comparison)
  return { ...made, job, goOn, comparison }
}

describe('the comparison of a detection', () => {
  it('is under way while its job runs, and made afterwards', async () => {
    const { core, job, goOn, comparison } = await detecting()
    expect(await comparison()).toEqual(['under_way'])
    goOn()
    await core.jobs.settled(job)
    expect(await comparison()).toEqual(['made'])
  })

  it('was not made once its job was stopped, also where the worker had no time to say so, and everybody is told to ask again', async () => {
    const { client, core, store, job, comparison } = await detecting()
    const told: string[] = []
    store.feed.subscribe((topic) => void told.push(topic))
    await client.jobs.cancel({ id: job })
    await core.jobs.settled(job)
    expect(await comparison()).toEqual(['not_made'])
    expect(told).toContain('detections')
  })

  it('was made for detections that were stored before comparisons came later', async () => {
    const { store, comparison, core, job, goOn } = await detecting()
    goOn()
    await core.jobs.settled(job)
    const [{ id: _id, comparison: _comparison, ...older }] = await store.catalog.detections.list()
    await store.catalog.detections.add(older, [])
    expect(await comparison()).toEqual(['made', 'made'])
  })
})
