import { learnedBy } from '../../contract/detection.ts'
import { foldRepeats, type ToldEvent } from '../../../models/detectors/foldRepeats.ts'
import { findEvents } from '../../../models/detectors/findEvents.ts'
import { countEvents } from '../../../models/evaluate/events.ts'
import type { RowRange } from '../../../models/series/frame.ts'
import type { Tasks } from '../taskTable.ts'
import type { Task } from './context.ts'
import { loadScores } from './detection/storedScores.ts'

const week = 604_800_000

/** Events and alarms a week that another threshold would give on the stored scores; or the lowest threshold within a budget. */
export const tryThreshold: Task<Tasks['detect.try']['input'], Tasks['detect.try']['output']> = async ({ store }, { detection: id, threshold, alarmsPerWeek }) => {
  const detection = await store.catalog.detections.get(id)
  const { baselineEvents = {} } = learnedBy(detection) === id ? detection : await store.catalog.detections.get(learnedBy(detection))
  const { time, scores, bench, labels } = await loadScores(store, detection)
  const weeks = Math.max((time.at(-1)! - time[0]!) / week, Number.EPSILON)
  const at = threshold ?? (alarmsPerWeek === undefined ? detection.threshold : bench.lowestWithin(alarmsPerWeek * weeks))
  const events = foldRepeats(findEvents(scores, at), time, alarmsPerWeek ?? detection.alarmsPerWeek)
  const counted = (found: readonly RowRange[]) => {
    const judged = labels && countEvents(found, labels)
    return judged && { falseAlarms: judged.falsePositives, found: judged.truePositives, missed: judged.falseNegatives }
  }
  // Faults are found by stretches of alarm; what an engineer looks at in vain is an event, however often it came back.
  const stretches = events.flatMap((event) => event.stretches)
  const ours = counted(stretches)
  return {
    threshold: at,
    alarmsPerWeek: events.length / weeks,
    events: events.map(({ from, to, score }) => ({ from: time[from]!, to: time[to - 1]!, score })),
    labelled: ours && labels && { ...ours, falseAlarms: events.length - alsoIn(events, labels) },
    baselines: Object.entries(baselineEvents).map(([detector, rows]) => {
      const theirs = rangesOf(rows)
      // how high they were is not kept: a repeat that was told anew counts with the alarm that it repeats
      const told = foldRepeats(theirs.map((range) => ({ ...range, peak: range.from, score: 0 })), time, detection.alarmsPerWeek)
      const judged = counted(theirs)
      return { detector, shared: alsoIn(events, theirs), own: told.length - alsoIn(told, stretches), labelled: judged && labels && { ...judged, falseAlarms: told.length - alsoIn(told, labels) } }
    }),
  }
}

/** How many events hold a stretch that touches one of the ranges. */
const alsoIn = (events: readonly ToldEvent[], ranges: readonly RowRange[]): number => events.filter(({ stretches }) => touching(stretches, ranges) > 0).length

/** `from, to, from, to, …` as ranges. */
function rangesOf(rows: readonly number[]): RowRange[] {
  return Array.from({ length: rows.length / 2 }, (_, i) => ({ from: rows[2 * i]!, to: rows[2 * i + 1]! }))
}

/** How many of the first touch one of the second. Both ascend and do not overlap among themselves. */
export function touching(some: readonly RowRange[], others: readonly RowRange[]): number {
  let count = 0
  let other = 0
  for (const { from, to } of some) {
    while (other < others.length && others[other]!.to <= from) other++
    if (other < others.length && others[other]!.from < to) count++
  }
  return count
}
