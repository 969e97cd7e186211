import { learnedBy } from '../../contract/detection.ts'
import { foldRepeats, type ToldEvent } from '../../../models/detectors/foldRepeats.ts'
import { nobody } from '../../../models/detectors/leads.ts'
import { tellEvents } from '../../../models/detectors/tellEvents.ts'
import { countEvents } from '../../../models/evaluate/events.ts'
import type { RowRange } from '../../../models/series/frame.ts'
import type { Tasks } from '../taskTable.ts'
import type { Task } from './context.ts'
import type { DetectionRow } from '../../storage/ports.ts'
import { alarmStretches } from './detection/alarmStretches.ts'
import { loadScores, type StoredScores } from './detection/storedScores.ts'

const week = 604_800_000

/** Events and alarms a week that another threshold would give on the stored scores; or the lowest threshold within a budget. */
export const tryThreshold: Task<Tasks['detect.try']['input'], Tasks['detect.try']['output']> = async ({ store }, { detection: id, threshold, alarmsPerWeek }) => {
  const detection = await store.catalog.detections.get(id)
  const learned = learnedBy(detection) === id ? detection : await store.catalog.detections.get(learnedBy(detection))
  const stored = await loadScores(store, detection)
  const { time, labels } = stored
  const weeks = Math.max((time.at(-1)! - time[0]!) / week, Number.EPSILON)
  const { at, events } =
    threshold === undefined && alarmsPerWeek !== undefined ? lowestWithin(stored, alarmsPerWeek, weeks) : told(stored, threshold ?? detection.threshold, alarmsPerWeek ?? detection.alarmsPerWeek)
  const counted = (found: readonly RowRange[]) => {
    const judged = labels && countEvents(found, labels)
    return judged && { falseAlarms: judged.falsePositives, found: judged.truePositives, missed: judged.falseNegatives }
  }
  // Faults are found by stretches of alarm; what an engineer looks at in vain is an event, however often it came back.
  const stretches = stretchesOf(events)
  const ours = counted(stretches)
  return {
    threshold: at,
    alarmsPerWeek: events.length / weeks,
    events: events.map((event) => ({ from: time[event.from]!, to: time[event.to - 1]!, score: event.score, ...alarmStretches(event, time) })),
    labelled: ours && labels && { ...ours, falseAlarms: events.length - alsoIn(events, labels) },
    baselines: Object.entries(toldByOthers(learned, time)).map(([detector, found]) => {
      const theirs = stretchesOf(found)
      const judged = counted(theirs)
      return { detector, shared: alsoIn(events, theirs), own: found.length - alsoIn(found, stretches), labelled: judged && labels && { ...judged, falseAlarms: found.length - alsoIn(found, labels) } }
    }),
  }
}

const told = (stored: StoredScores, at: number, alarmsPerWeek: number) => ({ at, events: tellEvents(stored, at, alarmsPerWeek) })

/** The lowest threshold within a budget. Its alarms are counted at once; where one of them tells several stories a higher one is asked for as many fewer. */
function lowestWithin(stored: StoredScores, alarmsPerWeek: number, weeks: number): ReturnType<typeof told> {
  const allowed = Math.floor(alarmsPerWeek * weeks)
  for (let alarms = allowed; ; ) {
    const tried = told(stored, stored.bench.lowestWithin(alarms), alarmsPerWeek)
    const over = tried.events.length - allowed
    if (over <= 0 || alarms <= 0) return tried
    alarms = Math.max(0, alarms - over)
  }
}

/** Every stretch of alarm in order: those of events side by side lie between one another. */
const stretchesOf = (events: readonly Pick<ToldEvent, 'stretches'>[]) => events.flatMap(({ stretches }) => stretches).sort((a, b) => a.from - b.from)

/** What each simple method would tell. Of older detections only its alarms are kept: neither how high they were nor who led them, so a repeat counts with what it repeats. */
function toldByOthers({ baselineTold = {}, baselineEvents = {}, alarmsPerWeek: budget }: DetectionRow, time: Float64Array): Record<string, Pick<ToldEvent, 'stretches'>[]> {
  const mapped = <From, To>(record: Readonly<Record<string, From>>, to: (value: From) => To) => Object.fromEntries(Object.entries(record).map(([detector, value]) => [detector, to(value)]))
  return {
    ...mapped(baselineEvents, (rows) => foldRepeats(rangesOf(rows).map((range) => ({ ...range, peak: range.from, score: 0, lead: nobody, leaders: [nobody], alarm: range.from })), time, budget)),
    ...mapped(baselineTold, (events) => events.map((rows) => ({ stretches: rangesOf(rows) }))),
  }
}

/** How many events hold a stretch that touches one of the ranges. */
const alsoIn = (events: readonly Pick<ToldEvent, 'stretches'>[], ranges: readonly RowRange[]): number => events.filter(({ stretches }) => touching(stretches, ranges) > 0).length

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
