/** Training runs in memory, for tests only: figures as a real run gives them, and handles that move a run on. */
import { implement } from '@orpc/server'
import { packColumns } from '../../main/contract/columns.ts'
import { contract } from '../../main/contract/index.ts'
import type { Job } from '../../main/contract/jobs.ts'
import type { EpochMetrics, HeldOutResult, Run } from '../../main/contract/runs.ts'
import type { TrainingRequest, TrainingSnapshot } from '../../main/contract/training.ts'
import { start } from './fakeCore.ts'

const options = { epochs: 4, batch: 64, learningRate: 1e-3, window: 30, units: 64, dropout: 0, alarmsPerWeek: 2, train: 0.6, validation: 0.2, patience: 10 }
const pipeline: HeldOutResult = { id: 'telltale', title: 'Telltale', kind: 'detector', events: 2, known: 2, hits: 1, falseEvents: 1, f1: 0.5, falseAlarmRate: 0.02, missedAlarmRate: 0.4 }

export function epochOf(epoch: number, loss = 1 / epoch): EpochMetrics {
  return { epoch, at: start + epoch, loss, validationLoss: loss * 1.1, rate: 12_000, learningRate: 1e-3, memory: 250e6, eventsHeldOut: { events: 2, known: 2, hits: epoch > 1 ? 2 : 1, falseEvents: 1 } }
}

export function runOf(id: number, change: Partial<Run> = {}): Run {
  return {
    id, job: id, asset: 1, assetName: 'Pump A', network: 'dense-autoencoder', title: 'Dense autoencoder', networkVersion: 1, seed: 1, options, state: 'running', cause: '', datasetHash: 'abcdef0123', codeVersion: '0.1.0', backend: 'wasm',
    epochs: 0, bestEpoch: null, loss: null, validationLoss: null, seconds: 0, createdAt: start + id, endedAt: null, parameters: 1234, periods: null, metrics: [], beside: [pipeline],
    trivialLosses: [{ id: 'mean', title: 'Distance from the training mean', loss: 0.9 }], heldOut: null, artifacts: { manifest: null, model: null }, repeats: null, mirror: { state: 'off', words: '', url: null }, ...change,
  }
}

/** A run that has ended, and is better than the default pipeline. */
export function doneRun(id: number, change: Partial<Run> = {}): Run {
  const network: HeldOutResult = { ...pipeline, id: 'dense-autoencoder', title: 'Dense autoencoder', kind: 'network', hits: 2, falseEvents: 0, f1: 1, falseAlarmRate: 0.01, missedAlarmRate: 0.1 }
  return runOf(id, {
    state: 'done', cause: 'All 4 epochs are done.', endedAt: start + 60_000, seconds: 12, epochs: 4, bestEpoch: 4, loss: 0.25, validationLoss: 0.275, metrics: [1, 2, 3, 4].map((epoch) => epochOf(epoch)),
    heldOut: { from: start, to: start + 3_600_000, results: [network, pipeline], better: { id: 'dense-autoencoder', words: `The network of run ${id} is better on the held-out period.` } },
    ...change,
  })
}

/** The job of a run with a snapshot after some epochs. */
export function trainJob(id: number, epochs: number, change: Partial<Job> = {}): Omit<Job, 'seq'> {
  const metrics = Array.from({ length: epochs }, (_, i) => epochOf(i + 1))
  const last = metrics.at(-1)
  const snapshot: TrainingSnapshot = {
    run: id, epoch: epochs, epochs: options.epochs, loss: last?.loss ?? null, validationLoss: last?.validationLoss ?? null, rate: 12_000, eta: 9000, memory: 250e6, learningRate: 1e-3,
    eventsHeldOut: last?.eventsHeldOut ?? null, bestEpoch: epochs || null, backend: 'wasm', metrics,
  }
  return { id, kind: 'train', title: 'Train Dense autoencoder on Pump A', state: 'running', progress: epochs / options.epochs, doing: `Epoch ${epochs + 1} of 4.`, eta: 9000, createdAt: start, startedAt: start, endedAt: null, resumable: true, error: null, result: null, snapshot, ...change }
}

/** The nouns `training` and `runs` over a list of runs that a test may change. */
export function fakeTraining(runs: Run[]) {
  const os = implement(contract)
  const asked: string[] = []
  const requests: TrainingRequest[] = []
  const add = (change: Partial<Run>) => {
    const id = Math.max(0, ...runs.map((run) => run.id)) + 1
    runs.unshift(runOf(id, { state: 'queued', beside: [], trivialLosses: [], datasetHash: '', ...change }))
    return { job: id, run: id }
  }
  return {
    runs,
    asked,
    requests,
    nouns: {
      training: {
        networks: os.training.networks.handler(() => [
          { id: 'dense-autoencoder', title: 'Dense autoencoder', about: 'Redraws windows.', version: 1, defaults: options },
          { id: 'lstm-predictor', title: 'LSTM predictor', about: 'Predicts ten rows.', version: 1, defaults: { ...options, epochs: 15 } },
        ]),
        start: os.training.start.handler(({ input }) => {
          requests.push(input)
          return add({ network: input.network, seed: input.seed })
        }),
        scores: os.training.scores.handler(({ input }) => {
          asked.push(`scores ${input.run}`)
          const t = Float64Array.from({ length: 100 }, (_, i) => start + i * 60_000)
          return {
            threshold: 3,
            columns: packColumns({ t, score: t.map((_, i) => (i > 50 && i < 60 ? 5 : 1)) }),
            events: [{ start: t[51]!, end: t[59]!, peak: t[51]!, score: 5, channels: [{ name: 'bearing temperature', share: 0.7 }, { name: 'vibration', share: 0.3 }] }],
          }
        }),
        again: os.training.again.handler(({ input }) => {
          asked.push(`again ${input.run}`)
          return add({ repeats: input.run })
        }),
        stop: os.training.stop.handler(({ input }) => {
          asked.push(`stop ${input.run}`)
          const at = runs.findIndex(({ id }) => id === input.run)
          return (runs[at] = doneRun(input.run, { state: 'stopped' }))
        }),
      },
      runs: {
        list: os.runs.list.handler(() => runs),
        compare: os.runs.compare.handler(({ input }) => ({
          runs: runs.filter(({ id }) => input.ids.includes(id)), differences: [{ field: 'seed', values: input.ids.map(String) }], sameData: true, words: `Run ${input.ids[0]} is better on the held-out period.`,
        })),
      },
    },
  }
}
