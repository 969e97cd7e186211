import { cancelledFault, crashFault, type Call } from './call.ts'
import type { LaneOptions, WorkerLane } from './interactive.ts'
import { openSession, type Session } from './session.ts'

/**
 * One process per call, at most `limit` at a time, first come first served, save that calls which yield (they are long) come last, and leave one slot
 * to the others: where there is only one, another call runs beside the one that yields, two processes in all. A slot is free when its process has ended,
 * so that memory is bounded too.
 */
export function openBatchLane({ spawn, scheduler, onCrash, limit }: LaneOptions & { limit: number }): WorkerLane {
  let queue: Call[] = []
  const active = new Map<Call, Session>()
  let closed = false

  function pump() {
    while (!closed) {
      const urgent = queue.findIndex(({ yields }) => !yields)
      const yielding = [...active.keys()].filter(({ yields }) => yields).length
      if (active.size >= (urgent >= 0 && yielding > 0 ? Math.max(2, limit) : limit)) return
      if (urgent < 0 && yielding >= Math.max(1, limit - 1)) return
      const [call] = queue.splice(Math.max(0, urgent), 1)
      if (!call) return
      const session = openSession(spawn('batch'), {
        scheduler,
        onGone({ exit, orphans, killedByUs, closing, refusal }) {
          active.delete(call)
          if (orphans.length > 0 && !call.settled) {
            if (closed) call.reject(cancelledFault(call.task, 'was stopped because the program ends'))
            else if (killedByUs) call.reject(cancelledFault(call.task, 'did not stop by itself and its process was killed'))
            else call.reject(refusal ?? crashFault(call.task, exit))
          }
          if (!closing && !killedByUs) onCrash({ lane: 'batch', pid: session.pid, ...exit, tasks: [call.task], reason: refusal?.message ?? null })
          pump()
        },
      })
      active.set(call, session)
      session.start(call)
      // However the call ended, its process has nothing left to do.
      const release = () => void session.close()
      call.promise.then(release, release)
    }
  }

  return {
    run(call) {
      if (closed) return call.reject(cancelledFault(call.task, 'was not started because the program ends'))
      const onAbort = () => {
        const session = active.get(call)
        // The caller waits for the process to have stopped: what it wrote until then is complete and can be gone on from.
        if (session) return session.cancel(call)
        queue = queue.filter((other) => other !== call)
        call.reject(cancelledFault(call.task))
      }
      call.signal?.addEventListener('abort', onAbort, { once: true })
      const forget = () => call.signal?.removeEventListener('abort', onAbort)
      call.promise.then(forget, forget)
      queue.push(call)
      pump()
    },
    status() {
      return [...active.values()].map((session) => ({ lane: 'batch', state: session.ready ? 'busy' : 'starting', pid: session.pid }))
    },
    async close() {
      closed = true
      for (const call of queue) call.reject(cancelledFault(call.task, 'was not started because the program ends'))
      queue = []
      await Promise.all([...active.values()].map((session) => session.close()))
    },
  }
}
