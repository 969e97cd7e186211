import { useQueries } from '@tanstack/react-query'
import type { Tag } from '../../../main/contract/assets.ts'
import type { Statistics } from '../../../main/contract/series.ts'
import { useSettled } from '../../charts/useSeriesView.ts'
import { useApi } from '../../client/context.tsx'
import type { Range } from '../../workspace/selection.ts'
import { runningAbove } from './running.ts'

/** Statistics of a stretch by tag id, from every stored point, or only from those at which the tag's own asset runs. */
export function useStatistics({ tags, stretch, running }: { tags: readonly Tag[]; stretch: Range | null; running: ReadonlyMap<number, Tag | null> | null }) {
  const api = useApi()
  const settled = useSettled(stretch, 150)
  const groups = [...Map.groupBy(tags, ({ asset }) => asset)]
  return useQueries({
    queries: groups.map(([asset, mine]) => {
      const command = running?.get(asset)
      return {
        ...api.series.statistics.queryOptions({
          input: { tags: mine.map(({ id }) => id), from: settled?.from ?? 0, to: settled?.to ?? 0, ...(command && { while: { tag: command.id, above: runningAbove } }) },
        }),
        enabled: settled !== null,
      }
    }),
    combine: (results) => ({
      of: new Map<number, Statistics>(settled ? results.flatMap(({ data }) => (data ?? []).map((one) => [one.tag, one] as const)) : []),
      error: results.find(({ isError }) => isError)?.error ?? null,
    }),
  })
}
