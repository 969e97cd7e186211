import { useQueries, type UseQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import { unpackColumns, type Column } from '../../../main/contract/columns.ts'
import type { Event, EventChannel } from '../../../main/contract/events.ts'
import { useApi } from '../../client/context.tsx'

export interface Evidence {
  readonly channel: EventChannel
  readonly from: number
  readonly to: number
  /** As far as evidence can be had. */
  readonly reach: { readonly from: number; readonly to: number }
  readonly threshold: number
  readonly t: Float64Array
  readonly actual: Float64Array
  readonly expected: Float64Array
  readonly lower: Float64Array
  readonly upper: Float64Array
  readonly scoreTime: Float64Array
  readonly score: Float64Array
}

const f64 = (column: Column | undefined): Float64Array => (column instanceof Float64Array ? column : Float64Array.from(column ?? []))

/** Expected against actual of each channel around an event, `margin` times its length on both sides. In the order of the channels. */
export function useEvidence({ event, channels, margin }: { event: Event; channels: readonly EventChannel[]; margin: number }) {
  const api = useApi()
  const asked = useQueries({
    queries: channels.map((channel) => ({
      queryKey: [['events', 'evidence'], { event: event.id, tag: channel.tag, margin }],
      queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Evidence> => {
        const answer = await api.events.evidence.call({ id: event.id, tag: channel.tag, margin }, { signal })
        const columns = await unpackColumns(answer.columns)
        return {
          channel,
          from: answer.from,
          to: answer.to,
          reach: answer.reach,
          threshold: answer.threshold,
          t: f64(columns['t']),
          actual: f64(columns['actual']),
          expected: f64(columns['expected']),
          lower: f64(columns['lower']),
          upper: f64(columns['upper']),
          scoreTime: f64(columns['st']),
          score: f64(columns['score']),
        }
      },
      structuralSharing: false as const,
      gcTime: 60_000,
    })),
    combine,
  })
  const [before, keep] = useState<readonly Evidence[]>(asked.loaded)
  const loaded = newerOf(before, asked.loaded, channels.length)
  if (loaded.length !== before.length || loaded.some((one, at) => one !== before[at])) keep(loaded)
  return { ...asked, loaded }
}

/** What was there stays until as much of what was asked for next has come: queries of another margin know nothing of those before. @param wanted how many there are in all. */
export const newerOf = <Part>(before: readonly Part[], next: readonly Part[], wanted: number): readonly Part[] => (next.length === wanted || next.length >= before.length ? next : before)

/** Outside of the hook: the same function each time, so that the result stays the same while its parts do. */
const combine = (results: UseQueryResult<Evidence>[]) => ({
  loaded: results.flatMap(({ data }) => (data ? [data] : [])),
  failed: results.find(({ isError }) => isError),
  /** Asks again for every channel that could not be read: one press, however many they are. */
  retry: () => void Promise.all(results.filter(({ isError }) => isError).map((result) => result.refetch())),
})
