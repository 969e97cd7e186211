import { availableParallelism } from 'node:os'
import { Fault } from '../../contract/errors.ts'
import type { Detection, DetectionRequest } from '../../contract/detection.ts'
import { detectorById } from '../../../models/detectors/index.ts'
import { tellEvents } from '../../../models/detectors/tellEvents.ts'
import type { EventRow, TagRow } from '../../storage/ports.ts'
import type { Tasks } from '../taskTable.ts'
import { startDriver, type Driver } from '../sideBySide/driver.ts'
import { openAssetFrames, type AssetFrames } from './assetFrames.ts'
import type { Task } from './context.ts'
import { explainEvent } from './detection/explainEvents.ts'
import { networkDetector } from './detection/networkDetector.ts'
import { fitDetector, readReference } from './detection/reference.ts'
import { scoreHistory } from './detection/scoreHistory.ts'
import { encodeState } from './modelState.ts'

/**
 * Learns normal on the reference, scores everything, and stores scores, fitted detector and explained events. The simple methods are set beside
 * it afterwards, by a job of their own (`detectCompare.ts`): the events of one machine do not wait for the comparison of another.
 */
export const detectRun: Task<Tasks['detect.run']['input'], Tasks['detect.run']['output']> = async (context, input, run) => {
  const { store, clock } = context
  const started = performance.now()
  run.report({ progress: 0, doing: 'Reading the tags.' })
  const asset = await store.catalog.assets.get(input.asset)
  const allTags = await store.catalog.tags.list({ asset: asset.id, derived: false })
  const frames = await openAssetFrames(store.telemetry, allTags)

  run.report({ progress: 0.02, doing: input.run === undefined ? 'Learning what normal looks like.' : `Reading the network of run ${input.run}.` })
  // the tensor library has threads of its own
  const values = input.run === undefined ? frames.rows * frames.tags.length : 0
  await using driver = startDriver({ entry: context.beside, values, cores: availableParallelism() })
  const detector = await (input.run === undefined ? learnNormal(frames, input, driver, run.signal) : networkDetector(store, input.run, asset, frames))
  const { fitted, reference } = detector
  run.signal.throwIfAborted()

  const onPart = (part: number) => run.report({ progress: 0.1 + 0.75 * part, doing: 'Scoring the history.' })
  const scored = await scoreHistory(context, { frames, fitted, driver, asset: asset.id, label: `${detector.id} #${input.job}`, run, onPart })
  const threshold = fitted.thresholdFor(input.alarmsPerWeek)
  const raw = tellEvents({ time: scored.time, scores: scored.asset, leads: scored.leads }, threshold, input.alarmsPerWeek)

  const events: Omit<EventRow, 'detection'>[] = []
  for (const one of raw) {
    run.report({ progress: 0.85 + (0.15 * events.length) / raw.length, doing: `Explaining ${raw.length} events.` })
    run.signal.throwIfAborted()
    events.push(await explainEvent(one, { frames, fitted, scored, threshold, reference, asset, detector: detector.id }))
  }

  const model = await store.artifacts.put({ kind: 'detector', name: `${asset.name} ${detector.id}`, data: encodeState(fitted.state) })
  const { id } = await store.catalog.detections.add(
    {
      asset: asset.id, detector: detector.id, detectorVersion: detector.version, title: detector.title,
      reference: { rows: rowsWithin(scored.time, reference), whole: false, ...reference },
      threshold, alarmsPerWeek: input.alarmsPerWeek, rows: scored.asset.length, from: frames.start, to: frames.end,
      seconds: (performance.now() - started) / 1000, ranAt: clock(), channels: allTags.map((tag) => channelNote(tag, scored.tags.has(tag.id))), baselines: [],
      ...('network' in detector && { network: detector.network, excluded: detector.excluded }),
      simulated: asset.simulated, scoreSeries: { asset: scored.series, tags: Object.fromEntries(scored.tags), lead: scored.leadSeries }, model: model.id, comparison: { job: input.job, state: 'under_way' },
    },
    events,
  )
  for (const topic of ['detections', 'events'] as const) store.feed.publish(topic)
  return { detection: id, events: events.length }
}

/** A detector of the table, fitted on the reference that was chosen. */
async function learnNormal(frames: AssetFrames, { detector: id, reference: choice }: Pick<DetectionRequest, 'detector' | 'reference'>, driver: Driver, signal: AbortSignal) {
  const detector = detectorById(id)
  if (!detector) throw new Fault('bad_input', `There is no detector named ${id}.`, { detector: id })
  const reference = await readReference(frames, choice)
  const { version, title } = detector
  const fitted = await fitDetector(detector, frames, reference, { driver, signal })
  return { id, version, title, fitted, reference: { from: reference.from, to: reference.to, rows: reference.frame.time.length, whole: reference.whole } }
}

const rowsWithin = (time: Float64Array, { from, to }: { from: number; to: number }): number => time.reduce((count, t) => (from <= t && t <= to ? count + 1 : count), 0)

function channelNote(tag: TagRow, judged: boolean): Detection['channels'][number] {
  const why = judged ? '' : tag.kind === 'analogue' ? 'holds too few values to be judged' : `${tag.kind} tags are context`
  return { tag: tag.id, name: tag.name, judged, why }
}
