import type { RowRange } from '../series/frame.ts'
import type { RawEvent } from './detector.ts'

/** A stretch of alarm with who led it. */
export interface Story extends RawEvent {
  /** Who leads at the peak. */
  readonly lead: number
  /** And whoever else led for long. */
  readonly leaders: readonly number[]
  /** Row at which the alarm began that it was cut from. */
  readonly alarm: number
}

/** What an engineer is told once: an alarm and its repeats. From the first row of the first stretch to the last row of the last. */
export interface ToldEvent extends RawEvent {
  /** The stretches of alarm that it holds, ascending; one where nothing came back. Those of another event may lie between them, never on them. */
  readonly stretches: readonly RowRange[]
}

const week = 604_800_000
/** Nobody reads a list of more entries than this of one recording: what lies closer together than this share of it is one story. */
const mostEntries = 120
/** -log10: a repeat that is ten times less likely than everything that was told before is told anew. */
const escalation = 1
/** An event of more horizons than this alarmed for at least half of its time: what was quiet for longer has ended, and its repeat is told anew. */
const longestQuiet = 4

/**
 * Milliseconds within which an alarm that comes back is the same event: the time in which the budget allows one alarm, and never more than a
 * small share of the recording, so that short recordings keep their events apart.
 * @param time of all rows that were scored, ascending.
 */
export function repeatHorizon(time: Float64Array, alarmsPerWeek: number): number {
  const span = time.length === 0 ? 0 : time[time.length - 1] - time[0]
  return Math.min(week / alarmsPerWeek, span / mostEntries)
}

interface Open {
  readonly from: number
  to: number
  peak: number
  score: number
  /** That of its last stretch. */
  alarm: number
  /** Milliseconds in alarm. */
  alarmed: number
  readonly leaders: Set<number>
  readonly stretches: RowRange[]
}

/**
 * Repeats are folded into the alarm that they repeat (repeating alarms of ISA-18.2 and EEMUA 191 are repeats of the same alarm: shelved, not
 * annunciated anew). A machine that leaves its reference for a summer is one event that comes and goes, not a hundred; a bearing that wears out
 * meanwhile is another. So of one story, which is one of who leads it, at most one alarm a horizon is told, unless a later one is ten times less likely
 * than what was told. Stories that take turns are events side by side; within an alarm that does not pause each goes on, however long another led.
 * @param stories ascending, as `tellEvents` cuts them.
 */
export function foldRepeats(stories: readonly Story[], time: Float64Array, alarmsPerWeek: number): ToldEvent[] {
  const horizon = repeatHorizon(time, alarmsPerWeek)
  const told: Open[] = []
  let open: Open[] = []
  for (const { from, to, peak, score, lead, leaders, alarm } of stories) {
    const alarmed = time[to - 1] - time[from]
    open = open.filter((one) => one.alarm === alarm || time[from] - time[one.to - 1] <= horizon)
    const same = open.findLast((one) => one.leaders.has(lead))
    const goesOn = same && (time[to - 1] - time[same.from] <= longestQuiet * horizon || 2 * (same.alarmed + alarmed) >= time[to - 1] - time[same.from])
    if (same && goesOn && score <= same.score + escalation) {
      if (score > same.score) Object.assign(same, { peak, score })
      same.to = to
      same.alarm = alarm
      same.alarmed += alarmed
      same.stretches.push({ from, to })
      for (const one of leaders) same.leaders.add(one)
    } else {
      const anew: Open = { from, to, peak, score, alarm, alarmed, leaders: new Set(leaders), stretches: [{ from, to }] }
      told.push(anew)
      // what is told anew ends there, and goes on as the new event
      open = open.filter((one) => one !== same)
      open.push(anew)
    }
  }
  return told.map(({ from, to, peak, score, stretches }) => ({ from, to, peak, score, stretches }))
}
