import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useSettled } from '../../charts/useSeriesView.ts'
import { useApi } from '../../client/context.tsx'

const frame = 16 // ms

/** Events, alarms a week and labels at a threshold, as it is moved: asked for at most once a frame, what was shown stays until the answer is here. */
export function useTried(detection: number, threshold: number) {
  const api = useApi()
  return useQuery({
    ...api.detections.tryThreshold.queryOptions({ input: { id: detection, threshold: useSettled(threshold, frame) } }),
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  })
}
export type Tried = NonNullable<ReturnType<typeof useTried>['data']>
