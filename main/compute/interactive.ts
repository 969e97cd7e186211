import { cancelledFault, crashFault, type Call } from './call.ts'
import type { SpawnWorker, WorkerStatus } from './port.ts'
import type { Scheduler } from './scheduler.ts'
import { openSession, type Ending, type Session } from './session.ts'

const firstBackoffMs = 250
const longestBackoffMs = 10_000

/** A lane takes calls and owns its processes. */
export interface WorkerLane {
  run(call: Call): void
  status(): WorkerStatus[]
  close(): Promise<void>
}

export interface LaneOptions {
  readonly spawn: SpawnWorker
  readonly scheduler: Scheduler
  readonly onCrash: (crash: { lane: WorkerStatus['lane']; pid: number | null; code: number | null; signal: string | null; tasks: readonly string[]; reason: string | null }) => void
}

/**
 * One warm worker, many calls in flight; they share its event loop in order of arrival. A cancelled caller is answered at once. When the
 * worker must be killed because a cancelled call does not stop, the calls beside it are run once more on the next worker: this lane only reads.
 */
export function openInteractiveLane({ spawn, scheduler, onCrash, warm }: LaneOptions & { warm: boolean }): WorkerLane {
  let session: Session | null = null
  let crashes = 0
  let cancelBackoff: (() => void) | null = null
  let closed = false
  /** Calls that came while there is no worker to give them to. */
  let waiting: Call[] = []

  function start() {
    cancelBackoff = null
    const opened = openSession(spawn('interactive'), {
      scheduler,
      onAnswer: () => (crashes = 0),
      onGone: (ending) => ended(opened.pid, ending),
    })
    session = opened
    const calls = waiting
    waiting = []
    for (const call of calls) opened.start(call)
  }

  function ended(pid: number | null, { exit, orphans, killedByUs, closing, refusal }: Ending) {
    session = null
    for (const call of orphans) {
      if (call.settled) continue
      if (closing) call.reject(cancelledFault(call.task, 'was stopped because the program ends'))
      else if (killedByUs && call.resent++ === 0) waiting.push(call)
      else call.reject(refusal ?? crashFault(call.task, exit))
    }
    if (closing || closed) return
    if (killedByUs) return start()
    onCrash({ lane: 'interactive', pid, ...exit, tasks: orphans.map(({ task }) => task), reason: refusal?.message ?? null })
    const delay = Math.min(longestBackoffMs, firstBackoffMs * 2 ** crashes++)
    cancelBackoff = scheduler.after(delay, start)
  }

  if (warm) start()

  return {
    run(call) {
      if (closed) return call.reject(cancelledFault(call.task, 'was not started because the program ends'))
      const onAbort = () => {
        call.reject(cancelledFault(call.task))
        waiting = waiting.filter((other) => other !== call)
        session?.cancel(call)
      }
      call.signal?.addEventListener('abort', onAbort, { once: true })
      call.promise.then(() => call.signal?.removeEventListener('abort', onAbort), () => call.signal?.removeEventListener('abort', onAbort))
      if (session) return session.start(call)
      waiting.push(call)
      if (!cancelBackoff) start()
    },
    status() {
      if (!session) return crashes > 0 ? [{ lane: 'interactive', state: 'crashed', pid: null }] : []
      const state = !session.ready ? 'starting' : session.pending > 0 ? 'busy' : 'idle'
      return [{ lane: 'interactive', state, pid: session.pid }]
    },
    async close() {
      closed = true
      cancelBackoff?.()
      for (const call of waiting) call.reject(cancelledFault(call.task, 'was stopped because the program ends'))
      waiting = []
      await session?.close()
    },
  }
}
