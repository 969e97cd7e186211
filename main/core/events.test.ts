import { describe, expect, it } from 'vitest'
import type { EventRow, DetectionRow } from '../storage/ports.ts'
import { testCore } from './testing/core.ts'

async function withEvents() {
  const made = await testCore()
  const asset = await made.store.catalog.assets.ensure({ name: 'P-101' })
  const detection: Omit<DetectionRow, 'id'> = {
    asset: asset.id, detector: 'telltale', detectorVersion: 1, title: 'Telltale', reference: { from: 0, to: 1, rows: 2, whole: false }, threshold: 3, alarmsPerWeek: 2, rows: 10,
    from: 0, to: 10, seconds: 0, ranAt: 0, channels: [], baselines: [], simulated: false, scoreSeries: { asset: 1, tags: {} }, model: 'none',
  }
  const event = (id: string, severity: number, score: number): Omit<EventRow, 'detection'> => ({
    id, asset: asset.id, start: 100, end: 200, peak: 150, score, tail: 10 ** -score, severity, words: 'Something moved.', stage: 'level', operating: 'running', inReference: false,
    simulated: false, channels: [],
  })
  await made.store.catalog.detections.add(detection, [event('ev_low', 4, 4), event('ev_critical', 1, 9), event('ev_high', 2, 6)])
  return { ...made, asset }
}

describe('events', () => {
  it('are listed by what deserves the next look: unjudged first, then the most severe', async () => {
    const { client } = await withEvents()
    expect((await client.events.list({})).map(({ id }) => id)).toEqual(['ev_critical', 'ev_high', 'ev_low'])
    await client.events.judge({ id: 'ev_critical', verdict: 'problem', reason: 'equipment_fault' })
    expect((await client.events.list({})).map(({ id }) => id)).toEqual(['ev_high', 'ev_low', 'ev_critical'])
  })

  it('keep every verdict; a withdrawn one is a newer entry', async () => {
    const { client, time } = await withEvents()
    await client.events.judge({ id: 'ev_low', verdict: 'not_a_problem', note: 'Start-up.' })
    time.now += 1000
    expect((await client.events.judge({ id: 'ev_low', verdict: null })).verdict).toBeNull()
    expect((await client.events.history({ id: 'ev_low' })).map(({ verdict, by }) => [verdict, by])).toEqual([[null, 'engineer'], ['not_a_problem', 'engineer']])
  })

  it('cannot be postponed into the past', async () => {
    const { client, time } = await withEvents()
    await expect(client.events.judge({ id: 'ev_low', verdict: 'postponed', until: time.now - 1 })).rejects.toMatchObject({ code: 'bad_input' })
  })

  it('that do not exist are named in the refusal', async () => {
    const { client } = await withEvents()
    await expect(client.events.judge({ id: 'ev_none', verdict: 'problem' })).rejects.toMatchObject({ code: 'not_found', message: expect.stringContaining('ev_none') as string })
  })

  it('are all listed though a detector could not tell the share of a channel in one of them', async () => {
    const { client, store, asset } = await withEvents()
    const [detection] = await store.catalog.detections.list(asset.id)
    const [first] = await store.catalog.events.list()
    const channel = { tag: 1, name: 'Flow', unit: '', share: Number.NaN, expected: null, actual: null, onset: null }
    await store.catalog.detections.add(detection!, [{ ...first!.event, id: 'ev_odd', channels: [channel] }])
    expect((await client.events.list({})).find(({ id }) => id === 'ev_odd')?.channels[0]?.share).toBe(0)
  })

  it('are judged many at once, or none of them when one is not there', async () => {
    const { client } = await withEvents()
    await expect(client.events.judgeMany({ judgements: [{ id: 'ev_low', verdict: 'not_a_problem' }, { id: 'ev_none', verdict: 'not_a_problem' }] })).rejects.toMatchObject({ code: 'not_found' })
    expect((await client.events.list({ judged: true })).length).toBe(0)
    expect(await client.events.judgeMany({ judgements: [{ id: 'ev_low', verdict: 'not_a_problem', reason: 'weather' }, { id: 'ev_high', verdict: 'postponed', until: Date.UTC(2030, 0, 1) }] })).toEqual({ judged: 2 })
    expect((await client.events.list({ judged: true })).map(({ id, verdict }) => [id, verdict?.verdict])).toEqual([['ev_high', 'postponed'], ['ev_low', 'not_a_problem']])
  })

  it('tell what changed since a list was read: verdicts given and taken back, a new detection, and what the list then adds up to', async () => {
    const { client, store, asset, time } = await withEvents()
    const list = await client.events.list({})
    const detections = [...new Set(list.map(({ detection }) => detection))]
    expect(await client.events.changes({ detections, since: time.now })).toEqual({ detections, names: [{ asset: asset.id, name: 'P-101' }], events: [], check: { events: 3, verdicts: 0 } })
    await client.events.judge({ id: 'ev_low', verdict: 'not_a_problem' })
    time.now += 1000
    const since = time.now
    await client.events.judge({ id: 'ev_high', verdict: 'problem' })
    await client.events.judge({ id: 'ev_high', verdict: null })
    const { events, check } = await client.events.changes({ detections, since })
    expect(events.map(({ id, verdict }) => [id, verdict])).toEqual([['ev_high', null]])
    expect(check.verdicts).toBeGreaterThan(0) // of the earlier one
    const [{ id: _id, ...row }] = await store.catalog.detections.list(asset.id)
    const { id } = await store.catalog.detections.add(row, (await store.catalog.events.list()).slice(0, 1).map(({ event }) => event))
    const after = await client.events.changes({ detections, since: since + 1 })
    expect([after.detections, after.events.length, after.check.events]).toEqual([[id], 1, 1])
  })

  it('count in the attention of their asset', async () => {
    const { client } = await withEvents()
    expect((await client.assets.list())[0]!.attention).toEqual({ severity: 1, unjudged: 3, events: 3 })
    await client.events.judge({ id: 'ev_critical', verdict: 'problem' })
    expect((await client.assets.list())[0]!.attention).toEqual({ severity: 2, unjudged: 2, events: 3 })
  })
})

describe('assets', () => {
  it('give what was written about them, newest first', async () => {
    const { client, store, asset } = await withEvents()
    await store.catalog.documents.put('labels', String(asset.id), [{ asset: 'P-101', tags: [], kind: 'bearing_wear', words: 'Bearing wears.', from: 10, to: 20 }])
    await store.catalog.documents.put('workOrders', String(asset.id), [{ asset: 'P-101', number: 'WO-7', words: 'Bearing changed.', from: 20, to: 30 }])
    expect((await client.assets.records({ id: asset.id })).map(({ kind, title }) => [kind, title])).toEqual([['work_order', 'WO-7'], ['label', 'bearing wear']])
    await expect(client.assets.records({ id: 99 })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('refuse to hang under themselves', async () => {
    const { client } = await testCore()
    const area = await client.assets.create({ name: 'Area' })
    const pump = await client.assets.create({ name: 'Pump', parent: area.id })
    await expect(client.assets.update({ id: area.id, parent: pump.id })).rejects.toMatchObject({ code: 'bad_input' })
  })

  it('refuse a name that is taken', async () => {
    const { client } = await testCore()
    await client.assets.create({ name: 'Pump' })
    await expect(client.assets.create({ name: 'Pump' })).rejects.toMatchObject({ code: 'conflict' })
  })

  it('are removed with their points, and not while others hang under them', async () => {
    const { client, store } = await testCore()
    const area = await client.assets.create({ name: 'Area' })
    const pump = await client.assets.create({ name: 'Pump', parent: area.id })
    const tag = await store.catalog.tags.ensure({ asset: pump.id, name: 'flow' })
    await store.telemetry.append([{ series: tag.id, time: Float64Array.of(1, 2, 3), value: Float64Array.of(1, 2, 3) }])
    await expect(client.assets.remove({ id: area.id })).rejects.toMatchObject({ code: 'conflict' })
    expect(await client.assets.remove({ id: pump.id })).toEqual({ points: 3, events: 0 })
    expect((await client.assets.list()).map(({ name }) => name)).toEqual(['Area'])
  })
})
