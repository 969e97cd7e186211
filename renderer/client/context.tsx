import { createTanstackQueryUtils, type RouterUtils } from '@orpc/tanstack-query'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createContext, useContext, useEffect, useMemo, useSyncExternalStore, type ReactNode } from 'react'
import { followChanges } from './followChanges.ts'
import { toFault } from './faults.ts'
import type { Client, Connection, LineStatus } from './connection.ts'

export interface Core {
  readonly client: Client
  /** Query and mutation options of every call of the contract. */
  readonly api: RouterUtils<Client>
  readonly connection: Connection
}

const CoreContext = createContext<Core | null>(null)

/** What is loaded stays fresh until the core hints that it changed: nothing polls. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: 'always',
        retry: (failures, error) => toFault(error).code === 'unreachable' && failures < 3,
      },
      mutations: { networkMode: 'always' },
    },
  })
}

export function CoreProvider({ connection, queryClient, children }: { connection: Connection; queryClient: QueryClient; children: ReactNode }) {
  const core = useMemo<Core>(() => ({ client: connection.client, api: createTanstackQueryUtils(connection.client), connection }), [connection])
  useEffect(() => followChanges({ client: connection.client, queryClient }), [connection, queryClient])
  return (
    <QueryClientProvider client={queryClient}>
      <CoreContext value={core}>{children}</CoreContext>
    </QueryClientProvider>
  )
}

export function useCore(): Core {
  const core = useContext(CoreContext)
  if (!core) throw new Error('useCore needs a CoreProvider above it')
  return core
}

export const useApi = (): RouterUtils<Client> => useCore().api

export function useLineStatus(): LineStatus {
  const { connection } = useCore()
  return useSyncExternalStore(connection.onStatus, connection.status)
}
