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

  it('reports what every baseline finds on the same split, and any of them can be chosen', async () => {
    const context = await plant()
    const { detection } = await detectRun(context, { ...request, detector: 'zscore-mad', asset: context.asset.id }, run)
    const { baselines } = await context.store.catalog.detections.get(detection)
    expect(baselines.map(({ detector }) => detector)).toEqual(['telltale', 'pca-t2-q', 'isolation-forest', 'matrix-profile', 'persistence'])
    for (const one of baselines) expect(one.alarmsPerWeek).toBeCloseTo((one.events * 7 * 1440) / rows, 9)
  })

  it('has stored the events before the first baseline runs, and adds each baseline as it comes', async () => {
    const context = await plant()
    const { catalog } = context.store
    const seen: Promise<readonly [number, string[], string | undefined]>[] = []
    const look = async () => {
      const [{ baselines, comparison }] = await catalog.detections.list()
      return [(await catalog.events.list()).length, baselines.map(({ detector }) => detector), comparison?.state] as const
    }
    const { detection, events } = await detectRun(context, { ...request, asset: context.asset.id }, { ...run, report: ({ doing }) => void (doing.includes('Comparing with baselines') && seen.push(look())) })
    expect(events).toBeGreaterThan(0)
    const order = ['zscore-mad', 'pca-t2-q', 'isolation-forest', 'matrix-profile', 'persistence']
    expect(await Promise.all(seen)).toEqual(order.map((_, done) => [events, order.slice(0, done), 'under_way']))
    const row = await catalog.detections.get(detection)
    expect([row.baselines.map(({ detector }) => detector), Object.keys(row.baselineEvents!), row.comparison]).toEqual([order, order, { job: 1, state: 'made' }])
  })

  it('keeps the events and what was compared when it is stopped in the middle of the comparison', async () => {
    const context = await plant()
    const abort = new AbortController()
    const report = ({ doing }: { doing: string }) => void (doing.includes('Isolation forest') && abort.abort())
    await expect(detectRun(context, { ...request, asset: context.asset.id }, { signal: abort.signal, report })).rejects.toMatchObject({ name: 'AbortError' })
    const [row] = await context.store.catalog.detections.list()
    expect([row.baselines.map(({ detector }) => detector), row.comparison]).toEqual([['zscore-mad', 'pca-t2-q'], { job: 1, state: 'not_made' }])
    expect((await context.store.catalog.events.list()).length).toBeGreaterThan(0)
  })

  it('gives up the open comparison of a detection when its job begins again, which makes another one', async () => {
    const context = await plant()
    const abort = new AbortController()
    const first = await detectRun(context, { ...request, asset: context.asset.id }, run)
    // as a killed worker leaves it
    await context.store.catalog.detections.update(first.detection, { baselines: [], baselineEvents: {}, comparison: { job: 1, state: 'under_way' } })
    const report = ({ doing }: { doing: string }) => void (doing.startsWith('Learning') && abort.abort())
    await expect(detectRun(context, { ...request, asset: context.asset.id }, { signal: abort.signal, report })).rejects.toThrow()
    expect((await context.store.catalog.detections.list()).map(({ id, comparison }) => [id, comparison?.state])).toEqual([[first.detection, 'not_made']])
  })

  it('says of a baseline that the reference is too short for it', async () => {
    const context = await plant()
    const { detection } = await detectRun(context, { ...request, reference: { rows: 200 }, asset: context.asset.id }, run)
    const { baselines } = await context.store.catalog.detections.get(detection)
    expect(baselines.find(({ detector }) => detector === 'matrix-profile')).toMatchObject({ events: 0, refused: expect.stringContaining('needs 400') })
    expect(baselines.filter(({ refused }) => refused === undefined)).toHaveLength(4)
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
