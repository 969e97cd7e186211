import { describe, expect, it } from 'vitest'
import { randomStream } from '../../../models/plant/random.ts'
import { openSqliteStore } from '../../storage/sqlite/index.ts'
import { runRecords } from '../../tracking/runRecords.ts'
import { faults, newRun, trainingPlant } from '../testing/trainingPlant.ts'
import { detectCompare } from './detectCompare.ts'
import { detectRun } from './detectRun.ts'
import { evidence } from './evidence.ts'
import { keepThreshold } from './keepThreshold.ts'
import { trainRun } from './trainRun.ts'
import { trainScore } from './trainScore.ts'
import { tryThreshold } from './tryThreshold.ts'

const quiet = { signal: new AbortController().signal, report: () => {} }
const request = { detector: 'telltale', reference: 'whole' as const, alarmsPerWeek: 2, run: 1, job: 9 }

async function trained(network = 'dense-autoencoder') {
  const context = await trainingPlant(await openSqliteStore({ file: ':memory:' }))
  await trainRun(context, { job: 1, begin: newRun(context.asset, { network, ...(network === 'lstm-predictor' && { epochs: 4, window: 8 }) }) }, quiet)
  const { catalog } = context.store
  const temperature = (await catalog.tags.list({ asset: context.asset.id })).find(({ name }) => name === 'temperature')!
  const records = runRecords(catalog)
  return { ...context, catalog, records, temperature, detect: (more: Partial<typeof request> = {}) => detectRun(context, { ...request, asset: context.asset.id, ...more }, quiet) }
}

describe.each(['dense-autoencoder', 'lstm-predictor'])('detect.run with the network of a run: %s', (network) => {
  it('finds the fault that was held out, in units and with its evidence, under the threshold of its run', async () => {
    const { store, clock, catalog, times, temperature, detect, records } = await trained(network)
    const { detection } = await detect()
    const row = await catalog.detections.get(detection)
    const { run } = await records.get(1)
    expect(row).toMatchObject({
      detector: network, title: `${run.title}, run 1`, network: { run: 1, model: run.artifacts.model, datasetHash: run.datasetHash, trainedAt: run.endedAt },
      reference: { from: times[0], to: run.periods!.validation.to, whole: false }, simulated: false,
    })
    const events = (await catalog.events.list()).map(({ event }) => event)
    const found = events.find(({ start, end }) => start <= times[faults[1].to] && end >= times[faults[1].from])!
    expect(found.words).toContain('emperature')
    const [first] = found.channels
    expect(first.name).toBe('temperature')
    expect(first.actual! - first.expected!).toBeGreaterThan(4)
    expect(found).toMatchObject({ inReference: false, operating: 'running', stage: 'pattern' })

    const shown = await evidence({ store, clock }, { event: found.id, tag: temperature.id, points: 1600, margin: 1 }, quiet)
    const inside = shown.t.findIndex((t) => t >= times[faults[1].from + 2])
    expect(shown.actual[inside]).toBeGreaterThan(shown.upper[inside])
    expect(shown.lower[5]).toBeLessThan(shown.actual[5])
    expect(shown.upper[5]).toBeGreaterThan(shown.actual[5])
    expect(Math.max(...shown.score)).toBeCloseTo(found.score, 9)

    // what `telltale events --run` lists are the same stretches; here repeats are told once
    const listed = (await trainScore({ store, clock }, { run: 1 }, quiet)).events
    expect(events.flatMap(({ peak }) => listed.filter((one) => one.peak === peak))).toHaveLength(events.length)
  })
})

describe('a detection by a network', () => {
  it('gives the same events in another project that holds the same recording', async () => {
    const ids = async () => {
      const { catalog, detect } = await trained()
      await detect()
      return (await catalog.events.list()).map(({ event }) => event.id)
    }
    const first = await ids()
    expect(first.length).toBeGreaterThan(0)
    expect(await ids()).toEqual(first)
  })

  it('lets its threshold be tried and kept, and is set beside the simple methods on the rows that its run learned from', async () => {
    const context = await trained()
    const { detection } = await context.detect()
    const tried = await tryThreshold(context, { detection, threshold: 1.5 }, quiet)
    const kept = await keepThreshold(context, { detection, threshold: 1.5, why: 'r', by: 'Kim', job: 2 }, quiet)
    expect((await context.catalog.events.list()).map(({ event }) => ({ from: event.start, to: event.end, score: event.score }))).toEqual(tried.events)
    expect(await context.catalog.detections.get(kept.detection)).toMatchObject({ network: { run: 1 }, decided: { learned: detection } })

    await detectCompare(context, { job: 3, asset: context.asset.id, detection }, quiet)
    const { baselines } = await context.catalog.detections.get(detection)
    expect(baselines.map(({ detector }) => detector)).toEqual(['telltale', 'zscore-mad', 'pca-t2-q', 'isolation-forest', 'matrix-profile', 'persistence'])
    expect(baselines.flatMap(({ refused }) => refused ?? [])).toEqual([])
  })

  it('stands beside another detector, as the newest network of its kind', async () => {
    const context = await trained()
    await trainRun(context, { job: 2, begin: newRun(context.asset, { seed: 2, epochs: 2 }) }, quiet)
    const { detection } = await detectRun(context, { job: 9, asset: context.asset.id, detector: 'telltale', reference: { rows: 1500 }, alarmsPerWeek: 2 }, quiet)
    await detectCompare(context, { job: 3, asset: context.asset.id, detection }, quiet)
    const { baselines, baselineTold } = await context.catalog.detections.get(detection)
    expect(baselines.at(-1)).toMatchObject({ detector: 'run-2', title: 'Dense autoencoder, run 2' })
    expect(baselines.filter(({ title }) => title.includes('run'))).toHaveLength(1)
    expect(Object.keys(baselineTold!)).toContain('run-2')
  })

  it('keeps its evidence when its run is no longer listed, and says so when its weights are gone', async () => {
    const context = await trained()
    await context.detect()
    const [{ event }] = await context.catalog.events.list()
    await context.catalog.documents.remove('run', '1')
    const look = () => evidence(context, { event: event.id, tag: context.temperature.id, points: 1600, margin: 1 }, quiet)
    expect((await look()).t.length).toBeGreaterThan(0)

    const other = await trained()
    const { detection } = await other.detect()
    const [found] = await other.catalog.events.list()
    const row = await other.catalog.detections.get(detection)
    await other.store.artifacts.remove(row.network!.model)
    const gone = { code: 'not_found', message: 'The network of run 1 is no longer kept in this project. Train again, then detect with the new run.' }
    // the fitted detector of an artifact is remembered by its id: another one asks the store
    const model = (await other.store.artifacts.put({ kind: 'detector', name: 'copy', data: new TextEncoder().encode(`${new TextDecoder().decode(await other.store.artifacts.read(row.model))} `) })).id
    const { id: _id, ...same } = row
    const { detection: _detection, ...copied } = found.event
    const copy = (await other.catalog.detections.add({ ...same, model }, [copied])).id
    await expect(evidence(other, { event: found.event.id, tag: other.temperature.id, points: 1600, margin: 1 }, quiet)).rejects.toMatchObject(gone)
    await expect(keepThreshold(other, { detection: copy, threshold: 1, why: 'r', by: 'Kim', job: 2 }, quiet)).rejects.toMatchObject(gone)
    await expect(other.detect()).rejects.toMatchObject(gone)
  })
})

describe('the channels of an event that an autoencoder found', () => {
  it('are ranked by who moved, not by what was redrawn wrongly because of it', async () => {
    const store = await openSqliteStore({ file: ':memory:' })
    const asset = await store.catalog.assets.ensure({ name: 'Pump' })
    const random = randomStream(3, 'plant')
    const rows = 4200
    const faultyFrom = (channel: number) => 2700 + 250 * channel
    const time = Float64Array.from({ length: rows }, (_, i) => Date.UTC(2026, 0, 1) + i * 60_000)
    const load = time.map((_, i) => 50 + 10 * Math.sin(i / 90) + 4 * Math.sin(i / 17))
    const plant: readonly (readonly [string, number, (load: number) => number])[] = [
      ['load', 7, (x) => x], ['flow', 2.8, (x) => 0.4 * x], ['pressure', 0.7, (x) => 5 + (x * x) / 1000], ['temperature', 3.5, (x) => 20 + x / 2], ['vibration', 0.15, (x) => 1 + x / 50], ['current', 5.6, (x) => 3 + 0.8 * x],
    ]
    for (const [channel, [name, spread, of]] of plant.entries()) {
      const { id } = await store.catalog.tags.ensure({ asset: asset.id, name, kind: 'analogue' })
      const value = load.map((x, i) => of(x) + 0.1 * spread * random.normal() + (i >= faultyFrom(channel) && i < faultyFrom(channel) + 40 ? 3 * spread : 0))
      await store.telemetry.append([{ series: id, time, value }])
    }
    const context = { store, clock: () => 0 }
    await trainRun(context, { job: 1, begin: newRun(asset, { window: 20, units: 48, train: 0.48, validation: 0.14 }) }, quiet)
    await detectRun(context, { ...request, asset: asset.id, alarmsPerWeek: 10 }, quiet)
    const events = (await store.catalog.events.list()).map(({ event }) => event)
    const leaders = plant.map((_, channel) => events.find(({ start, end }) => start <= time[faultyFrom(channel) + 20]! && end >= time[faultyFrom(channel)]!)?.channels[0])
    expect(leaders.map((one) => one?.name)).toEqual(plant.map(([name]) => name))
    for (const one of leaders) expect(one!.share).toBeGreaterThan(0.8)
  }, 30_000)
})

describe('a network is refused', () => {
  it('of a run that is not there, not done, or of another asset', async () => {
    const { store, clock, records, detect, catalog } = await trained()
    await expect(detect({ run: 7 })).rejects.toMatchObject({ code: 'not_found' })
    const record = await records.get(1)
    for (const [state, words] of [['paused', 'is paused'], ['failed', 'has failed'], ['cancelled', 'was cancelled'], ['running', 'is still being trained']] as const) {
      await records.put({ ...record, run: { ...record.run, state } })
      await expect(detect()).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(words) as string })
    }
    await records.put(record)
    const other = await catalog.assets.ensure({ name: 'P-102' })
    const tag = await catalog.tags.ensure({ asset: other.id, name: 'load', kind: 'analogue' })
    await store.telemetry.append([{ series: tag.id, time: Float64Array.of(0, 1000), value: Float64Array.of(1, 2) }])
    await expect(detectRun({ store, clock }, { ...request, asset: other.id }, quiet)).rejects.toMatchObject({ code: 'bad_input', message: expect.stringContaining('trained on P-101') as string })
  })

  it('once the tags are no longer those that it was trained on, and says which', async () => {
    const { store, catalog, asset, times, temperature, detect } = await trained()
    const refused = (words: string) => expect(detect()).rejects.toMatchObject({ code: 'conflict', message: `The tags of P-101 are no longer those that run 1 was trained on: ${words}. Train again, or put that back.` })
    await catalog.tags.update(temperature.id, { kind: 'counter' })
    await refused('temperature was analogue and is counter now')
    await catalog.tags.update(temperature.id, { kind: 'analogue', name: 'T1' })
    await refused('temperature is gone, was renamed, or holds no points any more; T1 was added')
    await catalog.tags.update(temperature.id, { name: 'temperature' })
    // text and counters are not looked at
    await catalog.tags.ensure({ asset: asset.id, name: 'hours', kind: 'counter' })
    await detect()
    const flow = await catalog.tags.ensure({ asset: asset.id, name: 'flow', kind: 'analogue' })
    await detect() // nothing was measured yet
    await store.telemetry.append([{ series: flow.id, time: times, value: times }])
    await refused('flow was added')
  })

  it('where fewer rows are left than it looks at', async () => {
    const { store, catalog, asset, times, detect } = await trained()
    await store.telemetry.remove((await catalog.tags.list({ asset: asset.id, derived: false })).map(({ id }) => id), -Infinity, times[2380])
    await expect(detect()).rejects.toMatchObject({ code: 'not_enough_history', message: expect.stringContaining('P-101 has 20') as string })
  })
})
