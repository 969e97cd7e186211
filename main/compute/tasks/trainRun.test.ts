import { describe, expect, it } from 'vitest'
import { openSqliteStore } from '../../storage/sqlite/index.ts'
import { runRecords } from '../../tracking/runRecords.ts'
import { faults, newRun, trainingPlant } from '../testing/trainingPlant.ts'
import { trainRun } from './trainRun.ts'
import { trainScore } from './trainScore.ts'

const quiet = { signal: new AbortController().signal, report: () => {} }
const curve = (record: { run: { metrics: readonly { loss: number; validationLoss: number }[] } }) => record.run.metrics.map(({ loss, validationLoss }) => [loss, validationLoss])

describe('train.run', () => {
  it('learns, keeps its best epoch, finds the held-out fault and stands beside baselines', async () => {
    const { store, clock, asset } = await trainingPlant(await openSqliteStore({ file: ':memory:' }))
    await trainRun({ store, clock }, { job: 1, begin: newRun(asset) }, quiet)
    const { run } = await runRecords(store.catalog).get(1)
    expect(run).toMatchObject({ state: 'done', epochs: 10, cause: 'All 10 epochs are done.' })
    expect(run.metrics.at(-1)!.loss).toBeLessThan(run.metrics[0].loss / 2)
    const [network, ...others] = run.heldOut!.results
    expect(network).toMatchObject({ kind: 'network', known: 1, hits: 1 })
    expect(others.map(({ id }) => id)).toEqual(['mean', 'persistence', 'telltale'])
    expect(run.heldOut!.better.words).toContain('held-out period')
    expect(run.beside).toEqual(others)
    expect(run.trivialLosses.map(({ id }) => id)).toEqual(['mean'])
    expect(run.validationLoss).toBeLessThan(run.trivialLosses[0]!.loss)
    expect(await store.artifacts.list('checkpoint')).toEqual([])
  })

  it.each(['dense-autoencoder', 'lstm-predictor'])('goes on after a stop in the middle of an epoch to the same curve and the same weights: %s', async (network) => {
    const { store, clock, asset } = await trainingPlant(await openSqliteStore({ file: ':memory:' }))
    const records = runRecords(store.catalog)
    const begin = newRun(asset, { network, epochs: 3, units: 4, window: 8, dropout: 0.2 })
    await trainRun({ store, clock }, { job: 1, begin }, quiet)
    const abort = new AbortController()
    const stopLater = { signal: abort.signal, report: ({ progress }: { progress: number | null }) => void (progress !== null && progress > 0.5 && abort.abort()) }
    await expect(trainRun({ store, clock }, { job: 2, begin }, stopLater)).rejects.toMatchObject({ name: 'AbortError' })
    const half = await records.get(2)
    expect(half.run.beside.length).toBeGreaterThan(0)
    expect(half.run.epochs).toBeGreaterThan(0)
    expect(half.run.epochs).toBeLessThan(3)
    await trainRun({ store, clock }, { job: 2, begin }, quiet)
    const [whole, resumed] = [await records.get(1), await records.get(2)]
    expect(curve(resumed)).toEqual(curve(whole))
    expect(resumed.run.artifacts.model).toBe(whole.run.artifacts.model)
  }, 60_000)

  it('begins again, to the same curve, when its checkpoint is gone', async () => {
    const { store, clock, asset } = await trainingPlant(await openSqliteStore({ file: ':memory:' }))
    const records = runRecords(store.catalog)
    const abort = new AbortController()
    const stopLater = { signal: abort.signal, report: ({ progress }: { progress: number | null }) => void (progress !== null && progress > 0.5 && abort.abort()) }
    await expect(trainRun({ store, clock }, { job: 1, begin: newRun(asset) }, stopLater)).rejects.toMatchObject({ name: 'AbortError' })
    const before = curve(await records.get(1))
    for (const { id } of await store.artifacts.list('checkpoint')) await store.artifacts.remove(id)
    await trainRun({ store, clock }, { job: 1, begin: newRun(asset) }, quiet)
    const after = await records.get(1)
    expect(after.run.metrics.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(curve(after).slice(0, before.length)).toEqual(before)
  })

  it('ends at once and keeps the best epoch when it is asked to', async () => {
    const { store, clock, asset } = await trainingPlant(await openSqliteStore({ file: ':memory:' }))
    const records = runRecords(store.catalog)
    let asked: Promise<void> | null = null
    const run = { ...quiet, report: ({ progress }: { progress: number | null }) => void (progress !== null && progress > 0.3 && (asked ??= records.askToStop(1))) }
    await trainRun({ store, clock }, { job: 1, begin: newRun(asset, { epochs: 200 }) }, run)
    const ended = await records.get(1)
    expect(ended.run.state).toBe('stopped')
    expect(ended.run.epochs).toBeLessThan(200)
    expect(ended.run.artifacts.model).not.toBeNull()
    expect(await records.isAskedToStop(1)).toBe(false)
  }, 60_000)

  it('never learns from labelled faults, and says in its manifest what it learned from', async () => {
    const { store, clock, asset, times } = await trainingPlant(await openSqliteStore({ file: ':memory:' }))
    await trainRun({ store, clock }, { job: 1, begin: newRun(asset, { epochs: 1 }) }, quiet)
    const { run } = await runRecords(store.catalog).get(1)
    const manifest = JSON.parse(new TextDecoder().decode(await store.artifacts.read(run.artifacts.manifest!))) as { exclusions: unknown[]; split: Record<string, { from: number; to: number }>; embargo: number }
    expect(manifest.exclusions).toEqual(faults.map(({ from, to }) => ({ from: times[from], to: times[to - 1], why: 'labelled fault' })))
    expect(manifest.split['validation'].from - manifest.split['train'].to).toBeGreaterThanOrEqual(12)
    expect((await store.artifacts.info(run.artifacts.manifest!)).sha256).toBe(run.datasetHash)
  })

  it('ends with a plain cause when the loss is no longer a number', async () => {
    const { store, clock, asset } = await trainingPlant(await openSqliteStore({ file: ':memory:' }))
    await expect(trainRun({ store, clock }, { job: 1, begin: newRun(asset, { learningRate: 1e30 }) }, quiet)).rejects.toMatchObject({ code: 'bad_input', message: expect.stringContaining('Lower the learning rate') as string })
    const { run } = await runRecords(store.catalog).get(1)
    expect(run).toMatchObject({ state: 'failed', metrics: [], bestEpoch: null })
    expect(run.cause).toContain('diverged')
  })

  it('takes a tag of labels for known faults and never shows it to the network', async () => {
    const { store, clock, asset, times } = await trainingPlant(await openSqliteStore({ file: ':memory:' }))
    await store.catalog.documents.remove('labels', String(asset.id))
    const tag = await store.catalog.tags.ensure({ asset: asset.id, name: 'is bad', kind: 'binary' })
    await store.telemetry.append([{ series: tag.id, time: times, value: Float64Array.from(times, (_, i) => (faults.some(({ from, to }) => from <= i && i < to) ? 1 : 0)) }])
    const begin = newRun(asset, { epochs: 2 })
    await trainRun({ store, clock }, { job: 1, begin: { ...begin, request: { ...begin.request, labelTag: tag.id } } }, quiet)
    const { run } = await runRecords(store.catalog).get(1)
    expect(run.heldOut!.results[0].known).toBe(1)
    const manifest = JSON.parse(new TextDecoder().decode(await store.artifacts.read(run.artifacts.manifest!))) as { exclusions: unknown[]; tags: { name: string }[] }
    expect(manifest.exclusions).toHaveLength(2)
    expect(manifest.tags.map(({ name }) => name)).toEqual(['load', 'temperature'])
  })

  it('refuses to go on when what it learned from has changed', async () => {
    const { store, clock, asset } = await trainingPlant(await openSqliteStore({ file: ':memory:' }))
    const abort = new AbortController()
    const stop = { signal: abort.signal, report: ({ progress }: { progress: number | null }) => void (progress !== null && progress > 0.3 && abort.abort()) }
    await expect(trainRun({ store, clock }, { job: 1, begin: newRun(asset) }, stop)).rejects.toMatchObject({ name: 'AbortError' })
    await store.catalog.documents.put('labels', String(asset.id), [])
    await expect(trainRun({ store, clock }, { job: 1, begin: newRun(asset) }, quiet)).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('train.score', () => {
  it('scores the fault of a trained network above its threshold and normal rows below', async () => {
    const { store, clock, asset, times } = await trainingPlant(await openSqliteStore({ file: ':memory:' }))
    await trainRun({ store, clock }, { job: 1, begin: newRun(asset) }, quiet)
    const { t, score, threshold } = await trainScore({ store, clock }, { run: 1, from: times[2000], to: times[2300] }, quiet)
    expect(t[0]).toBe(times[2000])
    const at = (row: number) => score[row - 2000]
    expect(at(2150)).toBeGreaterThan(threshold)
    expect(at(2050)).toBeLessThan(threshold)
  })

  it('finds in the whole recording what the run found on its held-out period, and says which channels it did not foresee', async () => {
    const { store, clock, asset, times } = await trainingPlant(await openSqliteStore({ file: ':memory:' }))
    await trainRun({ store, clock }, { job: 1, begin: newRun(asset) }, quiet)
    const { run } = await runRecords(store.catalog).get(1)
    const { events, t, score, threshold } = await trainScore({ store, clock }, { run: 1 }, quiet)
    expect(t).toHaveLength(times.length)
    const held = events.filter(({ start }) => start >= run.heldOut!.from)
    expect(held).toHaveLength(run.heldOut!.results[0]!.events)
    const fault = held.find(({ start, end }) => start < times[faults[1].to]! && end > times[faults[1].from]!)
    expect(fault?.score).toBe(Math.max(...score.filter((_, row) => t[row]! >= fault!.start && t[row]! <= fault!.end)))
    expect(fault?.score).toBeGreaterThan(threshold)
    expect(fault?.channels.map(({ name }) => name).toSorted()).toEqual(['load', 'temperature'])
    expect(fault!.channels.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9)
    const part = await trainScore({ store, clock }, { run: 1, from: fault!.start, to: fault!.peak + 1 }, quiet)
    expect(part.events[0]?.peak).toBe(fault!.peak)
    expect(part.t.at(-1)).toBe(fault!.peak)
  })

  it('says so when there is nothing trained yet', async () => {
    const { store, clock } = await trainingPlant(await openSqliteStore({ file: ':memory:' }))
    await expect(trainScore({ store, clock }, { run: 9, from: 0, to: 1 }, quiet)).rejects.toMatchObject({ code: 'not_found' })
  })
})
