import { z } from 'zod'
import { call, epochMs, id, range } from './common.ts'
import { packedColumns } from './columns.ts'

/** Evidence reaches at most so many lengths of the event to both sides. */
export const widestMargin = 10

/** The six verdicts of triage (the set of Sintel/MTV), in the order of their keys 1-6. */
export const verdictCode = z.enum(['problem', 'not_a_problem', 'investigate', 'do_not_investigate', 'seen_before', 'postponed'])
export type VerdictCode = z.infer<typeof verdictCode>

export const reasonCode = z.enum([
  'equipment_fault', 'instrument_fault', 'process_upset', 'operator_action', 'maintenance', 'start_stop', 'load_change', 'weather', 'data_quality', 'detector_wrong', 'other',
])
export type ReasonCode = z.infer<typeof reasonCode>

/** Append-only. The newest one counts; a withdrawn verdict is a newer entry with `verdict: null`. */
export const verdict = z.object({
  event: z.string(),
  verdict: verdictCode.nullable(),
  reason: reasonCode.nullable(),
  note: z.string(),
  until: epochMs.nullable().describe('postponed until'),
  by: z.string(),
  at: epochMs,
})
export type Verdict = z.infer<typeof verdict>

export const eventChannel = z.object({
  tag: id,
  name: z.string(),
  unit: z.string(),
  share: z.number().min(0).max(1),
  expected: z.number().nullable(),
  actual: z.number().nullable(),
  onset: epochMs.nullable().describe('when this channel first left its normal band'),
})
export type EventChannel = z.infer<typeof eventChannel>

/** Where an event alarmed. Its first stretch begins with it, its last ends with it. */
export const alarmStretch = z.object({ from: epochMs, to: epochMs })
export type AlarmStretch = z.infer<typeof alarmStretch>
/** An event that came back more often is told with this many stretches: those closest together are joined. */
export const mostStretches = 200

export const operatingState = z.enum(['unknown', 'running', 'stopped', 'changing'])

export const event = z.object({
  /** Stable: the same input gives the same id in every store. */
  id: z.string(),
  asset: id,
  assetName: z.string(),
  detection: id,
  start: epochMs,
  end: epochMs,
  peak: epochMs,
  /** -log10 of the tail probability at the peak. */
  score: z.number(),
  tail: z.number().describe('tail probability of the peak on normal data'),
  severity: z.int().min(1).max(4),
  words: z.string(),
  stage: z.string(),
  operating: operatingState,
  inReference: z.boolean().describe('the event lies (partly) in the period that normal was learned from'),
  simulated: z.boolean(),
  /** Absent where it alarmed all along, and in events of older detections. */
  stretches: z.array(alarmStretch).max(mostStretches).optional().describe('where it alarmed, ascending; other events may lie between'),
  channels: z.array(eventChannel),
  verdict: verdict.nullable(),
})
export type Event = z.infer<typeof event>

/** Where an event alarmed: all along, where nothing else is known. */
export const alarmsOf = ({ start, end, stretches }: Pick<Event, 'start' | 'end' | 'stretches'>): readonly AlarmStretch[] => stretches ?? [{ from: start, to: end }]

/** Whether they share an instant. */
export const alarmTogether = (some: readonly AlarmStretch[], others: readonly AlarmStretch[]): boolean => some.some((one) => others.some(({ from, to }) => from <= one.to && one.from <= to))

/** For how long it alarmed in all, in milliseconds. */
export const alarmedFor = (event: Pick<Event, 'start' | 'end' | 'stretches'>): number => (event.stretches ? event.stretches.reduce((sum, { from, to }) => sum + to - from, 0) : event.end - event.start)

/** The order of the queue, by what deserves the next look: unjudged first, then severity, then score index (intensity x time in alarm), then the newest. */
export function byAttention(a: Event, b: Event): number {
  return (
    Number(a.verdict !== null) - Number(b.verdict !== null) ||
    a.severity - b.severity ||
    b.score * alarmedFor(b) - a.score * alarmedFor(a) ||
    b.start - a.start ||
    (a.id < b.id ? -1 : 1)
  )
}

/** How many events a list holds, and a sum over when they were judged: two lists that differ in a verdict differ in it, but for one chance in a million. */
export const checkOf = (events: readonly Event[]) => ({ events: events.length, verdicts: events.reduce((sum, { verdict }) => sum + (verdict ? 1 + (verdict.at % 1_000_003) : 0), 0) })

/** What is asked of one event: a verdict, or null to withdraw it. */
export const judgement = z.object({ id: z.string(), verdict: verdictCode.nullable(), reason: reasonCode.nullable().default(null), note: z.string().max(10_000).default(''), until: epochMs.nullable().default(null) })
/** Most events that one call judges. */
export const mostJudged = 10_000

export const events = {
  /** Sorted by what deserves the next look: unjudged first, then severity, then score x duration. */
  list: call
    .route({ method: 'GET', path: '/events', summary: 'Events of the newest detections' })
    .input(z.object({ asset: id.optional(), judged: z.boolean().optional(), limit: z.int().min(1).max(100_000).default(10_000) }))
    .output(z.array(event)),
  /**
   * What is new to somebody who holds a whole list: events of detections that he does not know, and those that were judged since an instant. He
   * drops events of detections that are no longer named. Where what he then holds does not add up to `check`, he asks for the list.
   */
  changes: call
    .route({ method: 'POST', path: '/events/changes', summary: 'Events that changed since a list was read' })
    .input(z.object({ detections: z.array(id).max(10_000), since: epochMs }))
    .output(z.object({ detections: z.array(id), names: z.array(z.object({ asset: id, name: z.string() })), events: z.array(event), check: z.object({ events: z.int(), verdicts: z.int() }) })),
  get: call
    .route({ method: 'GET', path: '/events/{id}', summary: 'One event' })
    .input(z.object({ id: z.string() }))
    .output(event),
  /**
   * Expected against actual of one channel around an event. Columns: `t`, `actual`, `expected`, `lower`, `upper` (f64), and the asset's
   * `st`, `score` (f64). Long events are thinned to `points` by min/max so that the extremes stay.
   */
  evidence: call
    .route({ method: 'POST', path: '/events/{id}/evidence', summary: 'Expected against actual around an event' })
    .input(z.object({ id: z.string(), tag: id, points: z.int().min(100).max(8192).default(1600), margin: z.number().min(0).max(widestMargin).default(1) }))
    .output(z.object({ from: epochMs, to: epochMs, reach: range.describe('as far as evidence can be had, with the widest margin'), threshold: z.number(), columns: packedColumns })),
  judge: call
    .route({ method: 'POST', path: '/events/{id}/verdict', summary: 'Judge an event, or withdraw the verdict with null' })
    .input(judgement)
    .output(event),
  /** Nothing is stored when one of them is refused. Undoing a bulk verdict is the same call with what stood there before. */
  judgeMany: call
    .route({ method: 'POST', path: '/events/verdicts', summary: 'Judge many events at once' })
    .input(z.object({ judgements: z.array(judgement).min(1).max(mostJudged) }))
    .output(z.object({ judged: z.int().min(0) })),
  history: call
    .route({ method: 'GET', path: '/events/{id}/history', summary: 'All verdicts of an event, newest first' })
    .input(z.object({ id: z.string() }))
    .output(z.array(verdict)),
}
