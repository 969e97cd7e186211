import { useEffect, useState } from 'react'
import type { StackStatus, Where } from '../../../main/contract/deployments.ts'
import { useCore } from '../../client/context.tsx'
import { toFault } from '../../client/faults.ts'
import { sleep } from '../../client/followChanges.ts'

/**
 * Pictures of what runs, for as long as the caller is mounted. A lost line to the program is tried again, with the last picture left in place;
 * what will not change by waiting ends it, and is given.
 */
export function useStatus(where: Where): { status: StackStatus | null; error: unknown; again: () => void } {
  const { client } = useCore()
  const key = JSON.stringify(where)
  const [seen, setSeen] = useState<{ key: string; status: StackStatus | null; error: unknown }>({ key, status: null, error: null })
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    const stopped = new AbortController()
    void follow()
    return () => stopped.abort()

    async function follow() {
      while (!stopped.signal.aborted) {
        try {
          for await (const status of await client.deployments.watch(JSON.parse(key) as Where, { signal: stopped.signal })) setSeen({ key, status, error: null })
        } catch (error) {
          if (stopped.signal.aborted) return
          setSeen((before) => ({ key, status: before.key === key ? before.status : null, error }))
          if (toFault(error).code !== 'unreachable') return
        }
        await sleep(1000, stopped.signal)
      }
    }
  }, [client, key, turn])
  const mine = seen.key === key
  return { status: mine ? seen.status : null, error: mine ? seen.error : null, again: () => setTurn((n) => n + 1) }
}
