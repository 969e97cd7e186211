import { learnedBy } from '../../contract/detection.ts'
import { alarmsOf, alarmTogether } from '../../contract/events.ts'
import { Fault } from '../../contract/errors.ts'
import type { FittedDetector, RawEvent } from '../../../models/detectors/detector.ts'
import { tellEvents } from '../../../models/detectors/tellEvents.ts'
import type { Catalog, DetectionRow, EventRow } from '../../storage/ports.ts'
import type { Tasks } from '../taskTable.ts'
import { openAssetFrames, type AssetFrames } from './assetFrames.ts'
import type { Task } from './context.ts'
import { asLearned } from './detection/asLearned.ts'
import { explainEvent, leadOf } from './detection/explainEvents.ts'
import { restoreDetector } from './detection/restoreDetector.ts'
import { loadScores } from './detection/storedScores.ts'

/**
 * A threshold that somebody decided on becomes the one that events are drawn from: a new row of the catalogue over the same scores and the
 * same fitted detector, with its events, in one transaction. Nothing is learned or scored again.
 * @throws Fault `conflict` when normal was learned again since: that threshold belongs to scores that are no longer shown.
 */
export const keepThreshold: Task<Tasks['detect.keep']['input'], Tasks['detect.keep']['output']> = async ({ store, clock }, { detection: id, threshold, why, by }, run) => {
  const { catalog } = store
  run.report({ progress: 0, doing: 'Reading the scores.' })
  const row = await catalog.detections.get(id)
  const before = await newestOfSameScores(catalog, row)
  const asset = await catalog.assets.get(row.asset)
  const tags = await catalog.tags.list({ asset: asset.id, derived: false })
  const fitted = await restoreDetector(store, row.model)
  const frames = asLearned(await openAssetFrames(store.telemetry, tags), fitted.state.channels, row, tags)
  const stored = await loadScores(store, row)
  const raw = tellEvents(stored, threshold, row.alarmsPerWeek)
  const { time } = stored

  const scored = { time, operating: new Uint8Array(time.length), tags: new Map(Object.entries(row.scoreSeries.tags).map(([tag, series]) => [Number(tag), series])) }
  const events: Omit<EventRow, 'detection'>[] = []
  for (const one of raw) {
    run.signal.throwIfAborted()
    run.report({ progress: events.length / raw.length, doing: `Explaining event ${events.length + 1} of ${raw.length}.` })
    scored.operating[one.peak] = await operatingAt(one, time, frames, fitted)
    events.push(await explainEvent(one, { frames, fitted, scored, threshold, reference: row.reference, asset, detector: row.detector }))
  }
  run.signal.throwIfAborted()
  const hidden = await judgedButHidden(catalog, before, events)
  // what the simple methods find belongs to the detection that learned: they may still be running
  const { id: _id, decided: _decided, baselineEvents: _events, baselineTold: _told, comparison: _comparison, ...same } = before
  const added = await catalog.detections.add({ ...same, baselines: [], threshold, decided: { learned: learnedBy(row), by, at: clock(), why }, hidden }, events)
  return { detection: added.id, events: events.length }
}

async function newestOfSameScores(catalog: Catalog, row: DetectionRow): Promise<DetectionRow> {
  const [newest] = await catalog.detections.list(row.asset)
  if (newest && learnedBy(newest) === learnedBy(row)) return newest
  throw new Fault('conflict', 'Normal was learned again on this asset since, with other scores. Decide on the threshold of the newest detection.', { detection: row.id, newest: newest?.id })
}

/** The operating state at the peak: it follows from the rows up to there. */
async function operatingAt({ peak }: RawEvent, time: Float64Array, frames: AssetFrames, fitted: FittedDetector): Promise<number> {
  const end = peak + 1 < time.length ? time[peak + 1]! : frames.end + 1
  return fitted.scorer().push(await frames.whole(time[Math.max(0, peak - leadOf(fitted))]!, end)).operating.at(-1) ?? 0
}

/** Judged events that were shown, or hidden already, and that nothing shown now touches: so that a missed problem is still counted. */
async function judgedButHidden(catalog: Catalog, before: DetectionRow, shown: readonly Omit<EventRow, 'detection'>[]): Promise<NonNullable<DetectionRow['hidden']>> {
  const judged = (await catalog.events.list({ asset: before.asset })).filter(({ event, verdict }) => event.detection === before.id && verdict?.verdict)
  const all = [...(before.hidden ?? []), ...judged.map(({ event: { id, start, end, stretches } }) => ({ id, start, end, ...(stretches && { stretches }) }))]
  return all.filter((one) => !shown.some((event) => alarmTogether(alarmsOf(one), alarmsOf(event))))
}
