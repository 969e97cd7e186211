import type { EpochMetrics } from '../../contract/runs.ts'
import type { JobRow, Store } from '../../storage/ports.ts'
import { runRecords, type RunRecord } from '../runRecords.ts'

const start = Date.UTC(2026, 0, 1)

function epochOf(epoch: number): EpochMetrics {
  return { epoch, at: start + epoch * 1000 + 0.4, loss: 1 / epoch, validationLoss: 1.1 / epoch, rate: 100, learningRate: 1e-3, memory: 1e8, eventsHeldOut: { events: epoch, known: 1, hits: 1, falseEvents: epoch - 1 } }
}

/** Puts a run with so many epochs into a store, with its job and two artifacts. Called again it changes the same run. */
export async function trackedRun(store: Store, { epochs, ended }: { epochs: number; ended: boolean }): Promise<RunRecord> {
  const { jobs } = store.catalog
  const [known] = await jobs.list()
  const row: Omit<JobRow, 'id'> = {
    kind: 'train', title: 'Train', state: ended ? 'done' : 'running', seq: 1, progress: 0, doing: '', eta: null, createdAt: start, startedAt: start, endedAt: null, resumable: true, error: null, result: null, input: {}, owner: 'here',
  }
  const job = known ? await jobs.update(known.id, row) : await jobs.add(row)
  const data = (text: string) => new TextEncoder().encode(text)
  const manifest = await store.artifacts.put({ kind: 'dataset', name: 'd', data: data('{"format":1}') })
  const model = ended ? await store.artifacts.put({ kind: 'network', name: 'n', data: data('{"weights":[]}') }) : null
  const result = { id: 'dense-autoencoder', title: 'Dense autoencoder', kind: 'network' as const, events: 2, known: 1, hits: 1, falseEvents: 1, f1: 2 / 3, falseAlarmRate: 0.01, missedAlarmRate: 0.5 }
  return runRecords(store.catalog).put({
    checkpoint: null,
    request: { asset: 1, network: 'dense-autoencoder', seed: 1, options: {}, exclude: [], excludeTags: [] },
    run: {
      id: job.id, job: job.id, asset: 1, assetName: "Pump 'seven'", network: 'dense-autoencoder', title: 'Dense autoencoder', networkVersion: 1, seed: 1,
      options: { epochs: 300, batch: 64, learningRate: 1e-3, window: 30, units: 64, dropout: 0, alarmsPerWeek: 2, train: 0.6, validation: 0.2, patience: 10 },
      state: ended ? 'done' : 'running', cause: ended ? 'All epochs are done.' : '', datasetHash: 'ab'.repeat(32), codeVersion: '0.1.0+abc', backend: 'wasm', epochs, bestEpoch: epochs, loss: 1 / epochs, validationLoss: 1.1 / epochs,
      seconds: 3, createdAt: start, endedAt: ended ? start + 1e6 : null, parameters: 10, periods: null, metrics: Array.from({ length: epochs }, (_, i) => epochOf(i + 1)), beside: [], trivialLosses: [],
      heldOut: ended ? { from: start, to: start + 1, results: [result], better: { id: 'dense-autoencoder', words: 'The network is better.' } } : null,
      artifacts: { manifest: manifest.id, model: model?.id ?? null }, repeats: null,
    },
  })
}

type Fetch = typeof globalThis.fetch

/** A `fetch` whose n-th call is as if the process was killed just before, or just after, the server did its part. */
export function killedAt(call: number, when: 'before' | 'after', fetch: Fetch): Fetch {
  let calls = 0
  return async (...args) => {
    calls++
    if (calls > call || (calls === call && when === 'before')) throw new Error('killed')
    const response = await fetch(...args)
    if (calls === call) throw new Error('killed')
    return response
  }
}
