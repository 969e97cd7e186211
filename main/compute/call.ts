import { Fault } from '../contract/errors.ts'
import type { RunOptions, TaskProgress } from './port.ts'

/** One task that somebody waits for. Settles once; what comes later is dropped. */
export interface Call {
  readonly task: string
  readonly input: unknown
  readonly signal: AbortSignal | undefined
  /** As in `RunOptions`. */
  readonly yields: boolean
  readonly promise: Promise<unknown>
  readonly settled: boolean
  /** How often it was sent to a worker again because the worker was ended for another call's sake. */
  resent: number
  progress(progress: TaskProgress): void
  resolve(output: unknown): void
  reject(fault: Fault): void
}

export function createCall(task: string, input: unknown, { signal, onProgress, yields = false }: RunOptions): Call {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  let settled = false
  const once = <Value>(settle: (value: Value) => void) => (value: Value) => {
    if (settled) return
    settled = true
    settle(value)
  }
  return {
    task,
    input,
    signal,
    yields,
    promise,
    resent: 0,
    get settled() {
      return settled
    },
    progress(progress) {
      if (!settled) onProgress?.(progress)
    },
    resolve: once(resolve),
    reject: once(reject),
  }
}

export const cancelledFault = (task: string, how = 'was cancelled'): Fault => new Fault('cancelled', `${task} ${how}.`, { task })

export function crashFault(task: string, exit: { code: number | null; signal: string | null }): Fault {
  const how = exit.signal ? `by signal ${exit.signal}` : exit.code === null ? 'before it could start' : `with exit code ${exit.code}`
  return new Fault(
    'worker_crashed',
    `The worker process that ran ${task} ended ${how}. What was already stored is safe: start it again; if it ends again, look at the log for the reason (often memory).`,
    { task, exitCode: exit.code, signal: exit.signal },
  )
}
