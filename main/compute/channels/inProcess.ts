import type { FromWorker, HostChannel, Lane, SpawnWorker, TaskTable, ToWorker } from '../port.ts'
import { serveTasks, type TaskFunctions } from '../serve.ts'

type Exit = { code: number | null; signal: string | null }

/** What the worker's side sees: its end of the pipe, and a way to end as a process would. */
export interface InProcessWorker {
  readonly lane: Lane
  readonly channel: HostChannel
  exit(code: number): void
}

/** Workers in this process that serve `tasks`: for the command line, whose one job needs no second process, and for tests of what lies above. */
export function inProcessSpawn<Tasks extends TaskTable, Context>(tasks: TaskFunctions<Tasks, Context>, context: Context): SpawnWorker {
  return inProcessWorkers(({ channel, exit }) => {
    void serveTasks(tasks, context, channel).then(() => exit(0))
  })
}

/**
 * Workers in this process: messages are cloned as between processes and arrive in a later turn. A killed worker's
 * messages go nowhere; its code runs on, as there is no process to end.
 */
export function inProcessWorkers(serve: (worker: InProcessWorker) => void): SpawnWorker {
  return (lane) => {
    const toWorker = pipe<ToWorker>()
    const toHost = pipe<FromWorker>()
    const exits = new Set<(exit: Exit) => void>()
    let over = false
    const end = (exit: Exit) => {
      if (over) return
      over = true
      // after what was sent before it, as with a process
      queueMicrotask(() => {
        toHost.shut()
        for (const listener of exits) listener(exit)
      })
    }
    queueMicrotask(() => serve({ lane, channel: { send: (message) => !over && toHost.send(message), onMessage: toWorker.on }, exit: (code) => end({ code, signal: null }) }))
    return {
      pid: null,
      send: (message) => !over && toWorker.send(message),
      onMessage: toHost.on,
      onExit(listener) {
        exits.add(listener)
        return () => exits.delete(listener)
      },
      kill: () => end({ code: null, signal: 'SIGKILL' }),
    }
  }
}

/** Keeps what comes before the first listener, as an IPC channel does. */
function pipe<Message>() {
  const listeners = new Set<(message: Message) => void>()
  let early: Message[] = []
  let open = true
  return {
    send(message: Message) {
      const copy = structuredClone(message)
      queueMicrotask(() => {
        if (!open) return
        if (listeners.size === 0) early.push(copy)
        for (const listener of listeners) listener(copy)
      })
    },
    on(listener: (message: Message) => void) {
      listeners.add(listener)
      const kept = early
      early = []
      for (const message of kept) listener(message)
      return () => listeners.delete(listener)
    },
    shut() {
      open = false
    },
  }
}
