/** The port to worker processes. The table of tasks with their inputs and outputs is `compute/tasks/index.ts`. */
import type { FaultData } from '../contract/errors.ts'

/** `interactive`: one warm worker for reads and searches. `batch`: one process per job, so that it never delays a pan. */
export type Lane = 'interactive' | 'batch'

export interface TaskProgress {
  readonly progress: number | null
  readonly doing: string
  /** Anything the panel of this task draws while it runs (a training epoch, rows so far). A full picture, never a difference. */
  readonly snapshot?: unknown
}

export interface RunOptions {
  readonly lane: Lane
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: TaskProgress) => void) | undefined
  /** Begins only when nobody else waits for a process of its lane, and leaves one of them free where there are several. What has begun is not stopped for others. */
  readonly yields?: boolean | undefined
}

export interface WorkerStatus {
  readonly lane: Lane
  readonly state: 'idle' | 'busy' | 'starting' | 'crashed'
  readonly pid: number | null
}

/**
 * Runs tasks somewhere else. Cancel = message, then 5 s, then kill. A crash rejects what was pending with `worker_crashed`, and the
 * interactive worker is started again with back-off. Inputs and outputs are structured-cloneable.
 */
export interface ComputeHost<Tasks extends TaskTable = TaskTable> {
  run<Name extends keyof Tasks & string>(task: Name, input: Tasks[Name]['input'], options: RunOptions): Promise<Tasks[Name]['output']>
  status(): readonly WorkerStatus[]
  close(): Promise<void>
}

export type TaskTable = Record<string, { input: unknown; output: unknown }>

/** What a task may ask of its surroundings while it runs. `pause` is a cancel that keeps the checkpoint: tasks need not tell them apart. */
export interface TaskRun {
  readonly signal: AbortSignal
  report(progress: TaskProgress): void
}

/** One process, or its double in tests: a pipe of structured-cloneable messages. Three lines over `utilityProcess`, `child_process` or nothing. */
export interface WorkerChannel {
  readonly pid: number | null
  send(message: ToWorker): void
  onMessage(listener: (message: FromWorker) => void): () => void
  onExit(listener: (exit: { code: number | null; signal: string | null }) => void): () => void
  kill(): void
}
/** The worker's end of the same pipe. */
export interface HostChannel {
  send(message: FromWorker): void
  onMessage(listener: (message: ToWorker) => void): () => void
}
export type SpawnWorker = (lane: Lane) => WorkerChannel

export type ToWorker = { type: 'run'; id: number; task: string; input: unknown } | { type: 'cancel'; id: number } | { type: 'close' }
export type FromWorker =
  | { type: 'ready' }
  /** This process cannot serve (its store does not open, say) and ends; whoever waits for it gets this fault. */
  | { type: 'refused'; fault: FaultData }
  | { type: 'progress'; id: number; progress: TaskProgress }
  | { type: 'done'; id: number; output: unknown }
  | { type: 'failed'; id: number; fault: FaultData }
