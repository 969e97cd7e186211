import { describe, expect, it } from 'vitest'
import { testCore } from './testing/core.ts'

async function withDetection() {
  const made = await testCore()
  const asset = await made.store.catalog.assets.ensure({ name: 'P-101' })
  const { id } = await made.store.catalog.detections.add(
    {
      asset: asset.id, detector: 'telltale', detectorVersion: 2, title: 'Telltale', reference: { from: 0, to: 1, rows: 2, whole: false }, threshold: 3, alarmsPerWeek: 2, rows: 10,
      from: 0, to: 10, seconds: 0, ranAt: 5, channels: [], baselines: [], simulated: false, scoreSeries: { asset: 1, tags: {} }, model: 'none',
    },
    [],
  )
  return { ...made, id }
}

describe('thresholds', () => {
  it('begin with the one that the detection came with', async () => {
    const { client, id } = await withDetection()
    expect(await client.detections.thresholds({ id })).toEqual([{ version: 1, threshold: 3, by: 'telltale 2', at: 5, why: 'at most 2 alarms a week on the reference' }])
  })

  it('are kept as versions with who and why, newest first, and none is lost when two decide at once', async () => {
    const { client, id } = await withDetection()
    const other = await withDetection()
    await Promise.all([client.detections.keepThreshold({ id, threshold: 4.5, why: 'Start-ups are no problem.' }), client.detections.keepThreshold({ id, threshold: 5, why: 'Too many at night.' })])
    const versions = await client.detections.thresholds({ id })
    expect(versions.map(({ version }) => version)).toEqual([3, 2, 1])
    expect(versions.slice(0, 2).map(({ why }) => why).sort()).toEqual(['Start-ups are no problem.', 'Too many at night.'])
    expect(versions.every(({ by, at }) => by !== '' && at >= 0)).toBe(true)
    expect(await other.client.detections.thresholds({ id: other.id })).toHaveLength(1)
  })

  it('answer with the version that was kept', async () => {
    const { client, id } = await withDetection()
    expect(await client.detections.keepThreshold({ id, threshold: 4.5, why: 'Start-ups.' })).toMatchObject({ version: 2, threshold: 4.5, why: 'Start-ups.' })
  })

  it('need a reason, a sensible number and a detection that exists', async () => {
    const { client, id } = await withDetection()
    await expect(client.detections.keepThreshold({ id, threshold: 4, why: ' ' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(client.detections.keepThreshold({ id, threshold: NaN, why: 'because' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(client.detections.thresholds({ id: 999 })).rejects.toMatchObject({ code: 'not_found' })
  })
})
