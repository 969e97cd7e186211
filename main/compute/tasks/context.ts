import type { Store } from '../../storage/ports.ts'
import type { TaskRun } from '../port.ts'

/** What a worker process owns: its own connection to the store. Tasks get everything else as input. */
export interface TaskContext {
  readonly store: Store
  /** Epoch milliseconds. Passed in so that tests need no real clock. */
  readonly clock: () => number
  /** The root of the thread that reads files ahead of storing them (see `ingest/thread/`); without it the worker reads by itself. */
  readonly reading?: string | undefined
  /** The root of the threads that learn and score beside this worker (see `sideBySide/`); without it the worker does all of it. */
  readonly beside?: string | undefined
}

/** One file per task in this folder, one row in `index.ts`. Inputs and outputs are structured-cloneable. */
export type Task<Input, Output> = (context: TaskContext, input: Input, run: TaskRun) => Promise<Output>
