import { Fault } from '../../contract/errors.ts'
import { widestMargin } from '../../contract/events.ts'
import type { Expectation } from '../../../models/detectors/detector.ts'
import type { Frame } from '../../../models/series/frame.ts'
import type { Tasks } from '../taskTable.ts'
import { openAssetFrames } from './assetFrames.ts'
import type { Task } from './context.ts'
import { asLearned } from './detection/asLearned.ts'
import { leadOf } from './detection/explainEvents.ts'
import { restoreDetector } from './detection/restoreDetector.ts'

/** A margin below this many samples shows too little of what was normal before. */
const leastMarginRows = 60
/** Above this many rows an event is drawn around its peak only. */
const maximumRows = 200_000

/** What was expected of a channel around an event, and what was measured, drawn from the stored detector. */
export const evidence: Task<Tasks['events.evidence']['input'], Tasks['events.evidence']['output']> = async ({ store }, { event: id, tag, points, margin }) => {
  const { event } = await store.catalog.events.get(id)
  const detection = await store.catalog.detections.get(event.detection)
  const tags = await store.catalog.tags.list({ asset: event.asset, derived: false })
  const fitted = await restoreDetector(store, detection.model)
  const frames = asLearned(await openAssetFrames(store.telemetry, tags), fitted.state.channels, detection, tags)
  const channel = frames.tags.findIndex((one) => one.id === tag)
  if (channel < 0) throw new Fault('not_found', `Tag ${tag} has no points on this asset, so there is nothing to show for it.`, { event: id, tag })

  const half = (Math.min(maximumRows, fitted.limits?.shown ?? maximumRows) / 2) * fitted.interval
  const stretch = (lengths: number) => {
    const around = Math.max(lengths * (event.end - event.start), leastMarginRows * fitted.interval)
    return { from: Math.max(event.start - around, event.peak - half), to: Math.min(event.end + around, event.peak + half) + fitted.interval }
  }
  const { from, to } = stretch(margin)
  const frame = await frames.whole(from - leadOf(fitted) * fitted.interval, to)
  const expectation = fitted.expectation(frame, channel)
  const scores = await store.telemetry.read(detection.scoreSeries.asset, from, to)

  const shown = thin(frame, channel, expectation, from, points)
  const kept = keepExtremes(scores.time, scores.value, 0, points)
  return { from, to, reach: stretch(widestMargin), threshold: detection.threshold, ...shown, st: pick(scores.time, kept), score: pick(scores.value, kept) }
}

function thin(frame: Frame, channel: number, { expected, lower, upper }: Expectation, from: number, points: number) {
  const first = frame.time.findIndex((t) => t >= from)
  const actual = frame.columns[channel]!
  const kept = keepExtremes(frame.time, actual, Math.max(0, first), points)
  return { t: pick(frame.time, kept), actual: pick(actual, kept), expected: pick(expected, kept), lower: pick(lower, kept), upper: pick(upper, kept) }
}

/** Rows from `first` on, thinned to about `points` by keeping each bucket's smallest and largest value: no spike is lost. */
export function keepExtremes(time: Float64Array, value: Float64Array, first: number, points: number): Uint32Array {
  const rows = time.length - first
  if (rows <= points) return Uint32Array.from({ length: Math.max(0, rows) }, (_, i) => first + i)
  const buckets = Math.floor(points / 2)
  const kept: number[] = []
  for (let b = 0; b < buckets; b++) {
    const from = first + Math.floor((b * rows) / buckets)
    const to = first + Math.floor(((b + 1) * rows) / buckets)
    let low = from
    let high = from
    for (let i = from + 1; i < to; i++) {
      if (!(value[i]! >= value[low]!) && !Number.isNaN(value[i])) low = i
      if (!(value[i]! <= value[high]!) && !Number.isNaN(value[i])) high = i
    }
    kept.push(Math.min(low, high))
    if (low !== high) kept.push(Math.max(low, high))
  }
  return Uint32Array.from(kept)
}

function pick(values: Float64Array, at: Uint32Array): Float64Array {
  return Float64Array.from(at, (i) => values[i]!)
}
