import { fork } from 'node:child_process'
import { Fault } from '../../contract/errors.ts'
import type { FromWorker, HostChannel, Lane, SpawnWorker, ToWorker, WorkerChannel } from '../port.ts'

/** Where a worker finds its options: not in its arguments, which every user of the machine can read. */
export const optionsVariable = 'TELLTALE_WORKER'

export interface ChildProcessOptions {
  /** The root of a worker: `main/worker.ts`, or the built `worker.js`. */
  readonly entry: string
  /** Plain data for the worker's root. */
  readonly options: (lane: Lane) => unknown
  readonly execArgv?: readonly string[] | undefined
}

/** A worker as a child of this process. Its standard output goes to our standard error: ours belongs to the command line's JSON. */
export function spawnChildProcess({ entry, options, execArgv = [] }: ChildProcessOptions): SpawnWorker {
  return (lane) => {
    const child = fork(entry, [], {
      serialization: 'advanced',
      execArgv: [...execArgv],
      stdio: ['ignore', 2, 2, 'ipc'],
      env: { ...process.env, [optionsVariable]: JSON.stringify(options(lane)) },
    })
    const exits = new Set<Parameters<WorkerChannel['onExit']>[0]>()
    let exit: { code: number | null; signal: string | null } | null = null
    const ended = (how: { code: number | null; signal: string | null }) => {
      if (exit) return
      exit = how
      for (const listener of exits) listener(how)
    }
    child.on('exit', (code, signal) => ended({ code, signal }))
    // A failed spawn has no exit; a failed send has one coming.
    child.on('error', () => {
      if (child.pid === undefined) ended({ code: null, signal: null })
    })
    return {
      pid: child.pid ?? null,
      send(message) {
        // With a callback a shut pipe is not thrown: the exit that follows tells the pending calls.
        child.send(message, () => {})
      },
      onMessage(listener) {
        const receive = (message: unknown) => listener(message as FromWorker) // both ends are built from the same port
        child.on('message', receive)
        return () => child.off('message', receive)
      },
      onExit(listener) {
        if (exit) queueMicrotask(() => exit && listener(exit))
        exits.add(listener)
        return () => exits.delete(listener)
      },
      kill() {
        child.kill('SIGKILL')
      },
    }
  }
}

/**
 * The worker's end. Signals meant for the whole group (Ctrl-C, a stopping service manager) are left to the parent, which stops tasks at
 * their checkpoints; a worker whose parent has gone ends by itself.
 * @throws Fault `not_supported` when this process was not forked.
 */
export function parentChannel(): HostChannel {
  if (!process.send) throw new Fault('not_supported', 'worker.ts is started by the program itself, never by hand.')
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => {})
  process.once('disconnect', () => process.exit(0))
  return {
    // With a callback a shut pipe is not thrown: the disconnect that follows ends this process.
    send: (message) => void process.send?.(message, undefined, undefined, () => {}),
    onMessage(listener) {
      const receive = (message: unknown) => listener(message as ToWorker)
      process.on('message', receive)
      return () => process.off('message', receive)
    },
  }
}
