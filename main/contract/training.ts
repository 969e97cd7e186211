import { z } from 'zod'
import { call, epochMs, id, range } from './common.ts'
import { packedColumns } from './columns.ts'
import { epochMetrics, run, runOptions } from './runs.ts'

export const trainingRequest = z.object({
  asset: id,
  network: z.string().default('dense-autoencoder'),
  seed: z.int().min(0).max(2 ** 31 - 1).default(1),
  /** What is not given is the network's own default. */
  options: runOptions.partial().default({}),
  /** Only this period; default: all that was recorded. */
  period: range.optional(),
  /** Periods that must not be learned from, besides judged problems and labelled faults. */
  exclude: z.array(range).default([]),
  /** A tag that is not 0 while a fault is known: those rows are not learned from, and are looked for in the held-out period. The network never sees it. */
  labelTag: id.optional(),
  /** Tags that the network may not see (labels, set-points of a test). */
  excludeTags: z.array(id).default([]),
})
export type TrainingRequest = z.infer<typeof trainingRequest>

/** What `jobs.watch` carries as `snapshot` of a training: a full picture, a late listener needs no history. */
export const trainingSnapshot = z.object({
  run: id,
  epoch: z.int(),
  epochs: z.int(),
  loss: z.number().nullable(),
  validationLoss: z.number().nullable(),
  rate: z.number().describe('windows a second'),
  eta: z.number().nullable().describe('milliseconds left'),
  memory: z.number(),
  learningRate: z.number(),
  eventsHeldOut: epochMetrics.shape.eventsHeldOut.nullable(),
  bestEpoch: z.int().nullable(),
  backend: z.string(),
  metrics: z.array(epochMetrics),
})
export type TrainingSnapshot = z.infer<typeof trainingSnapshot>

/** A stretch in which the score of a trained network stands above the threshold of its run. Nothing is stored of it: it is no event of the queue. */
export const networkEvent = z.object({
  start: epochMs,
  end: epochMs.describe('of its last row'),
  peak: epochMs,
  score: z.number().describe('at the peak'),
  channels: z.array(z.object({ name: z.string(), share: z.number() })).describe('who made it, the most first; shares of 1 over all judged tags'),
})
export type NetworkEvent = z.infer<typeof networkEvent>

export const training = {
  start: call.route({ method: 'POST', path: '/training', summary: 'Train a network on an asset, as a job' }).input(trainingRequest).output(z.object({ job: id, run: id })),
  /** Ends the training and keeps the best epoch so far. Pause, resume and cancel are `jobs.pause`, `jobs.resume` and `jobs.cancel`. */
  stop: call.route({ method: 'POST', path: '/training/{run}/stop', summary: 'Stop a training and keep its best epoch' }).input(z.object({ run: id })).output(run),
  /** The same data, settings and seed again: on the same backend the losses agree to 1e-6 relative, on another to 1e-2. */
  again: call.route({ method: 'POST', path: '/training/{run}/again', summary: 'Run again with the same settings and seed' }).input(z.object({ run: id })).output(z.object({ job: id, run: id })),
  networks: call
    .route({ method: 'GET', path: '/networks', summary: 'The networks that can be trained' })
    .output(z.array(z.object({ id: z.string(), title: z.string(), about: z.string(), version: z.int(), defaults: runOptions }))),
  /** Columns: `t`, `score` (f64) from the trained network, one row a sample; and what stands above its threshold. Without a period: all that was recorded. */
  scores: call
    .route({ method: 'POST', path: '/runs/{run}/scores', summary: 'Scores and events of a trained network over a period' })
    .input(z.object({ run: id, from: epochMs.optional(), to: epochMs.optional() }))
    .output(z.object({ threshold: z.number(), columns: packedColumns, events: z.array(networkEvent) })),
}
