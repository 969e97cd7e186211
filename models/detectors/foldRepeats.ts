import type { RowRange } from '../series/frame.ts'
import type { RawEvent } from './detector.ts'

/** What an engineer is told once: an alarm and its repeats. From the first row of the first stretch to the last row of the last. */
export interface ToldEvent extends RawEvent {
  /** The stretches of alarm that it holds, ascending; one where nothing came back. */
  readonly stretches: readonly RowRange[]
}

const week = 604_800_000
/** Nobody reads a list of more entries than this of one recording: what lies closer together than this share of it is one story. */
const mostEntries = 120
/** -log10: a repeat that is ten times less likely than everything that was told before is told anew. */
const escalation = 1

/**
 * Milliseconds within which an alarm that comes back is the same event: the time in which the budget allows one alarm, and never more than a
 * small share of the recording, so that short recordings keep their events apart.
 * @param time of all rows that were scored, ascending.
 */
export function repeatHorizon(time: Float64Array, alarmsPerWeek: number): number {
  const span = time.length === 0 ? 0 : time[time.length - 1] - time[0]
  return Math.min(week / alarmsPerWeek, span / mostEntries)
}

/**
 * Repeats are folded into the alarm that they repeat (repeating alarms of ISA-18.2 and EEMUA 191: shelved, not annunciated anew). A machine that
 * leaves its reference for a summer is one event that comes and goes, not a hundred. So at most one alarm a horizon is told, unless a later one is
 * ten times less likely than what was told.
 * @param events as `findEvents` gives them.
 */
export function foldRepeats(events: readonly RawEvent[], time: Float64Array, alarmsPerWeek: number): ToldEvent[] {
  const horizon = repeatHorizon(time, alarmsPerWeek)
  const told: ToldEvent[] = []
  for (const { from, to, peak, score } of events) {
    const last = told.at(-1)
    if (last && time[from] - time[last.to - 1] <= horizon && score <= last.score + escalation) {
      const higher = score > last.score ? { peak, score } : {}
      told[told.length - 1] = { ...last, ...higher, to, stretches: [...last.stretches, { from, to }] }
    } else told.push({ from, to, peak, score, stretches: [{ from, to }] })
  }
  return told
}
