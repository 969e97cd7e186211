import { describe, expect, it } from 'vitest'
import { openSqliteStore } from '../../storage/sqlite/index.ts'
import { faultAt, rows, smallPlant } from '../testing/smallPlant.ts'
import { detectRun } from './detectRun.ts'
import { evidence } from './evidence.ts'

const run = { signal: new AbortController().signal, report: () => {} }
const plant = async () => smallPlant(await openSqliteStore({ file: ':memory:' }))
const request = { detector: 'telltale', reference: { rows: 2000 }, alarmsPerWeek: 1, job: 1 }

describe('detect.run', () => {
  it('finds the fault, ranks the faulted channel first and says it in units', async () => {
    const context = await plant()
    const { events } = await detectRun(context, { ...request, asset: context.asset.id }, run)
    expect(events).toBeGreaterThan(0)
    const [{ event }] = (await context.store.catalog.events.list()).toSorted((a, b) => b.event.score - a.event.score)
    expect(event.start).toBeGreaterThanOrEqual(context.time[faultAt - 5])
    expect(event.start).toBeLessThan(context.time[faultAt + 60])
    expect(event.channels[0]).toMatchObject({ name: 'temperature', unit: '°C' })
    expect(event.channels[0].actual! - event.channels[0].expected!).toBeGreaterThan(6)
    expect(event.words).toContain('°C')
    expect(event.inReference).toBe(false)
    expect(event.channels.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 1)
  })

  it('says which tags were context, and why', async () => {
    const context = await plant()
    const { detection } = await detectRun(context, { ...request, asset: context.asset.id }, run)
    expect((await context.store.catalog.detections.get(detection)).channels).toContainEqual(expect.objectContaining({ name: 'remark', judged: false, why: 'text tags are context' }))
  })

  it('gives the same ids in another project that holds the same recording', async () => {
    const ids = async () => {
      const context = await plant()
      await detectRun(context, { ...request, asset: context.asset.id, job: Math.ceil(context.time.length) }, run)
      return (await context.store.catalog.events.list()).map(({ event }) => event.id).sort()
    }
    const first = await ids()
    expect(first.length).toBeGreaterThan(0)
    expect(await ids()).toEqual(first)
  })

  it('says how much more is needed when the reference is longer than the recording', async () => {
    const context = await plant()
    await expect(detectRun(context, { ...request, reference: { rows: 5000 }, asset: context.asset.id }, run)).rejects.toMatchObject({ code: 'not_enough_history', detail: { asked: 5000, rows } })
  })

  it('refuses an asset without a single number', async () => {
    const context = await plant()
    const empty = await context.store.catalog.assets.ensure({ name: 'empty' })
    await expect(detectRun(context, { ...request, asset: empty.id }, run)).rejects.toMatchObject({ code: 'not_enough_history' })
  })
})

describe('events.evidence', () => {
  it('shows expected against actual around the event, with what was normal before', async () => {
    const context = await plant()
    await detectRun(context, { ...request, asset: context.asset.id }, run)
    const [{ event }] = (await context.store.catalog.events.list()).toSorted((a, b) => b.event.score - a.event.score)
    const shown = await evidence(context, { event: event.id, tag: context.tags.get('temperature')!, points: 1600, margin: 1 }, run)
    expect(shown.t[0]).toBeLessThan(event.start)
    const inside = shown.t.findIndex((t) => t >= event.peak)
    expect(shown.actual[inside]).toBeGreaterThan(shown.upper[inside])
    expect(Math.max(...shown.score)).toBeCloseTo(event.score, 9)
  })
})
