import { useQuery } from '@tanstack/react-query'
import type { Event } from '../../main/contract/events.ts'
import { useApi } from '../client/context.tsx'

/** Every event of the project in the order of the queue: one list for the queue, the overview, the palette and the strips over charts. */
export function useEvents(enabled = true) {
  const api = useApi()
  return useQuery({ ...api.events.list.queryOptions({ input: {} }), enabled, structuralSharing: (before, after) => shareEvents(before as readonly Event[] | undefined, after as readonly Event[]) }) // as: what this query holds
}

/**
 * The new list with the objects of the old one for events that are the same, so that what shows them is not drawn again. What is compared is all
 * that can change about an event once it is stored; comparing everything in depth took longer than drawing, at ten thousand events.
 */
export function shareEvents(before: readonly Event[] | undefined, after: readonly Event[]): readonly Event[] {
  if (!before) return after
  const known = new Map(before.map((event) => [event.id, event]))
  let same = before.length === after.length
  const shared = after.map((event, i) => {
    const old = known.get(event.id)
    const kept = old && isSame(old, event) ? old : event
    same &&= kept === before[i]
    return kept
  })
  return same ? before : shared
}

const isSame = (a: Event, b: Event): boolean =>
  a.detection === b.detection && a.assetName === b.assetName && a.asset === b.asset && a.start === b.start && a.end === b.end && a.score === b.score && a.words === b.words && a.simulated === b.simulated && sameVerdict(a.verdict, b.verdict)

const sameVerdict = (a: Event['verdict'], b: Event['verdict']): boolean =>
  a === b || (a !== null && b !== null && a.at === b.at && a.verdict === b.verdict && a.reason === b.reason && a.note === b.note && a.until === b.until && a.by === b.by)
