import { describe, expect, it } from 'vitest'
import { openSqliteStore } from '../../storage/sqlite/index.ts'
import { faultAt, smallPlant } from '../testing/smallPlant.ts'
import { detectAndCompare } from '../testing/detectAndCompare.ts'
import { touching, tryThreshold } from './tryThreshold.ts'

const run = { signal: new AbortController().signal, report: () => {} }
const plant = async () => smallPlant(await openSqliteStore({ file: ':memory:' }))
const request = { detector: 'telltale', reference: { rows: 2000 }, alarmsPerWeek: 1, job: 1 }

describe('detect.try', () => {
  it('finds fewer events the higher the threshold, and none above every score', async () => {
    const context = await plant()
    const { detection } = await detectAndCompare(context, { ...request, asset: context.asset.id }, run)
    const counts = []
    // Far lower alarms stand so close that they are one.
    for (const threshold of [2, 4, 6, 1e6]) counts.push((await tryThreshold(context, { detection, threshold }, run)).events.length)
    expect(counts.toSorted((a, b) => b - a)).toEqual(counts)
    expect(counts.at(-1)).toBe(0)
  })

  it('keeps a budget of alarms a week', async () => {
    const context = await plant()
    const { detection } = await detectAndCompare(context, { ...request, asset: context.asset.id }, run)
    const tried = await tryThreshold(context, { detection, alarmsPerWeek: 4 }, run)
    expect(tried.alarmsPerWeek).toBeLessThanOrEqual(4)
  })

  it('counts false alarms and missed faults where the asset has labels', async () => {
    const context = await plant()
    const { detection } = await detectAndCompare(context, { ...request, asset: context.asset.id }, run)
    expect((await tryThreshold(context, { detection }, run)).labelled).toBeNull()
    const labelled = await plant()
    await labelled.store.catalog.documents.put('labels', String(labelled.asset.id), [{ from: labelled.time[faultAt], to: labelled.time[faultAt + 199] }, { from: 0, to: 1 }])
    const { detection: second } = await detectAndCompare(labelled, { ...request, asset: labelled.asset.id }, run)
    const { events, labelled: counts } = await tryThreshold(labelled, { detection: second }, run)
    expect(counts).toMatchObject({ found: 1, missed: 0 })
    expect(counts!.falseAlarms).toBeLessThan(events.length)
    expect((await tryThreshold(labelled, { detection: second, threshold: 1e6 }, run)).labelled).toEqual({ falseAlarms: 0, found: 0, missed: 1 })
  })

  it('says of every simple method which events it shares, which only it finds, and how it does against the labels', async () => {
    const context = await plant()
    await context.store.catalog.documents.put('labels', String(context.asset.id), [{ from: context.time[faultAt], to: context.time[faultAt + 199] }])
    const { detection } = await detectAndCompare(context, { ...request, asset: context.asset.id }, run)
    const { baselines } = await context.store.catalog.detections.get(detection)
    const tried = await tryThreshold(context, { detection }, run)
    expect(tried.baselines.map(({ detector }) => detector)).toEqual(baselines.filter(({ refused }) => refused === undefined).map(({ detector }) => detector))
    for (const one of tried.baselines) {
      const { events } = baselines.find(({ detector }) => detector === one.detector)!
      expect(one.shared).toBeLessThanOrEqual(tried.events.length)
      expect(one.own).toBeLessThanOrEqual(events)
      expect(one.labelled!.found + one.labelled!.missed).toBe(1)
      expect(one.labelled!.falseAlarms).toBeLessThanOrEqual(events)
    }
    const none = await tryThreshold(context, { detection, threshold: 1e6 }, run)
    for (const one of none.baselines) expect([one.shared, one.own]).toEqual([0, baselines.find(({ detector }) => detector === one.detector)!.events])
  })
})

it('counts what came back as one event on both sides: no method shares more events than there are, and none is charged for each repeat', async () => {
  const context = await plant()
  await context.store.catalog.documents.put('labels', String(context.asset.id), [{ from: context.time[faultAt], to: context.time[faultAt + 199] }])
  const { detection } = await detectAndCompare(context, { ...request, asset: context.asset.id }, run)
  // a hundred short alarms within a few minutes of one another, before the fault and through it
  const ranges = (from: number) => Array.from({ length: 100 }, (_, i) => [from + 3 * i, from + 3 * i + 2]).flat()
  const { baselineTold } = await context.store.catalog.detections.get(detection)
  await context.store.catalog.detections.update(detection, { baselineTold: { ...baselineTold, 'zscore-mad': [ranges(100)], 'pca-t2-q': [ranges(faultAt - 50)] } })
  const tried = await tryThreshold(context, { detection, threshold: 1e6 }, run)
  const of = (name: string) => tried.baselines.find(({ detector }) => detector === name)
  expect(of('zscore-mad')).toMatchObject({ shared: 0, own: 1, labelled: { falseAlarms: 1, found: 0, missed: 1 } })
  expect(of('pca-t2-q')).toMatchObject({ shared: 0, own: 1, labelled: { falseAlarms: 0, found: 1, missed: 0 } })
  for (const { shared } of (await tryThreshold(context, { detection, threshold: 2 }, run)).baselines) expect(shared).toBeLessThanOrEqual((await tryThreshold(context, { detection, threshold: 2 }, run)).events.length)
})

it('counts by what an older detection kept: its alarms without who led them, and neither leaders of its own', async () => {
  const context = await plant()
  const { detection } = await detectAndCompare(context, { ...request, asset: context.asset.id }, run)
  const { id: _id, baselineTold, scoreSeries: { lead: _lead, ...scoreSeries }, ...row } = await context.store.catalog.detections.get(detection)
  const baselineEvents = Object.fromEntries(Object.entries(baselineTold!).map(([detector, events]) => [detector, events.flat()]))
  const older = await context.store.catalog.detections.add({ ...row, scoreSeries, baselineEvents }, [])
  const [before, after] = [await tryThreshold(context, { detection: older.id }, run), await tryThreshold(context, { detection }, run)]
  expect(before.baselines.map(({ detector }) => detector)).toEqual(after.baselines.map(({ detector }) => detector))
  expect(before.events.length).toBeGreaterThan(0)
  expect(before.events.length).toBeLessThanOrEqual(after.events.length)
})

describe('touching', () => {
  it('counts ranges that share a row, as a walk over every pair does', () => {
    const some = [{ from: 0, to: 3 }, { from: 5, to: 6 }, { from: 8, to: 20 }, { from: 30, to: 31 }]
    const others = [{ from: 3, to: 5 }, { from: 5, to: 9 }, { from: 12, to: 14 }, { from: 31, to: 40 }]
    const pairs = (a: typeof some, b: typeof some) => a.filter((x) => b.some((y) => x.from < y.to && y.from < x.to)).length
    expect([touching(some, others), touching(others, some)]).toEqual([pairs(some, others), pairs(others, some)])
    expect(touching(some, [])).toBe(0)
  })
})
