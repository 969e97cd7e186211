import { describe, expect, it } from 'vitest'
import { detectCompare } from '../compute/tasks/detectCompare.ts'
import { detectRun } from '../compute/tasks/detectRun.ts'
import { keepThreshold } from '../compute/tasks/keepThreshold.ts'
import { tryThreshold } from '../compute/tasks/tryThreshold.ts'
import { smallPlant } from '../compute/testing/smallPlant.ts'
import { testCore } from './testing/core.ts'

async function learned() {
  const made = await testCore({ tasks: { 'detect.run': detectRun, 'detect.compare': detectCompare, 'detect.keep': keepThreshold, 'detect.try': tryThreshold } })
  const { asset } = await smallPlant(made.store)
  const { job } = await made.client.detections.start({ asset: asset.id, reference: { rows: 2000 }, alarmsPerWeek: 1 })
  await made.core.jobs.settled(job)
  for (const { id, kind } of await made.core.jobs.list()) if (kind === 'compare') await made.core.jobs.settled(id)
  const [{ id, threshold }] = await made.client.detections.list({ asset: asset.id })
  const keep = async (at: number, why: string, of = id) => made.core.jobs.settled((await made.client.detections.keepThreshold({ id: of, threshold: at, why })).job)
  return { ...made, asset: asset.id, id, threshold, keep }
}

describe('thresholds', () => {
  it('begin with the one that the detection came with', async () => {
    const { client, id, threshold } = await learned()
    expect(await client.detections.thresholds({ id })).toEqual([{ version: 1, detection: id, threshold, by: expect.stringContaining('telltale'), at: expect.any(Number), why: 'at most 1 alarms a week on the reference' }])
  })

  it('are kept as versions with who and why, newest first, and none is lost when two decide at once', async () => {
    const { client, id, keep } = await learned()
    await Promise.all([keep(4.5, 'Start-ups are no problem.'), keep(5, 'Too many at night.')])
    const versions = await client.detections.thresholds({ id })
    expect(versions.map(({ version }) => version)).toEqual([3, 2, 1])
    expect(versions.slice(0, 2).map(({ why }) => why).sort()).toEqual(['Start-ups are no problem.', 'Too many at night.'])
    expect(versions.every(({ by, at }) => by !== '' && at >= 0)).toBe(true)
  })

  it('are what events, alarms and the threshold of the scores are drawn from once they are kept', async () => {
    const { client, asset, keep } = await learned()
    const before = await client.events.list({ asset })
    expect((await keep(1.2, 'See more.')).state).toBe('done')
    const [newest] = await client.detections.list({ asset })
    const after = await client.events.list({ asset })
    expect(newest).toMatchObject({ threshold: 1.2, events: after.length, decided: { by: 'engineer', why: 'See more.' } })
    expect(after.length).toBeGreaterThan(before.length)
    expect((await client.detections.scores({ id: newest.id, from: newest.from, to: newest.to, buckets: 10 })).threshold).toBe(1.2)
    expect((await client.assets.list()).find(({ id }) => id === asset)?.attention?.events).toBe(after.length)
  })

  it('show the comparison of the detection that learned, also when it was still running as they were kept', async () => {
    const { client, store, asset, id, keep } = await learned()
    const { baselines, baselineTold, comparison } = await store.catalog.detections.get(id)
    await store.catalog.detections.update(id, { baselines: baselines.slice(0, 1), baselineTold: {}, comparison: { job: comparison!.job, state: 'under_way' } })
    await keep(1.2, 'See more.')
    await store.catalog.detections.update(id, { baselines, baselineTold: baselineTold!, comparison: comparison! })
    const [newest] = await client.detections.list({ asset })
    expect(newest).toMatchObject({ threshold: 1.2, baselines, comparison: 'made' })
    expect((await client.detections.tryThreshold({ id: newest.id })).baselines.map(({ detector }) => detector)).toEqual(baselines.map(({ detector }) => detector))
  })

  it('count a judged problem as missed after its event was hidden, and no more once it is shown again', async () => {
    const { client, asset, id, threshold, keep } = await learned()
    const [event] = await client.events.list({ asset })
    await client.events.judge({ id: event.id, verdict: 'problem' })
    await keep(1e6, 'Quiet.')
    const [newest] = await client.detections.list({ asset })
    expect(await client.detections.tryThreshold({ id: newest.id })).toMatchObject({ judgedProblemsMissed: 1 })
    expect(await client.detections.tryThreshold({ id: newest.id, threshold })).toMatchObject({ judgedProblemsMissed: 0 })
    await keep(threshold, 'Back to version 1.', newest.id)
    expect((await client.detections.thresholds({ id })).map((one) => one.threshold)).toEqual([threshold, 1e6, threshold])
    expect((await client.events.get({ id: event.id })).verdict?.verdict).toBe('problem')
  })

  it('need a reason, a sensible number and a detection that exists', async () => {
    const { client, id } = await learned()
    await expect(client.detections.keepThreshold({ id, threshold: 4, why: ' ' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(client.detections.keepThreshold({ id, threshold: NaN, why: 'because' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(client.detections.keepThreshold({ id: 999, threshold: 4, why: 'because' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(client.detections.thresholds({ id: 999 })).rejects.toMatchObject({ code: 'not_found' })
  })
})
