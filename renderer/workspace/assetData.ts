import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Span } from '../charts/lane.ts'
import { useApi } from '../client/context.tsx'
import { time } from '../format/time.ts'
import { isJudged } from '../panels/events/queue.ts'
import { useEvents } from './eventList.ts'
import { useZone } from './preferences.ts'

/** The events of an asset as spans over its charts. */
export function useSpans(asset: number | null): readonly Span[] {
  const zone = useZone()
  // the list that the queue has anyway: asked for by asset it would be loaded once more, thousands of events at a time
  const events = useEvents(asset !== null).data
  return useMemo(
    () => (events ?? []).filter((event) => event.asset === asset).map((event) => ({ id: event.id, from: event.start, to: event.end, severity: event.severity, judged: isJudged(event), ...(event.stretches && { stretches: event.stretches }), label: `${time(event.start, zone)}: ${event.words}` })),
    [events, asset, zone],
  )
}

export const useTags = (asset: number | null) => {
  const api = useApi()
  return useQuery(api.assets.tags.queryOptions({ input: { id: asset ?? 0 }, enabled: asset !== null }))
}

/** The newest detection of an asset: the one whose events are shown. */
export const useDetection = (asset: number | null) => {
  const api = useApi()
  return useQuery(api.detections.list.queryOptions({ input: asset === null ? {} : { asset }, enabled: asset !== null, select: (all) => all[0] ?? null }))
}
