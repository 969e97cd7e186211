import { useEffect } from 'react'
import { create, type StoreApi, type UseBoundStore } from 'zustand'
import type { Operation, Where } from '../../../main/contract/deployments.ts'
import { useCore } from '../../client/context.tsx'
import { sleep } from '../../client/followChanges.ts'

export interface KnownOperation extends Operation {
  /** Clock of this page when the first picture came: the core's clock may go differently. */
  readonly seenAt: number
  /** It had ended when this page first heard of it: history, not news. One that was interrupted is news until another change is begun. */
  readonly old: boolean
}

interface OperationsState {
  readonly operations: ReadonlyMap<string, KnownOperation>
  /** Closed by the user: ended and read. */
  readonly dismissed: ReadonlySet<string>
  /** Takes a picture; an older one than is known is ignored. */
  take(operation: Operation): void
  dismiss(id: string): void
}

/** @param now clock of this page, epoch ms. */
export const createOperationsStore = (now: () => number): UseBoundStore<StoreApi<OperationsState>> =>
  create<OperationsState>((set) => ({
    operations: new Map(),
    dismissed: new Set(),
    take: (operation) =>
      set(({ operations }) => {
        const known = operations.get(operation.id)
        return known && known.seq > operation.seq ? {} : { operations: new Map(operations).set(operation.id, { ...operation, seenAt: known?.seenAt ?? now(), old: known?.old ?? (hasEnded(operation) && operation.state !== 'interrupted') }) }
      }),
    dismiss: (id) => set(({ dismissed }) => ({ dismissed: new Set(dismissed).add(id) })),
  }))

export const useOperations = createOperationsStore(Date.now)

/** Follows changes to what is deployed, for as long as the caller is mounted. */
export function useFollowedOperations(): void {
  const { client } = useCore()
  const take = useOperations((state) => state.take)
  useEffect(() => {
    const stopped = new AbortController()
    void follow()
    return () => stopped.abort()

    async function follow() {
      let pause = 250
      while (!stopped.signal.aborted) {
        try {
          const watching = await client.deployments.watchOperations(undefined, { signal: stopped.signal })
          for (const operation of await client.deployments.operations(undefined, { signal: stopped.signal })) take(operation)
          for await (const operation of watching) {
            pause = 250
            take(operation)
          }
        } catch {
          // the line status tells of it; the stream is opened again
        }
        await sleep(pause, stopped.signal)
        pause = Math.min(pause * 2, 5000)
      }
    }
  }, [client, take])
}

export const hasEnded = ({ state }: Pick<Operation, 'state'>): boolean => state === 'done' || state === 'failed' || state === 'cancelled' || state === 'interrupted'

/** The newest change to a target, unless it has ended and was closed, or had ended before this page was opened. An older one is no news any more. */
export function latestOperation(operations: ReadonlyMap<string, KnownOperation>, dismissed: ReadonlySet<string>, { environment, target, context = '' }: Where): KnownOperation | null {
  const here = [...operations.values()].filter((one) => one.environment === environment && one.target === target && one.context === context)
  const newest = here.toSorted((a, b) => b.createdAt - a.createdAt || b.seq - a.seq)[0]
  return newest && !newest.old && !dismissed.has(newest.id) ? newest : null
}

/** Seconds until something is sent, by the clock of this page. */
export function secondsLeft({ startsAt, createdAt, seenAt }: Pick<KnownOperation, 'startsAt' | 'createdAt' | 'seenAt'>, now: number): number {
  return Math.max(0, Math.ceil((startsAt - createdAt - (now - seenAt)) / 1000))
}
