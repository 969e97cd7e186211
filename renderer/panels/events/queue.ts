import { byAttention, type Event, type VerdictCode } from '../../../main/contract/events.ts'

export type Show = 'waiting' | 'judged' | 'all'

export const isJudged = (event: Event): boolean => Boolean(event.verdict?.verdict)
/** Postponed events wait again once their date has come. */
export const isWaiting = (event: Event, now: number): boolean => !isJudged(event) || (event.verdict?.verdict === 'postponed' && (event.verdict.until ?? Number.POSITIVE_INFINITY) <= now)

/** Narrowings of the queue; null: all. */
export interface Facets {
  readonly asset: number | null
  readonly stage: string | null
  readonly severity: number | null
  readonly verdict: VerdictCode | null
  /** Only events that touch this stretch of time. */
  readonly from: number | null
  readonly to: number | null
}

export interface QueueInput extends Partial<Facets> {
  readonly events: readonly Event[]
  readonly show: Show
  /** Words that must all occur in the asset's name, the words or the channels of an event. */
  readonly filter: string
  readonly now: number
  /** Stays where it stands though it was judged since the queue was last turned; true where nothing had been said of it before. */
  readonly keep: ReadonlyMap<string, boolean>
}

/** The events to walk through, in the order of the core: what deserves the next look first. */
export function queueOf({ events, show, filter, now, keep, asset = null, stage = null, severity = null, verdict = null, from = null, to = null }: QueueInput): Event[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  const shown = events.filter((event) => {
    const waiting = isWaiting(event, now)
    if (show === 'waiting' && !waiting && !keep.has(event.id)) return false
    if (show === 'judged' && waiting) return false
    if ((asset !== null && event.asset !== asset) || (stage !== null && event.stage !== stage) || (severity !== null && event.severity !== severity)) return false
    if ((verdict !== null && event.verdict?.verdict !== verdict) || (from !== null && event.end < from) || (to !== null && event.start > to)) return false
    if (words.length === 0) return true
    const text = [event.assetName, event.words, ...event.channels.map(({ name }) => name), event.verdict?.note ?? ''].join(' ').toLowerCase()
    return words.every((word) => text.includes(word))
  })
  return show === 'judged' ? shown : whereTheyStood(shown, keep)
}

/** The core puts what is judged behind what is not. What was judged just now stays between its neighbours until the queue is turned. */
function whereTheyStood(events: Event[], keep: QueueInput['keep']): Event[] {
  const moved = events.flatMap((event) => (event.verdict !== null && keep.get(event.id) ? [{ event, stood: { ...event, verdict: null } }] : []))
  if (moved.length === 0) return events
  const gone = new Set(moved.map(({ event }) => event))
  moved.sort((a, b) => byAttention(a.stood, b.stood))
  const queue: Event[] = []
  let next = 0
  for (const event of events) {
    if (gone.has(event)) continue
    for (; moved[next] && byAttention(moved[next]!.stood, event) < 0; next++) queue.push(moved[next]!.event)
    queue.push(event)
  }
  return [...queue, ...moved.slice(next).map(({ event }) => event)]
}

/** The event `by` places from the selected one; the first when that one is not there. */
export function neighbour(queue: readonly Event[], selected: string | null, by: 1 | -1): Event | undefined {
  const at = queue.findIndex(({ id }) => id === selected)
  return at < 0 ? queue[0] : queue[Math.min(Math.max(at + by, 0), queue.length - 1)]
}

/** The next event after the selected one that waits for a verdict, from the top again at the end. */
export function nextWaiting(queue: readonly Event[], selected: string | null, now: number): Event | undefined {
  const at = queue.findIndex(({ id }) => id === selected)
  return [...queue.slice(at + 1), ...queue.slice(0, Math.max(at, 0))].find((event) => isWaiting(event, now))
}

/** From one event to another as they stand in the queue, both included. */
export function between(queue: readonly Event[], a: string | null, b: string): string[] {
  const at = queue.findIndex(({ id }) => id === b)
  const start = queue.findIndex(({ id }) => id === a)
  if (at < 0) return []
  const from = start < 0 ? at : start
  return queue.slice(Math.min(from, at), Math.max(from, at) + 1).map(({ id }) => id)
}

const longPause = 5 * 60_000 // a longer one was a break, not thinking

/** Milliseconds a verdict takes, from the instants of those of this session; null before the third. The median: one phone call does not count. */
export function paceOf(judgedAt: readonly number[]): number | null {
  const steps = judgedAt.slice(1).map((at, i) => at - (judgedAt[i] ?? at)).filter((step) => step > 0 && step < longPause)
  if (steps.length < 2) return null
  const sorted = steps.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? null
}
