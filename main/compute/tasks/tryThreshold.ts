import { Fault } from '../../contract/errors.ts'
import { findEvents } from '../../../models/detectors/findEvents.ts'
import type { Tasks } from '../taskTable.ts'
import type { Task } from './context.ts'

const week = 604_800_000
/** Halvings of the threshold's range when a budget is asked for: finer than any screen shows. */
const steps = 40

/** Events and alarms a week that another threshold would give on the stored scores; or the lowest threshold within a budget. */
export const tryThreshold: Task<Tasks['detect.try']['input'], Tasks['detect.try']['output']> = async ({ store }, { detection: id, threshold, alarmsPerWeek }) => {
  const detection = await store.catalog.detections.get(id)
  const { time, value } = await store.telemetry.read(detection.scoreSeries.asset, -Infinity, Infinity)
  if (time.length === 0) throw new Fault('not_found', 'The scores of this older detection are no longer kept. Detect again.', { detection: id })
  const weeks = Math.max((time.at(-1)! - time[0]!) / week, Number.EPSILON)
  const at = threshold ?? (alarmsPerWeek === undefined ? detection.threshold : lowestWithin(value, alarmsPerWeek * weeks))
  const events = findEvents(value, at)
  return {
    threshold: at,
    alarmsPerWeek: events.length / weeks,
    events: events.map(({ from, to, score }) => ({ from: time[from]!, to: time[to - 1]!, score })),
  }
}

function lowestWithin(scores: Float64Array, events: number): number {
  let low = 0
  let high = 0
  for (const score of scores) high = Math.max(high, score)
  if (findEvents(scores, low).length <= events && events >= 1) return low
  for (let i = 0; i < steps; i++) {
    const middle = (low + high) / 2
    if (findEvents(scores, middle).length <= events) high = middle
    else low = middle
  }
  return high
}
