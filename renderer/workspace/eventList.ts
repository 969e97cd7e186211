import { useQuery, useQueryClient } from '@tanstack/react-query'
import { byAttention, checkOf, type Event } from '../../main/contract/events.ts'
import type { Client } from '../client/connection.ts'
import { useApi } from '../client/context.tsx'

/** What the one list is asked with. More than any queue holds: what is shown elsewhere must not end where a page of it does. */
export const everyEvent = { limit: 100_000 }

/**
 * Every event of the project in the order of the queue: one list for the queue, the overview, the palette and the strips over charts. It is read
 * whole once; a hint that something changed brings only that, unless it does not add up.
 */
export function useEvents(enabled = true) {
  const api = useApi()
  const queryClient = useQueryClient()
  const key = api.events.list.queryKey({ input: everyEvent })
  return useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const held = queryClient.getQueryData<readonly Event[]>(key)
      const changed = held && merged(held, await api.events.changes.call(askedFor(held), { signal }))
      return changed ?? (await api.events.list.call(everyEvent, { signal }))
    },
    enabled,
    structuralSharing: (before, after) => shareEvents(before as readonly Event[] | undefined, after as readonly Event[]), // as: what this query holds
  })
}

type Changes = Awaited<ReturnType<Client['events']['changes']>>

/** Clocks of processes on one store differ a little: what was judged shortly before the newest verdict held is told again. */
const overlap = 60_000 // ms

export function askedFor(held: readonly Event[]): { detections: number[]; since: number } {
  const newest = held.reduce((latest, { verdict }) => Math.max(latest, verdict?.at ?? 0), 0)
  return { detections: [...new Set(held.map(({ detection }) => detection))], since: newest - overlap }
}

/** The list with what changed; null where the result does not add up, because something was missed. */
export function merged(held: readonly Event[], { detections, names, events, check }: Changes): readonly Event[] | null {
  const [shown, nameOf] = [new Set(detections), new Map(names.map(({ asset, name }) => [asset, name]))]
  const changed = new Set(events.map(({ id }) => id))
  const kept = held.filter(({ id, detection }) => shown.has(detection) && !changed.has(id))
  const list = [...kept, ...events].map((event) => (event.assetName === nameOf.get(event.asset) ? event : { ...event, assetName: nameOf.get(event.asset) ?? '' })).sort(byAttention)
  const sum = checkOf(list)
  return sum.events === check.events && sum.verdicts === check.verdicts ? list : null
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
