import { describe, expect, it } from 'vitest'
import type { Verdict } from '../../contract/events.ts'
import { openSqliteStore } from '../../storage/sqlite/index.ts'
import { faultAt, smallPlant } from '../testing/smallPlant.ts'
import { detectRun } from './detectRun.ts'
import { evidence } from './evidence.ts'
import { keepThreshold } from './keepThreshold.ts'
import { tryThreshold } from './tryThreshold.ts'

const run = { signal: new AbortController().signal, report: () => {} }
const request = { detector: 'telltale', reference: { rows: 2000 }, alarmsPerWeek: 1, job: 1 }
const decision = { why: 'Start-ups are no problem.', by: 'Kim', job: 2 }

async function learned() {
  const context = await smallPlant(await openSqliteStore({ file: ':memory:' }))
  const { detection } = await detectRun(context, { ...request, asset: context.asset.id }, run)
  return { ...context, detection, shown: () => context.store.catalog.events.list() }
}
const verdict = (event: string): Verdict => ({ event, verdict: 'problem', reason: null, note: '', until: null, by: 'Kim', at: 1 })

describe('detect.keep', () => {
  it('draws the events from the threshold that was kept: just those that were tried, each explained', async () => {
    const context = await learned()
    const tried = await tryThreshold(context, { detection: context.detection, threshold: 1.2 }, run)
    const before = await context.shown()
    expect(tried.events.length).toBeGreaterThan(before.length)
    const kept = await keepThreshold(context, { detection: context.detection, threshold: 1.2, ...decision }, run)
    const after = await context.shown()
    expect(after.map(({ event }) => ({ from: event.start, to: event.end, score: event.score, ...(event.stretches && { stretches: event.stretches }) }))).toEqual(tried.events)
    expect(kept).toEqual({ detection: after[0].event.detection, events: after.length })
    for (const { event } of after) expect(event.words).not.toBe('')
    expect(await context.store.catalog.detections.get(kept.detection)).toMatchObject({ threshold: 1.2, decided: { learned: context.detection, by: 'Kim', why: 'Start-ups are no problem.' } })
  })

  it('gives back the very events that were learned when one goes back to their threshold', async () => {
    const context = await learned()
    const first = await context.shown()
    const { threshold } = await context.store.catalog.detections.get(context.detection)
    const { detection } = await keepThreshold(context, { detection: context.detection, threshold: 1e6, ...decision }, run)
    expect(await context.shown()).toEqual([])
    await keepThreshold(context, { detection, threshold, ...decision }, run)
    const plain = (rows: typeof first) => rows.map(({ event: { detection: _detection, ...event } }) => event)
    expect(plain(await context.shown())).toEqual(plain(first))
  })

  it('tells the fault of another tag that begins while an alarm lasts: as it was learned, as it is tried and as it is kept', async () => {
    const context = await smallPlant(await openSqliteStore({ file: ':memory:' }))
    const { store, asset, time } = context
    const vibration = await store.catalog.tags.ensure({ asset: asset.id, name: 'vibration', unit: 'mm/s', kind: 'analogue' })
    let seed = 3
    const value = Float64Array.from(time, (_, i) => 2 + ((seed = (seed * 48271) % 2147483647) / 2147483647) * 0.1 + (i >= faultAt + 110 && i < faultAt + 500 ? 2 : 0))
    await store.telemetry.append([{ series: vibration.id, time, value }])
    const { detection } = await detectRun(context, { ...request, asset: asset.id }, run)
    const first = (await store.catalog.events.list()).map(({ event: { detection: _detection, ...event } }) => event)
    const within = first.filter(({ start }) => start >= time[faultAt]! && start < time[faultAt + 200]!)
    expect(within.map(({ channels }) => channels[0].name)).toEqual(['temperature', 'vibration'])
    const { threshold, id: _id, scoreSeries: { lead, ...scoreSeries }, ...row } = await store.catalog.detections.get(detection)
    expect(lead).toBeDefined()
    expect((await tryThreshold(context, { detection }, run)).events.map(({ from }) => from)).toEqual(first.map(({ start }) => start))
    await keepThreshold(context, { detection, threshold, ...decision }, run)
    expect((await store.catalog.events.list()).map(({ event: { detection: _detection, ...event } }) => event)).toEqual(first)
    // one of before, without the series of who leads, is told as it was
    const older = await store.catalog.detections.add({ ...row, threshold, scoreSeries }, [])
    expect((await tryThreshold(context, { detection: older.id }, run)).events.filter(({ from }) => from >= time[faultAt]! && from < time[faultAt + 200]!)).toHaveLength(1)
  })

  it('keeps verdicts, and counts a judged problem as missed although its event is hidden', async () => {
    const context = await learned()
    const [{ event }] = await context.shown()
    await context.store.catalog.events.judge(verdict(event.id))
    const { detection } = await keepThreshold(context, { detection: context.detection, threshold: 1e6, ...decision }, run)
    expect((await context.store.catalog.detections.get(detection)).hidden).toEqual([{ id: event.id, start: event.start, end: event.end }])
    const { threshold } = await context.store.catalog.detections.get(context.detection)
    const back = await keepThreshold(context, { detection, threshold, ...decision }, run)
    expect((await context.store.catalog.detections.get(back.detection)).hidden).toEqual([])
    expect((await context.shown()).find((one) => one.event.id === event.id)?.verdict?.verdict).toBe('problem')
  })

  it('leaves evidence, scores and another decision to be had from the new row', async () => {
    const context = await learned()
    const { detection } = await keepThreshold(context, { detection: context.detection, threshold: 1.2, ...decision }, run)
    const [{ event }] = await context.shown()
    expect((await evidence(context, { event: event.id, tag: event.channels[0].tag, points: 400, margin: 1 }, run)).threshold).toBe(1.2)
    expect((await tryThreshold(context, { detection }, run)).threshold).toBe(1.2)
  })

  it('refuses once normal was learned again', async () => {
    const context = await learned()
    await detectRun(context, { ...request, asset: context.asset.id, job: 3 }, run)
    await expect(keepThreshold(context, { detection: context.detection, threshold: 2, ...decision }, run)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('stores nothing when it is stopped on the way', async () => {
    const context = await learned()
    const before = await context.shown()
    const stop = new AbortController()
    const stopped = { signal: stop.signal, report: ({ doing }: { doing: string }) => doing.startsWith('Explaining event 2') && stop.abort() }
    await expect(keepThreshold(context, { detection: context.detection, threshold: 1, ...decision }, stopped)).rejects.toMatchObject({ name: 'AbortError' })
    expect(await context.shown()).toEqual(before)
  })
})
