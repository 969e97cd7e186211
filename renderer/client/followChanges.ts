import type { QueryClient } from '@tanstack/react-query'
import type { Topic } from '../../main/contract/jobs.ts'
import type { Client } from './connection.ts'

/** Which calls may answer differently after a hint. Keys are the first parts of the path of a call. */
const touched: Record<Topic, readonly (readonly string[])[]> = {
  jobs: [['jobs']],
  assets: [['assets']],
  tags: [['assets'], ['series']],
  detections: [['detections'], ['assets', 'list']],
  events: [['events'], ['assets', 'list']],
  settings: [['settings']],
  layouts: [['layouts']],
  runs: [['runs']],
  annotations: [['annotations']],
  deployments: [['deployments']],
  // not the previews: what is being corrected stays as it is
  imports: [['imports', 'watched']],
}

export interface FollowOptions {
  readonly client: Client
  readonly queryClient: QueryClient
  /** Longest pause between two tries, ms. */
  readonly longestPause?: number
}

/**
 * Keeps what is shown true: every hint of the core marks the answers it touches as stale. When hints were missed (a gap in their
 * numbers, or the stream broke), everything is asked again. Returns the stop.
 */
export function followChanges({ client, queryClient, longestPause = 5000 }: FollowOptions): () => void {
  const stopped = new AbortController()
  void follow()
  return () => stopped.abort()

  async function follow() {
    let pause = 250
    let missed = false
    while (!stopped.signal.aborted) {
      try {
        const hints = await client.changes.watch(undefined, { signal: stopped.signal })
        if (missed) void queryClient.invalidateQueries()
        missed = false
        let last: number | null = null
        for await (const { seq, topic } of hints) {
          pause = 250
          if (last !== null && seq !== last + 1) void queryClient.invalidateQueries()
          else for (const path of touched[topic]) void queryClient.invalidateQueries({ queryKey: [path] })
          last = seq
        }
      } catch {
        // a broken stream is told by the line status; here it only means: ask again
      }
      if (stopped.signal.aborted) return
      missed = true
      await sleep(pause, stopped.signal)
      pause = Math.min(pause * 2, longestPause)
    }
  }
}

/** Resolves after `ms`, or at once when aborted. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
