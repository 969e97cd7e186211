import { Fault } from '../../contract/errors.ts'
import { defaultRules, findEvents } from '../../../models/detectors/findEvents.ts'
import { countEvents } from '../../../models/evaluate/events.ts'
import { createThresholdBench, type ThresholdBench } from '../../../models/threshold/bench.ts'
import type { RowRange } from '../../../models/series/frame.ts'
import type { DetectionRow, Store } from '../../storage/ports.ts'
import type { Tasks } from '../taskTable.ts'
import type { Task } from './context.ts'

const week = 604_800_000

/** The scores that are being tried out, kept by the warm worker: while a dial is turned they are read and sorted once. */
interface Loaded {
  readonly detection: number
  readonly points: number
  readonly time: Float64Array
  readonly scores: Float64Array
  readonly bench: ThresholdBench
  readonly labels: readonly RowRange[] | null
}
const loaded = new WeakMap<Store, Loaded>()

/** Events and alarms a week that another threshold would give on the stored scores; or the lowest threshold within a budget. */
export const tryThreshold: Task<Tasks['detect.try']['input'], Tasks['detect.try']['output']> = async ({ store }, { detection: id, threshold, alarmsPerWeek }) => {
  const detection = await store.catalog.detections.get(id)
  const { time, scores, bench, labels } = await load(store, detection)
  const weeks = Math.max((time.at(-1)! - time[0]!) / week, Number.EPSILON)
  const at = threshold ?? (alarmsPerWeek === undefined ? detection.threshold : bench.lowestWithin(alarmsPerWeek * weeks))
  const events = findEvents(scores, at)
  const judged = labels && countEvents(events, labels)
  return {
    threshold: at,
    alarmsPerWeek: bench.eventsAt(at) / weeks,
    events: events.map(({ from, to, score }) => ({ from: time[from]!, to: time[to - 1]!, score })),
    labelled: judged && { falseAlarms: judged.falsePositives, found: judged.truePositives, missed: judged.falseNegatives },
  }
}

/** @throws Fault `not_found` where the scores were dropped. */
async function load(store: Store, { id, asset, scoreSeries }: DetectionRow): Promise<Loaded> {
  const [info] = await store.telemetry.info([scoreSeries.asset])
  const points = info!.n
  if (points === 0) throw new Fault('not_found', 'The scores of this older detection are no longer kept. Detect again.', { detection: id })
  const kept = loaded.get(store)
  if (kept?.detection === id && kept.points === points) return kept
  const { time, value: scores } = await store.telemetry.read(scoreSeries.asset, -Infinity, Infinity)
  const spans = (await store.catalog.documents.get('labels', String(asset))) as readonly { from: number; to: number }[] | null // written by demo.run
  const one = { detection: id, points, time, scores, bench: createThresholdBench(scores, defaultRules.gap), labels: spans && rowsOf(spans, time) }
  loaded.set(store, one)
  return one
}

/** Labelled spans of time as rows, in order and not overlapping; spans without a row are left out. */
function rowsOf(spans: readonly { from: number; to: number }[], time: Float64Array): RowRange[] {
  const rows: { from: number; to: number }[] = []
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const from = time.findIndex((t) => t >= span.from)
    const end = time.findLastIndex((t) => t <= span.to) + 1
    const last = rows.at(-1)
    if (from < 0 || end <= from) continue
    if (last && from < last.to) last.to = Math.max(last.to, end)
    else rows.push({ from, to: end })
  }
  return rows
}
