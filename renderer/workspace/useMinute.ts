import { useSyncExternalStore } from 'react'

const minute = 60_000

/** The time of day to the minute, epoch ms: for what changes by itself with the clock. */
export const useMinute = (): number => useSyncExternalStore(subscribe, () => Math.floor(Date.now() / minute) * minute)

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, 5000)
  return () => clearInterval(timer)
}
