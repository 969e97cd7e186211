import { describe, expect, it } from 'vitest'
import { openSqliteStore } from '../../storage/sqlite/index.ts'
import { faultAt, rows, smallPlant } from '../testing/smallPlant.ts'
import { detectRun } from './detectRun.ts'
import { evidence } from './evidence.ts'
import { keepThreshold } from './keepThreshold.ts'

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
    const widest = await evidence(context, { event: event.id, tag: context.tags.get('temperature')!, points: 1600, margin: 10 }, run)
    expect(shown.reach).toEqual({ from: widest.from, to: widest.to })
    expect(widest.from).toBeLessThan(shown.from)
  })

  it('shows the tag that was asked for, and explains by it, also where a tag before it holds no points any more and another came since', async () => {
    const context = await plant()
    const { store, asset, tags, time } = context
    const { detection } = await detectRun(context, { ...request, asset: asset.id }, run)
    const [{ event }] = (await store.catalog.events.list()).toSorted((a, b) => b.event.score - a.event.score)
    await store.telemetry.remove([tags.get('load')!], -Infinity, Infinity)
    const flow = await store.catalog.tags.ensure({ asset: asset.id, name: 'flow', kind: 'analogue' })
    await store.telemetry.append([{ series: flow.id, time, value: time.map(() => 1) }])
    const shown = await evidence(context, { event: event.id, tag: tags.get('temperature')!, points: 1600, margin: 1 }, run)
    expect(shown.actual[shown.t.indexOf(event.peak)]).toBeGreaterThan(45)
    expect(Math.min(...shown.expected.filter((x) => !Number.isNaN(x)))).toBeGreaterThan(30)
    await keepThreshold(context, { detection, threshold: event.score - 0.1, why: 'r', by: 'Kim', job: 2 }, run)
    const [kept] = await store.catalog.events.list()
    expect(kept!.event.channels.map(({ name }) => name)).not.toContain('flow')
    expect(kept!.event.channels[0]!.name).toBe('temperature')
  })
})
