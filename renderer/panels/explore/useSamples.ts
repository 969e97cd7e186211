import { keepPreviousData, useQueries } from '@tanstack/react-query'
import type { Tag } from '../../../main/contract/assets.ts'
import { unpackColumns } from '../../../main/contract/columns.ts'
import { gapOf } from '../../charts/useSeriesView.ts'
import { useApi } from '../../client/context.tsx'

/** The stored sample of each tag nearest to an instant, the same at every zoom; null in a gap. By tag id; absent while it loads. */
export function useSamples(tags: readonly Tag[], instant: number | null): ReadonlyMap<number, number | null> {
  const api = useApi()
  return useQueries({
    queries: tags.map((tag) => ({
      queryKey: [['series', 'read'], { sample: tag.id, instant }],
      enabled: instant !== null,
      placeholderData: keepPreviousData,
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const at = instant ?? 0
        const gap = gapOf(tag)
        const near = Number.isFinite(gap) ? { from: at - gap, to: at + gap } : { from: tag.start ?? at, to: (tag.end ?? at) + 1 }
        const { columns } = await api.series.read.call({ tag: tag.id, ...near, limit: 1000 }, { signal })
        const { t, v } = await unpackColumns(columns)
        return [tag.id, nearest(t as Float64Array, v as Float64Array, at)] as const // as: the contract says which columns these are
      },
    })),
    combine: (results) => (instant === null ? none : new Map(results.flatMap(({ data }) => (data ? [data] : [])))),
  })
}
const none: ReadonlyMap<number, number | null> = new Map()

/** The value whose time is nearest; null where there is none, or the nearest is missing. */
export function nearest(times: Float64Array, values: Float64Array, instant: number): number | null {
  let best = -1
  times.forEach((time, i) => {
    if (best < 0 || Math.abs(time - instant) < Math.abs((times[best] ?? 0) - instant)) best = i
  })
  const found = values[best]
  return found === undefined || Number.isNaN(found) ? null : found
}
