import type { Job } from '../../../main/contract/jobs.ts'
import type { Run } from '../../../main/contract/runs.ts'
import type { TrainingSnapshot } from '../../../main/contract/training.ts'

/** A run with what its job says of it right now. */
export interface LiveRun extends Run {
  /** Milliseconds left; null when nothing runs or it is not known yet. */
  readonly left: number | null
  /** Trainings that were begun before this one and wait too. */
  readonly ahead: number
  /** Code of the fault that ended it. */
  readonly faultCode: string | null
  readonly doing: string
}

/** Lays the newest snapshot of the job over what was stored: a snapshot is a full picture and never older than the record, but for its end. */
export function liveRun(run: Run, job: Job | undefined, ahead = 0): LiveRun {
  const base = { ...run, left: null, ahead, faultCode: job?.error?.code ?? null, doing: job?.doing ?? '' }
  if (!job || run.endedAt !== null) return base
  const state = run.state === 'done' || run.state === 'stopped' || job.state === 'done' ? run.state : job.state
  const ended = state === 'failed' || state === 'cancelled'
  const told = { ...base, state, cause: ended ? (job.error?.message ?? base.cause) : base.cause }
  const snapshot = job.snapshot as TrainingSnapshot | undefined // as: what a job of kind `train` carries
  if (!snapshot || snapshot.metrics.length < run.metrics.length) return told
  return { ...told, metrics: snapshot.metrics, epochs: snapshot.epoch, bestEpoch: snapshot.bestEpoch, backend: snapshot.backend, left: state === 'running' ? snapshot.eta : null }
}

/** All runs as they are now, newest first; the queue is counted in the order in which it was made. */
export function liveRuns(runs: readonly Run[], jobs: ReadonlyMap<number, Job>): LiveRun[] {
  const waiting = [...jobs.values()].filter(({ kind, state }) => kind === 'train' && state === 'queued').map(({ id }) => id)
  return runs.map((run) => liveRun(run, jobs.get(run.job), waiting.filter((id) => id < run.job).length))
}
