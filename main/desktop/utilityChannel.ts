/** A worker as an Electron utility process: Chromium's own child process, sandboxed away from the window, with Node in it. */
import type { UtilityProcess } from 'electron'
import { optionsVariable } from '../compute/channels/childProcess.ts'
import type { FromWorker, Lane, SpawnWorker, WorkerChannel } from '../compute/port.ts'

export interface UtilityOptions {
  readonly fork: (path: string, args: string[], options: { serviceName: string; stdio: 'inherit'; env: NodeJS.ProcessEnv }) => UtilityProcess
  /** The built root of a worker. */
  readonly entry: string
  /** Plain data for the worker's root. */
  readonly options: (lane: Lane) => unknown
  readonly env: NodeJS.ProcessEnv
  /** Ends a process that does not listen any more. */
  readonly killNow: (pid: number) => void
}

export function spawnUtilityProcess({ fork, entry, options, env, killNow }: UtilityOptions): SpawnWorker {
  return (lane) => {
    const child = fork(entry, [], { serviceName: `Telltale ${lane} worker`, stdio: 'inherit', env: { ...env, [optionsVariable]: JSON.stringify(options(lane)) } })
    const exits = new Set<Parameters<WorkerChannel['onExit']>[0]>()
    let exit: { code: number | null; signal: string | null } | null = null
    child.on('exit', (code) => {
      exit = { code, signal: null }
      for (const listener of exits) listener(exit)
    })
    return {
      // asked each time: a utility process has its number only once it runs
      get pid() {
        return child.pid ?? null
      },
      send: (message) => child.postMessage(message),
      onMessage(listener) {
        const receive = (message: unknown) => listener(message as FromWorker) // as: both ends are built from the same port
        child.on('message', receive)
        return () => child.off('message', receive)
      },
      onExit(listener) {
        if (exit !== null) queueMicrotask(() => exit && listener(exit))
        exits.add(listener)
        return () => exits.delete(listener)
      },
      kill() {
        // `kill()` of Electron asks politely; the host has already waited for that.
        const { pid } = child
        if (pid === undefined) child.kill()
        else killNow(pid)
      },
    }
  }
}
