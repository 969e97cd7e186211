import { networkById } from '../../../models/nets/index.ts'
import type { RunSettings } from '../../contract/runs.ts'
import type { Store } from '../../storage/ports.ts'
import type { NewRun } from '../../tracking/runRecords.ts'

const rows = 2400
const start = Date.UTC(2026, 0, 1)
const minute = 60_000
/** Rows in which the temperature leaves its relation to the load: one stretch to be excluded from training, one in the held-out part. */
export const faults = [{ from: 500, to: 560 }, { from: 2100, to: 2200 }] as const

/** In an empty store, one asset: two related channels, one sample a minute, two labelled faults. */
export async function trainingPlant(store: Store) {
  const time = { now: start }
  const asset = await store.catalog.assets.ensure({ name: 'P-101' })
  let seed = 7
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647 - 0.5
  const times = Float64Array.from({ length: rows }, (_, i) => start + i * minute)
  const load = Float64Array.from({ length: rows }, (_, i) => 50 + 10 * Math.sin(i / 40) + random())
  const faulty = (i: number) => faults.some(({ from, to }) => from <= i && i < to)
  const temperature = Float64Array.from(load, (value, i) => 20 + value / 2 + random() + (faulty(i) ? 12 : 0))
  const batches = []
  for (const [name, value] of [['load', load], ['temperature', temperature]] as const)
    batches.push({ series: (await store.catalog.tags.ensure({ asset: asset.id, name, kind: 'analogue' })).id, time: times, value })
  await store.telemetry.append(batches)
  await store.catalog.documents.put('labels', String(asset.id), faults.map(({ from, to }) => ({ from: times[from], to: times[to - 1] })))
  return { store, asset, times, clock: () => (time.now += 1000) }
}

/** What the core would hand to `train.run`. */
export function newRun(asset: { id: number; name: string }, { network = 'dense-autoencoder', seed = 1, ...options }: Partial<RunSettings> & { network?: string; seed?: number } = {}): NewRun {
  const kind = networkById(network)!
  const settings: RunSettings = { ...kind.defaults, window: 12, units: 12, epochs: 10, learningRate: 5e-3, alarmsPerWeek: 2, train: 0.6, validation: 0.2, patience: 10, ...options }
  return {
    request: { asset: asset.id, network, seed, options: {}, exclude: [], excludeTags: [] },
    run: {
      asset: asset.id, assetName: asset.name, network, title: kind.title, networkVersion: kind.version, seed, options: settings, state: 'queued', cause: '', datasetHash: '', codeVersion: 'test', backend: '',
      epochs: 0, bestEpoch: null, loss: null, validationLoss: null, seconds: 0, createdAt: start, endedAt: null, parameters: 0, periods: null, metrics: [], beside: [], trivialLosses: [], heldOut: null,
      artifacts: { manifest: null, model: null }, repeats: null,
    },
  }
}
