/** Training runs as the project keeps them: always here, whether or not a tracking server mirrors them. */
import type { Detail } from '../contract/errors.ts'
import { Fault } from '../contract/errors.ts'
import type { Job } from '../contract/jobs.ts'
import type { Run, RunState } from '../contract/runs.ts'
import type { TrainingRequest } from '../contract/training.ts'
import type { Catalog, JobRow } from '../storage/ports.ts'

/** Document `run` by its number, which is the number of its job. Whatever a reader needs to go on, or to send it elsewhere, stands here. */
export interface RunRecord {
  readonly run: Omit<Run, 'mirror'>
  readonly request: TrainingRequest
  /** Artifact with weights, optimizer and best epoch as of the last epoch in `run.metrics`; written before this document names it. */
  readonly checkpoint: string | null
}

/** What a job of kind `train` is given: the record without its number. */
export interface NewRun {
  readonly run: Omit<Run, 'mirror' | 'id' | 'job'>
  readonly request: TrainingRequest
}

const scope = 'run'
/** Presence of this document asks a training to end and keep its best epoch. */
const stopScope = 'runStop'

export function firstRecord(job: number, { run, request }: NewRun): RunRecord {
  return { run: { ...run, id: job, job }, request, checkpoint: null }
}

export interface RunRecords {
  /** Newest first; runs whose job has not begun yet included. */
  list(): Promise<RunRecord[]>
  /** @throws Fault `not_found`. */
  get(id: number): Promise<RunRecord>
  find(id: number): Promise<RunRecord | null>
  put(record: RunRecord): Promise<RunRecord>
  askToStop(id: number): Promise<void>
  isAskedToStop(id: number): Promise<boolean>
  forgetStop(id: number): Promise<void>
}

export function runRecords({ documents, jobs }: Pick<Catalog, 'documents' | 'jobs'>): RunRecords {
  const find = async (id: number): Promise<RunRecord | null> => {
    const kept = (await documents.get(scope, String(id))) as RunRecord | null // written only by `put` below
    if (kept) return kept
    const row = (await jobs.list()).find((one) => one.id === id && one.kind === 'train')
    return row ? fromJob(row) : null
  }
  return {
    async list() {
      const kept = new Map((await documents.list(scope)).map(({ value }) => [(value as RunRecord).run.id, value as RunRecord])) // as above
      for (const row of await jobs.list()) if (row.kind === 'train' && !kept.has(row.id)) kept.set(row.id, fromJob(row))
      return [...kept.values()].toSorted((a, b) => b.run.id - a.run.id)
    },
    find,
    async get(id) {
      const record = await find(id)
      if (!record) throw new Fault('not_found', `There is no training run ${id}. List them with: telltale runs`, { run: id })
      return record
    },
    async put(record) {
      await documents.put(scope, String(record.run.id), record)
      return record
    },
    askToStop: (id) => documents.put(stopScope, String(id), true),
    isAskedToStop: async (id) => (await documents.get(stopScope, String(id))) === true,
    async forgetStop(id) {
      await documents.remove(stopScope, String(id))
    },
  }
}

function fromJob(row: JobRow): RunRecord {
  return firstRecord(row.id, (row.input as Detail & { begin: NewRun }).begin) // the input of `train.run`
}

/** The record knows how a run ended; while it has not, its job knows better whether anybody works on it. */
export function stateOf(run: Pick<Run, 'state'>, job: Pick<Job, 'state'> | undefined): RunState {
  const open = run.state === 'running' || run.state === 'queued'
  return open && job && job.state !== 'done' ? job.state : run.state
}
