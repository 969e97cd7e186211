import { Fault } from '../../contract/errors.ts'
import { judge } from '../../../models/nets/judge.ts'
import { networkById } from '../../../models/nets/index.ts'
import { networkResiduals } from '../../../models/nets/residuals.ts'
import { setImmediate } from 'node:timers/promises'
import { runRecords } from '../../tracking/runRecords.ts'
import { openTensors } from '../tensor/backend.ts'
import type { Tasks } from '../taskTable.ts'
import { openAssetFrames } from './assetFrames.ts'
import type { Task } from './context.ts'
import { standardised, thinned } from './training/dataset.ts'
import { readModel } from './training/model.ts'

/** Rows that errors are smoothed over before the period, so that its first scores stand on as much as its last. */
const leadRows = 200

/**
 * Scores of a trained network over a period of its asset.
 * @throws Fault `conflict` before the run has a model, `not_supported` for a network that this version does not have, `bad_input` when a tag is gone.
 */
export const trainScore: Task<Tasks['train.score']['input'], Tasks['train.score']['output']> = async ({ store }, { run: id, from, to }, run) => {
  const { run: kept } = await runRecords(store.catalog).get(id)
  if (kept.artifacts.model === null) throw new Fault('conflict', `Run ${id} is ${kept.state} and has no trained network yet.`, { run: id, state: kept.state })
  const model = await readModel(store.artifacts, kept.artifacts.model)
  const kind = networkById(model.network)
  if (!kind || kind.version !== model.networkVersion) throw new Fault('not_supported', `Run ${id} trained ${model.network} ${model.networkVersion}, which this version does not have. Train again.`, { run: id })
  const all = await store.catalog.tags.list({ asset: kept.asset, derived: false })
  const tags = model.tags.map((name) => all.find((tag) => tag.name === name))
  const gone = model.tags.filter((_, at) => !tags[at])
  if (gone.length > 0) throw new Fault('bad_input', `The network of run ${id} needs tags that are no longer there: ${gone.join(', ')}.`, { run: id, tags: gone })
  const frames = await openAssetFrames(store.telemetry, all)
  const wanted = tags.map((tag) => frames.tags.findIndex((one) => one.id === tag?.id))
  if (wanted.includes(-1)) throw new Fault('not_enough_history', `Not every tag that run ${id} needs has points.`, { run: id })

  const network = kind.build({ inputs: model.tags.length, judged: model.judged }, model.options)
  const lead = (network.window + leadRows) * model.interval
  const frame = thinned(await frames.whole(Math.max(frames.start, from - lead), to), model.stride, wanted)
  const { tf } = await openTensors()
  const work = networkResiduals(tf, network, model.weights, standardised(frame, model.standards, model.judged), { from: 0, to: frame.time.length })
  let step = work.next()
  while (!step.done) {
    await setImmediate()
    run.signal.throwIfAborted()
    step = work.next()
  }
  const scores = judge(model.judge, step.value)
  const first = frame.time.findIndex((t) => t >= from)
  const at = first < 0 ? frame.time.length : first
  return { threshold: model.threshold, t: frame.time.slice(at), score: scores.slice(at) }
}
