import { availableParallelism } from 'node:os'
import { openBatchLane } from './batch.ts'
import { cancelledFault, createCall } from './call.ts'
import { openInteractiveLane, type LaneOptions, type WorkerLane } from './interactive.ts'
import type { ComputeHost, Lane, SpawnWorker, TaskTable } from './port.ts'
import { realScheduler, type Scheduler } from './scheduler.ts'

export interface ComputeHostOptions {
  /** Starts a process for a lane: `childProcess.ts`, the desktop's utility process, or `inProcess.ts` in tests. */
  readonly spawn: SpawnWorker
  /** Processors to plan for; batch jobs use all but one, and at least one. */
  readonly cores?: number | undefined
  /** false: the interactive worker starts with the first call (a command that may need none). */
  readonly warm?: boolean | undefined
  readonly scheduler?: Scheduler | undefined
  readonly onCrash?: LaneOptions['onCrash'] | undefined
}

/**
 * Worker processes in two lanes. `interactive`: one warm worker. `batch`: a process per call. Cancel = message, 5 s, kill. A crash rejects
 * what was pending with Fault `worker_crashed` (detail: task, exitCode, signal); the interactive worker starts again with back-off.
 */
export function createComputeHost<Tasks extends TaskTable>({
  spawn,
  cores = availableParallelism(),
  warm = true,
  scheduler = realScheduler,
  onCrash = () => {},
}: ComputeHostOptions): ComputeHost<Tasks> {
  const lanes: Record<Lane, WorkerLane> = {
    interactive: openInteractiveLane({ spawn, scheduler, onCrash, warm }),
    batch: openBatchLane({ spawn, scheduler, onCrash, limit: Math.max(1, Math.floor(cores) - 1) }),
  }
  return {
    run<Name extends keyof Tasks & string>(task: Name, input: Tasks[Name]['input'], options: Parameters<ComputeHost<Tasks>['run']>[2]) {
      if (options.signal?.aborted) return Promise.reject(cancelledFault(task, 'was cancelled before it began'))
      const call = createCall(task, input, options)
      lanes[options.lane].run(call)
      // The worker ran the task of this name from the same table.
      return call.promise as Promise<Tasks[Name]['output']>
    },
    status: () => [...lanes.interactive.status(), ...lanes.batch.status()],
    async close() {
      await Promise.all([lanes.interactive.close(), lanes.batch.close()])
    },
  }
}
