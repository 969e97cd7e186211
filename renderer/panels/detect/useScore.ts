import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { unpackColumns } from '../../../main/contract/columns.ts'
import { tagView, useSettled } from '../../charts/useSeriesView.ts'
import type { View } from '../../charts/lane.ts'
import { useApi } from '../../client/context.tsx'

/** The score of an asset over a stretch, as min/max buckets or every sample. */
export function useScore({ detection, view }: { detection: number | null; view: View | null }) {
  const api = useApi()
  const settled = useSettled(view)
  return useQuery({
    queryKey: [['detections', 'scores'], { detection, view: settled }],
    enabled: detection !== null && settled !== null,
    placeholderData: keepPreviousData,
    structuralSharing: false,
    queryFn: async ({ signal }) => {
      const { from, to } = settled ?? { from: 0, to: 1 }
      const answer = await api.detections.scores.call({ id: detection ?? 0, from, to, buckets: 1200 }, { signal })
      return { threshold: answer.threshold, score: tagView(await unpackColumns(answer.columns), '', 0, answer.raw) }
    },
  })
}
