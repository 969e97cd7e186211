import { Fault } from '../../contract/errors.ts'
import type { NetworkEvent } from '../../contract/training.ts'
import { findEvents } from '../../../models/detectors/findEvents.ts'
import { judge, judgeChannels } from '../../../models/nets/judge.ts'
import { networkById } from '../../../models/nets/index.ts'
import { networkResiduals } from '../../../models/nets/residuals.ts'
import { standardised } from '../../../models/nets/standardised.ts'
import { setImmediate } from 'node:timers/promises'
import { runRecords } from '../../tracking/runRecords.ts'
import { openTensors } from '../tensor/backend.ts'
import type { Tasks } from '../taskTable.ts'
import { openAssetFrames } from './assetFrames.ts'
import type { Task } from './context.ts'
import { thinned } from './training/dataset.ts'
import { readModel } from './training/model.ts'

/** Rows that errors are smoothed over before the period, so that its first scores stand on as much as its last. */
const leadRows = 200
/** A channel with a smaller share of an event says nothing about it. */
const worthShowing = 0.05

/**
 * Scores of a trained network over a period of its asset, and the events in it: with the threshold and the rules by which the run was judged on its held-out period.
 * @throws Fault `conflict` before the run has a model, `not_supported` for a network that this version does not have, `bad_input` when a tag is gone.
 */
export const trainScore: Task<Tasks['train.score']['input'], Tasks['train.score']['output']> = async ({ store }, { run: id, from, to }, run) => {
  const { run: kept } = await runRecords(store.catalog).get(id)
  if (kept.artifacts.model === null) throw new Fault('conflict', `Run ${id} has no trained network: its training has not ended, was cancelled or has failed.`, { run: id })
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
  const begin = from ?? frames.start
  const frame = thinned(await frames.whole(Math.max(frames.start, begin - lead), to ?? frames.end + 1), model.stride, wanted)
  const { tf } = await openTensors()
  const work = networkResiduals(tf, network, model.weights, standardised(frame, model.standards, model.judged), { from: 0, to: frame.time.length })
  let step = work.next()
  while (!step.done) {
    await setImmediate()
    run.signal.throwIfAborted()
    step = work.next()
  }
  const first = frame.time.findIndex((t) => t >= begin)
  const at = first < 0 ? frame.time.length : first
  const t = frame.time.slice(at)
  const score = judge(model.judge, step.value).slice(at)
  const byChannel = judgeChannels(model.judge, step.value).map((one) => one.subarray(at))
  const names = model.judged.map((column) => model.tags[column] ?? '')
  const events = findEvents(score, model.threshold).map((event): NetworkEvent => ({
    start: t[event.from], end: t[event.to - 1], peak: t[event.peak], score: event.score, channels: sharesOf(byChannel.map((one) => one.subarray(event.from, event.to)), names),
  }))
  return { threshold: model.threshold, t, score, events }
}

/** Who made an event: the highest score of each channel inside it, as shares of all, the most first. */
function sharesOf(scores: readonly Float64Array[], names: readonly string[]): NetworkEvent['channels'] {
  const highest = scores.map((one) => one.reduce((most, score) => Math.max(most, score), 0))
  const sum = highest.reduce((total, one) => total + one, 0)
  return highest.map((one, c) => ({ name: names[c] ?? '', share: one / sum })).filter(({ share }) => share >= worthShowing).toSorted((a, b) => b.share - a.share)
}
