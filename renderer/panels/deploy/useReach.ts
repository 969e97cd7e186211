import { useQuery } from '@tanstack/react-query'
import type { Where } from '../../../main/contract/deployments.ts'
import { useApi } from '../../client/context.tsx'

/** Whether the target answers: the core gives a clear state within 5 seconds. Asked anew when another target is chosen. */
export function useReach(where: Where) {
  const api = useApi()
  return useQuery(api.deployments.reach.queryOptions({ input: where, gcTime: 0, staleTime: 30_000 }))
}
