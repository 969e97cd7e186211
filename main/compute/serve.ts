import { Fault, faultData, type FaultData } from '../contract/errors.ts'
import type { HostChannel, TaskRun, TaskTable } from './port.ts'

/** The table of tasks as functions: what `compute/tasks/index.ts` is. */
export type TaskFunctions<Tasks extends TaskTable, Context> = {
  readonly [Name in keyof Tasks]: (context: Context, input: Tasks[Name]['input'], run: TaskRun) => Promise<Tasks[Name]['output']>
}

/**
 * The worker's side: runs what it is told, as many at once as it is told. A failure crosses as data. Resolves when the host has asked it
 * to close and every task has stopped; then the root closes what it owns and lets the process end.
 */
export function serveTasks<Tasks extends TaskTable, Context>(tasks: TaskFunctions<Tasks, Context>, context: Context, channel: HostChannel): Promise<void> {
  const running = new Map<number, { abort: AbortController; done: Promise<void> }>()
  const closed = Promise.withResolvers<void>()

  async function run(id: number, name: string, input: unknown, signal: AbortSignal): Promise<void> {
    try {
      if (!Object.hasOwn(tasks, name)) throw new Fault('not_supported', `This worker knows no task named ${name}: program and worker are of different versions.`, { task: name })
      const task = tasks[name as keyof Tasks]
      // The host took the input from the same table that types the task.
      const output = await task(context, input as Tasks[keyof Tasks]['input'], {
        signal,
        report(progress) {
          if (!signal.aborted) channel.send({ type: 'progress', id, progress })
        },
      })
      channel.send({ type: 'done', id, output })
    } catch (error) {
      channel.send({ type: 'failed', id, fault: sendable(signal.aborted && isAbort(error, signal) ? { code: 'cancelled', message: `${name} was cancelled.`, detail: { task: name } } : faultData(error)) })
    }
  }

  const off = channel.onMessage((message) => {
    switch (message.type) {
      case 'run': {
        const abort = new AbortController()
        const done = run(message.id, message.task, message.input, abort.signal).finally(() => running.delete(message.id))
        running.set(message.id, { abort, done })
        return
      }
      case 'cancel':
        running.get(message.id)?.abort.abort()
        return
      case 'close':
        off()
        for (const { abort } of running.values()) abort.abort()
        void Promise.all([...running.values()].map(({ done }) => done)).then(() => closed.resolve())
    }
  })
  channel.send({ type: 'ready' })
  return closed.promise
}

function isAbort(error: unknown, signal: AbortSignal): boolean {
  return error === signal.reason || (error instanceof Error && error.name === 'AbortError')
}

/** A fault whose detail cannot be cloned must not hide the fault itself. */
function sendable(fault: FaultData): FaultData {
  try {
    structuredClone(fault.detail)
    return fault
  } catch {
    return { ...fault, detail: {} }
  }
}
