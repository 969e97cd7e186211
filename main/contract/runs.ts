import { z } from 'zod'
import { call, epochMs, id, range } from './common.ts'

export const runState = z.enum(['queued', 'running', 'paused', 'interrupted', 'done', 'stopped', 'cancelled', 'failed'])
/** Whether a run in this state ended with a network that was judged on its held-out period: a run that was stopped keeps its best epoch. */
export const endsWithNetwork = (state: RunState): state is 'done' | 'stopped' => state === 'done' || state === 'stopped'
export type RunState = z.infer<typeof runState>

/** Counts of events on the held-out period. `known` are judged problems and labelled faults there. */
export const heldOutCount = z.object({
  events: z.int().describe('events found'),
  known: z.int().describe('known faults in the period'),
  hits: z.int().describe('known faults touched by an event'),
  falseEvents: z.int().describe('events that touch no known fault'),
})
export type HeldOutCount = z.infer<typeof heldOutCount>

/** One epoch, measured. Also what a snapshot of a running training ends with. */
export const epochMetrics = z.object({
  epoch: z.int(),
  at: epochMs.describe('when the epoch ended'),
  loss: z.number().describe('mean squared error on the training windows while learning, standardised units'),
  validationLoss: z.number(),
  rate: z.number().describe('windows a second'),
  learningRate: z.number(),
  memory: z.number().describe('resident memory of the worker, bytes'),
  eventsHeldOut: heldOutCount,
})
export type EpochMetrics = z.infer<typeof epochMetrics>

/** What a method finds on the held-out period, with its threshold fixed on normal rows before it. */
export const heldOutResult = heldOutCount.extend({
  id: z.string(),
  title: z.string(),
  kind: z.enum(['network', 'detector', 'baseline']),
  f1: z.number().nullable().describe('of events; null where no fault is known'),
  falseAlarmRate: z.number().nullable().describe('share of normal rows inside an event'),
  missedAlarmRate: z.number().nullable().describe('share of faulty rows outside every event; null where no fault is known'),
})
export type HeldOutResult = z.infer<typeof heldOutResult>

export const runOptions = z.object({
  epochs: z.int().min(1).max(1000),
  batch: z.int().min(1).max(4096),
  learningRate: z.number().min(1e-6).max(1),
  window: z.int().min(2).max(1000),
  units: z.int().min(2).max(512),
  dropout: z.number().min(0).max(0.9),
  alarmsPerWeek: z.number().positive().max(10_000),
  /** Shares of the rows in time order; the rest is held out. */
  train: z.number().min(0.1).max(0.9),
  validation: z.number().min(0.05).max(0.5),
  /** Epochs without a better validation loss after which the training stops by itself. */
  patience: z.int().min(1).max(1000),
})
export type RunSettings = z.infer<typeof runOptions>

export const run = z.object({
  id,
  job: id,
  asset: id,
  assetName: z.string(),
  network: z.string(),
  title: z.string(),
  networkVersion: z.int(),
  seed: z.int(),
  options: runOptions,
  state: runState,
  /** Why it ended or stopped, in words. */
  cause: z.string(),
  datasetHash: z.string().describe('SHA-256 of the dataset manifest; empty until the data was read'),
  codeVersion: z.string(),
  backend: z.string().describe('tensorflow, wasm or cpu; empty until the worker chose'),
  epochs: z.int().describe('epochs done'),
  bestEpoch: z.int().nullable(),
  loss: z.number().nullable().describe('of the epoch that is kept'),
  validationLoss: z.number().nullable(),
  seconds: z.number(),
  createdAt: epochMs,
  endedAt: epochMs.nullable(),
  parameters: z.int().describe('numbers that were learned'),
  periods: z.object({ train: range, validation: range, heldOut: range, embargo: z.int() }).nullable(),
  metrics: z.array(epochMetrics),
  /** What the baselines and the default detector find on the held-out period: known before the first epoch. */
  beside: z.array(heldOutResult).default([]),
  /** The loss of something trivial on the validation windows, in the units of `validationLoss`. */
  trivialLosses: z.array(z.object({ id: z.string(), title: z.string(), loss: z.number() })).default([]),
  heldOut: z
    .object({ from: epochMs, to: epochMs, results: z.array(heldOutResult), better: z.object({ id: z.string().nullable(), words: z.string() }) })
    .nullable()
    .describe('baselines and the default detector beside the network on rows that none of them was fitted on'),
  artifacts: z.object({ manifest: z.string().nullable(), model: z.string().nullable() }),
  /** The run that this one repeats. */
  repeats: id.nullable(),
  mirror: z.object({ state: z.enum(['off', 'waiting', 'sent']), words: z.string(), url: z.string().nullable() }),
})
export type Run = z.infer<typeof run>

export const comparison = z.object({
  runs: z.array(run),
  /** Settings that are not the same in all of them. */
  differences: z.array(z.object({ field: z.string(), values: z.array(z.string()) })),
  /** True where all were trained and judged on the very same data. */
  sameData: z.boolean(),
  words: z.string().describe('which is better on the held-out period, or why that cannot be said'),
})
export type Comparison = z.infer<typeof comparison>

export const runs = {
  list: call.route({ method: 'GET', path: '/runs', summary: 'Training runs, newest first' }).input(z.object({ asset: id.optional() })).output(z.array(run)),
  get: call.route({ method: 'GET', path: '/runs/{id}', summary: 'One training run' }).input(z.object({ id })).output(run),
  compare: call
    .route({ method: 'POST', path: '/runs/compare', summary: 'Runs side by side' })
    .input(z.object({ ids: z.array(id).min(2).max(20) }))
    .output(comparison),
}
