import { Fault, faultFrom } from '../contract/errors.ts'
import { cancelledFault, type Call } from './call.ts'
import type { FromWorker, WorkerChannel } from './port.ts'
import type { Scheduler } from './scheduler.ts'

/** How long a worker may take to obey before it is killed, and how long after that until it is given up. */
export const graceMs = 5_000
/** A worker that has not said that it is ready by then is taken for stuck. */
export const startMs = 60_000

/** What is left when a worker process has ended. */
export interface Ending {
  readonly exit: { code: number | null; signal: string | null }
  /** Calls without an answer, cancelled ones included. */
  readonly orphans: readonly Call[]
  /** We killed it because a cancelled call did not stop in time. */
  readonly killedByUs: boolean
  /** We asked it to end. */
  readonly closing: boolean
  readonly everReady: boolean
  /** Why the worker itself said that it cannot serve. */
  readonly refusal: Fault | null
}

/** One worker process and the calls it owes an answer. */
export interface Session {
  readonly pid: number | null
  readonly ready: boolean
  readonly pending: number
  /** Calls are sent when the worker is ready, in order of arrival. */
  start(call: Call): void
  /** Message, then `graceMs`, then kill. A call that was not sent yet is rejected at once. */
  cancel(call: Call): void
  /** Asks the worker to stop its tasks and end; kills it after `graceMs`. Resolves when it is gone. */
  close(): Promise<void>
}

export function openSession(channel: WorkerChannel, { scheduler, onReady, onAnswer, onGone }: {
  scheduler: Scheduler
  onReady?: () => void
  onAnswer?: () => void
  onGone(ending: Ending): void
}): Session {
  const calls = new Map<number, { call: Call; sent: boolean; disarm?: () => void }>()
  const gone = Promise.withResolvers<void>()
  let nextId = 1
  let ready = false
  let ended = false
  let closing = false
  let killedByUs = false
  let refusal: Fault | null = null
  const timers = new Set<() => void>()
  const after = (ms: number, work: () => void) => {
    const cancel = scheduler.after(ms, () => {
      timers.delete(disarm)
      work()
    })
    const disarm = () => {
      timers.delete(disarm)
      cancel()
    }
    timers.add(disarm)
    return disarm
  }

  function finish(exit: Ending['exit']) {
    if (ended) return
    ended = true
    for (const disarm of timers) disarm()
    offMessage()
    offExit()
    const orphans = [...calls.values()].map(({ call }) => call)
    calls.clear()
    onGone({ exit, orphans, killedByUs, closing, everReady: ready, refusal })
    gone.resolve()
  }

  function kill() {
    channel.kill()
    // A process in uninterruptible sleep (a dead network disk) cannot even be killed: do not wait for it for ever.
    after(graceMs, () => finish({ code: null, signal: 'SIGKILL' }))
  }

  function send(id: number) {
    const entry = calls.get(id)
    if (!entry) return
    entry.sent = true
    try {
      channel.send({ type: 'run', id, task: entry.call.task, input: entry.call.input })
    } catch (cause) {
      calls.delete(id)
      const { task } = entry.call
      entry.call.reject(new Fault('internal', `The input of ${task} could not be sent to its worker: ${cause instanceof Error ? cause.message : String(cause)}`, { task }, { cause }))
    }
  }

  function take(id: number): Call | undefined {
    const entry = calls.get(id)
    entry?.disarm?.()
    calls.delete(id)
    return entry?.call
  }

  function receive(message: FromWorker) {
    switch (message.type) {
      case 'ready':
        if (ready) return
        ready = true
        disarmStart()
        onReady?.()
        for (const id of calls.keys()) send(id)
        return
      case 'refused':
        refusal = faultFrom(message.fault)
        return
      case 'progress':
        calls.get(message.id)?.call.progress(message.progress)
        return
      case 'done':
        take(message.id)?.resolve(message.output)
        onAnswer?.()
        return
      case 'failed':
        take(message.id)?.reject(faultFrom(message.fault))
        onAnswer?.()
    }
  }

  const offMessage = channel.onMessage(receive)
  const offExit = channel.onExit(finish)
  const disarmStart = after(startMs, kill)

  return {
    pid: channel.pid,
    get ready() {
      return ready && !ended
    },
    get pending() {
      return calls.size
    },
    start(call) {
      const id = nextId++
      calls.set(id, { call, sent: false })
      if (ready) send(id)
    },
    cancel(call) {
      for (const [id, entry] of calls) {
        if (entry.call !== call) continue
        if (!entry.sent) {
          calls.delete(id)
          call.reject(cancelledFault(call.task))
        } else if (!entry.disarm) {
          entry.disarm = after(graceMs, () => {
            killedByUs = true
            kill()
          })
          channel.send({ type: 'cancel', id })
        }
      }
    },
    close() {
      if (!ended && !closing) {
        closing = true
        after(graceMs, kill)
        try {
          channel.send({ type: 'close' })
        } catch {
          // The pipe is shut already: its exit is on the way, and the timer above is there for when it is not.
        }
      }
      return gone.promise
    },
  }
}
