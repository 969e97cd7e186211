import { setImmediate } from 'node:timers/promises'
import { Fault } from '../../contract/errors.ts'
import type { EpochMetrics, Run } from '../../contract/runs.ts'
import type { TrainingSnapshot } from '../../contract/training.ts'
import { beginFit, fitEpoch, meanLoss } from '../../../models/nets/fit.ts'
import { sizeOf } from '../../../models/nets/network.ts'
import { networkResiduals, type Residuals } from '../../../models/nets/residuals.ts'
import { watch } from '../../../models/nets/watchdog.ts'
import { firstRecord, runRecords, type RunRecord, type RunRecords } from '../../tracking/runRecords.ts'
import { openTensors, type Tensors } from '../tensor/backend.ts'
import type { TaskRun } from '../port.ts'
import type { Tasks } from '../taskTable.ts'
import type { Task, TaskContext } from './context.ts'
import { dropCheckpoints, keepCheckpoint, readCheckpoint, type Checkpoint } from './training/checkpoint.ts'
import { openDataset, type Dataset } from './training/dataset.ts'
import { besideIt, countHeldOut, judgeHeldOut, resultOf, trivialLossesOf } from './training/heldOut.ts'
import { keepModel } from './training/model.ts'
import { verdictOf } from './training/verdict.ts'

/**
 * Trains the network of a run that the core has written down. After each epoch a checkpoint and the run's record are stored, in this order, so
 * that a paused or killed training goes on to the same curve. Ends when all epochs are done, when a watchdog says so, or when the document
 * `runStop` asks for it; then keeps the best epoch and sets baselines and the default detector beside it on the held-out period.
 * @throws Fault `not_found`, `bad_input`, `not_enough_history`, `too_large`, `cancelled` between two batches.
 */
export const trainRun: Task<Tasks['train.run']['input'], Tasks['train.run']['output']> = async (context, { job: id, begin }, run) => {
  const { store } = context
  const records = runRecords(store.catalog)
  const first = (await records.find(id)) ?? firstRecord(id, begin)
  if (first.run.state === 'done' || first.run.state === 'stopped') return { run: id }
  run.report({ progress: 0, doing: 'Reading the recording.' })
  const dataset = await openDataset(store, first.request, first.run.options)
  if (first.run.datasetHash !== '' && first.run.datasetHash !== dataset.hash)
    throw new Fault('conflict', 'The recording, its verdicts or its labels have changed since this training began, so it cannot go on to the same result. Start a new run.', { run: id })
  const tensors = await openTensors()
  const manifest = await store.artifacts.put({ kind: 'dataset', name: `${dataset.asset.name} run ${id}`, data: dataset.manifest })
  run.report({ progress: 0, doing: 'Looking what the baselines and the default detector find on the held-out period.' })
  const beside = besideIt(dataset, first.run.options.alarmsPerWeek)
  const record = await records.put({
    ...first,
    run: { ...first.run, beside, trivialLosses: trivialLossesOf(dataset), state: 'running', cause: '', datasetHash: dataset.hash, backend: tensors.backend, parameters: parametersOf(dataset), periods: periodsOf(dataset), artifacts: { ...first.run.artifacts, manifest: manifest.id } },
  })
  store.feed.publish('runs')
  const training: Training = { context, records, run, dataset, tensors }
  const fitted = await fitAll(training, record)
  const ended = await finish(training, fitted)
  await dropCheckpoints(store.artifacts, id, null)
  await records.forgetStop(id)
  store.feed.publish('runs')
  return { run: ended.run.id }
}

interface Training {
  readonly context: TaskContext
  readonly records: RunRecords
  readonly run: TaskRun
  readonly dataset: Dataset
  readonly tensors: Tensors
}

interface Fitted {
  readonly record: RunRecord
  readonly checkpoint: Checkpoint
  readonly stopped: boolean
  readonly cause: string
}

async function fitAll(training: Training, begun: RunRecord): Promise<Fitted> {
  const { context: { store }, dataset } = training
  const { seed, options } = begun.run
  const kept = begun.checkpoint === null ? null : await readCheckpoint(store.artifacts, begun.checkpoint)
  let record = kept ? begun : { ...begun, run: { ...begun.run, epochs: 0, metrics: [], seconds: 0 } }
  let checkpoint: Checkpoint = kept ?? { run: begun.run.id, state: beginFit(dataset.network, seed), best: null }
  for (;;) {
    const { metrics } = record.run
    const { learningRate, end } = watch(metrics, options)
    if (end !== null) return { record, checkpoint, stopped: false, cause: end }
    if (metrics.length >= options.epochs) return { record, checkpoint, stopped: false, cause: `All ${options.epochs} epochs are done.` }
    const next = await oneEpoch(training, record, checkpoint, learningRate)
    if (next === 'stopped') return { record, checkpoint, stopped: true, cause: `Stopped by the user after ${metrics.length} epochs; the best one is kept.` }
    if ('diverged' in next) return { record, checkpoint, stopped: false, cause: next.diverged }
    ;({ record, checkpoint } = next)
  }
}

async function oneEpoch(training: Training, record: RunRecord, checkpoint: Checkpoint, learningRate: number): Promise<{ record: RunRecord; checkpoint: Checkpoint } | { diverged: string } | 'stopped'> {
  const { context: { store, clock }, records, run, dataset, tensors: { tf } } = training
  const { network, measured, train, validation } = dataset
  const { id, seed, options, metrics } = record.run
  const started = performance.now()
  const work = fitEpoch(tf, network, measured.columns, train, checkpoint.state, { seed, batch: options.batch, learningRate, dropout: options.dropout })
  let step = work.next()
  while (!step.done) {
    tell(training, record, step.value * 0.9)
    // a message that cancels or pauses is only heard when the event loop turns
    await setImmediate()
    run.signal.throwIfAborted()
    if (await records.isAskedToStop(id)) return 'stopped'
    step = work.next()
  }
  const { state, loss } = step.value
  const seconds = (performance.now() - started) / 1000
  const validationLoss = meanLoss(tf, network, state.weights, measured.columns, validation, options.batch)
  const { best, end } = watch([...metrics, { loss, validationLoss }], options)
  if (end !== null && !Number.isFinite(loss + validationLoss)) return { diverged: end }
  const { events } = judgeHeldOut(dataset, await residualsOf(training, state.weights), options.alarmsPerWeek)
  const epoch: EpochMetrics = {
    epoch: state.epoch, at: clock(), loss, validationLoss, rate: train.length / seconds, learningRate, memory: process.memoryUsage().rss, eventsHeldOut: countHeldOut(dataset, events),
  }
  const all = [...metrics, epoch]
  const next: Checkpoint = { run: id, state, best: best === all.length - 1 ? { epoch: state.epoch, weights: state.weights, loss, validationLoss } : checkpoint.best }
  const kept = await keepCheckpoint(store.artifacts, next)
  const written = await records.put({
    ...record,
    checkpoint: kept,
    run: {
      ...record.run, epochs: state.epoch, metrics: all, seconds: record.run.seconds + (performance.now() - started) / 1000,
      bestEpoch: next.best?.epoch ?? null, loss: next.best?.loss ?? null, validationLoss: next.best?.validationLoss ?? null,
    },
  })
  await dropCheckpoints(store.artifacts, id, kept)
  store.feed.publish('runs')
  tell(training, written, 0)
  return { record: written, checkpoint: next }
}

async function finish(training: Training, { record, checkpoint: { best }, stopped, cause }: Fitted): Promise<RunRecord> {
  const { context: { store, clock }, records, run, dataset } = training
  const { options, network, title } = record.run
  if (best === null) {
    const why = stopped ? 'Stopped before the first epoch was done: there is nothing to keep.' : cause
    await records.put({ ...record, run: { ...record.run, state: 'failed', cause: why, endedAt: clock() } })
    throw new Fault('bad_input', why, { run: record.run.id })
  }
  run.report({ progress: 0.97, doing: 'Judging the held-out period.' })
  const judged = judgeHeldOut(dataset, await residualsOf(training, best.weights), options.alarmsPerWeek)
  const results = [resultOf(dataset, { id: network, title, kind: 'network' }, judged.events), ...record.run.beside]
  const { frame, split } = dataset
  const model = await keepModel(store.artifacts, { dataset, options, weights: best.weights, judge: judged.judge, threshold: judged.threshold })
  return records.put({
    ...record,
    checkpoint: null,
    run: {
      ...record.run, state: stopped ? 'stopped' : 'done', cause, endedAt: clock(), artifacts: { ...record.run.artifacts, model },
      heldOut: { from: frame.time[split.heldOut.from], to: frame.time[split.heldOut.to - 1], results, better: verdictOf(results) },
    },
  })
}

async function residualsOf({ dataset, tensors, run }: Training, weights: readonly Float32Array[]): Promise<Residuals> {
  const { network, measured, split } = dataset
  const work = networkResiduals(tensors.tf, network, weights, measured, { from: split.validation.from, to: split.heldOut.to })
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
    await setImmediate()
    run.signal.throwIfAborted()
  }
}

function tell({ run, tensors }: Training, { run: kept }: RunRecord, part: number) {
  const { epochs } = kept.options
  const last = kept.metrics.at(-1)
  const progress = Math.min(0.97, (kept.epochs + part) / epochs)
  const snapshot: TrainingSnapshot = {
    run: kept.id, epoch: kept.epochs, epochs, loss: last?.loss ?? null, validationLoss: last?.validationLoss ?? null, rate: last?.rate ?? 0,
    eta: kept.epochs > 0 ? (kept.seconds / kept.epochs) * 1000 * (epochs - kept.epochs - part) : null, memory: process.memoryUsage().rss,
    learningRate: last?.learningRate ?? kept.options.learningRate, eventsHeldOut: last?.eventsHeldOut ?? null, bestEpoch: kept.bestEpoch, backend: tensors.backend, metrics: kept.metrics,
  }
  const learned = last ? ` Validation loss ${last.validationLoss.toPrecision(3)} after epoch ${last.epoch}.` : ''
  run.report({ progress, doing: `Epoch ${Math.min(epochs, kept.epochs + 1)} of ${epochs}.${learned}`, snapshot })
}

const parametersOf = ({ network }: Dataset): number => network.parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0)

function periodsOf({ frame: { time }, split, network }: Dataset): Run['periods'] {
  const period = ({ from, to }: { from: number; to: number }) => ({ from: time[from] ?? time.at(-1)!, to: time[Math.max(0, to - 1)] })
  return { train: period(split.train), validation: period(split.validation), heldOut: period(split.heldOut), embargo: network.window + network.horizon }
}
