import { Fault, faultData } from '../contract/errors.ts'
import type { Job } from '../contract/jobs.ts'
import type { TaskProgress } from '../compute/port.ts'
import type { StoredInput, TaskName, Tasks } from '../compute/taskTable.ts'
import type { JobRow, Lease } from '../storage/ports.ts'
import { createEmitter } from './emitter.ts'
import { openJobRights } from './jobRights.ts'
import type { CorePorts } from './ports.ts'

/** What a kind of job runs, whether it goes on from a checkpoint (else it begins again), and whether it lets all others go first. */
const runners = {
  import: { task: 'import.run', resumable: true },
  demo: { task: 'demo.run', resumable: true },
  detect: { task: 'detect.run', resumable: false },
  compare: { task: 'detect.compare', resumable: false, yields: true },
  threshold: { task: 'detect.keep', resumable: false },
  train: { task: 'train.run', resumable: true, yields: true },
  export: { task: 'export.run', resumable: false },
  backup: { task: 'store.backup', resumable: false },
  archive: { task: 'store.archive', resumable: false },
} as const satisfies Partial<Record<Job['kind'], { task: TaskName; resumable: boolean; yields?: boolean }>>
export type RunnableKind = keyof typeof runners
/** No job of another kind is ever started. */
const runnerOf = (kind: Job['kind']): { task: TaskName; yields?: boolean } => runners[kind as RunnableKind]
/** Why a running job is being stopped: by the user, to go on later, because the program ends, or because another process runs it now. */
type Stop = 'cancel' | 'pause' | 'close' | 'lost'

const ended: ReadonlySet<Job['state']> = new Set(['done', 'failed', 'cancelled'])
/** What can go on. */
const stopped: ReadonlySet<Job['state']> = new Set(['paused', 'interrupted', 'cancelled', 'failed'])
/** How often a running job's progress goes to disk; watchers are told of every report. */
const persistEvery = 1_000

export interface JobService {
  start<Kind extends RunnableKind>(kind: Kind, title: string, input: Omit<Tasks[(typeof runners)[Kind]['task']]['input'], 'job'>): Promise<Job>
  list(): Promise<Job[]>
  get(id: number): Promise<Job>
  cancel(id: number): Promise<Job>
  pause(id: number): Promise<Job>
  resume(id: number): Promise<Job>
  /** What follows from a job of this kind that did its work: awaited before the job is told to be done. One that fails is logged. */
  follow<Kind extends RunnableKind>(kind: Kind, next: (result: Tasks[(typeof runners)[Kind]['task']]['output']) => Promise<void>): void
  /** Told of every snapshot of every job, those of other processes on the same store too. */
  onChange(listener: (job: Job) => void): () => void
  /** Resolves with the job when it has ended, is paused or was interrupted. */
  settled(id: number): Promise<Job>
  close(): Promise<void>
}

/** A job is a row that outlives the process, and a task that runs now. Rows are truth; snapshots are sent to whoever watches. */
export async function createJobs({ store, host, owner, clock, log }: Pick<CorePorts, 'store' | 'host' | 'owner' | 'clock' | 'log'>): Promise<JobService> {
  const { catalog, feed } = store
  const changed = createEmitter<Job>()
  const followers = new Map<Job['kind'], (result: never) => Promise<void>>()
  const running = new Map<number, { abort: AbortController; stop: Stop | null; done: Promise<void>; latest: Job }>()
  const seen = new Map<number, number>()
  let lastSeq = 0
  let closing = false
  /** Until the last word about a job is in the store. */
  const unfinished = new Set<Promise<void>>()
  const nextSeq = () => (lastSeq = Math.max(lastSeq + 1, clock()))

  const tell = (job: Job) => {
    seen.set(job.id, job.seq)
    changed.emit(job)
  }
  const write = async (id: number, change: Partial<Omit<JobRow, 'id'>>): Promise<Job> => {
    const job = snapshot(await catalog.jobs.update(id, { ...change, seq: nextSeq() }))
    feed.publish('jobs')
    tell(job)
    return job
  }

  const rights = await openJobRights(store.leases, owner)
  /** The job as it stands: one whose process is gone was interrupted. */
  const settledRow = async (row: JobRow): Promise<Job> => {
    const orphan = (row.state === 'running' || row.state === 'queued') && row.owner !== owner.id && !(await rights.isAlive(row))
    return orphan ? write(row.id, { state: 'interrupted', doing: interrupted(row), eta: null }) : snapshot(row)
  }
  for (const row of await catalog.jobs.list()) {
    seen.set(row.id, row.seq)
    await settledRow(row)
  }

  const unsubscribeFeed = feed.subscribe((topic) => {
    if (topic !== 'jobs') return
    void catalog.jobs.list().then(
      (rows) => {
        for (const row of rows) {
          const here = running.get(row.id)
          // cancelled by another process on the same store
          if (here && row.state === 'cancelled' && here.stop === null) {
            here.stop = 'cancel'
            here.abort.abort()
          } else if (!here && (seen.get(row.id) ?? -1) < row.seq) tell(snapshot(row))
        }
      },
      (error: unknown) => log('warn', 'jobs of other processes could not be read', { error: faultData(error).message }),
    )
  })

  function launch(row: JobRow, lease: Lease) {
    const runner = runnerOf(row.kind)
    const abort = new AbortController()
    let startedAt = row.startedAt
    let lastWritten = 0
    /** Progress on its way to the store: the last word about the job must not be overtaken by it, as it could on several connections. */
    let keeping: Promise<unknown> = Promise.resolve()
    let began: { at: number; progress: number } | null = null
    const onProgress = (report: TaskProgress) => {
      const now = clock()
      const current = running.get(row.id)
      if (!current || abort.signal.aborted) return
      startedAt ??= now
      began ??= { at: now, progress: report.progress ?? 0 }
      const rate = report.progress === null ? 0 : (report.progress - began.progress) / Math.max(1, now - began.at)
      const change = {
        state: 'running' as const,
        startedAt,
        progress: report.progress,
        doing: report.doing,
        snapshot: report.snapshot ?? current.latest.snapshot,
        eta: report.progress !== null && rate > 0 ? (1 - report.progress) / rate : null,
      }
      current.latest = { ...current.latest, ...change, seq: nextSeq() }
      tell(current.latest)
      if (now - lastWritten < persistEvery) return
      lastWritten = now
      const kept = catalog.jobs.update(row.id, { ...change, seq: current.latest.seq }).catch((error: unknown) => log('warn', 'progress was not kept', { job: row.id, error: faultData(error).message }))
      keeping = Promise.all([keeping, kept])
    }
    const work = async () => {
      // The input was stored by `start` for this very kind, so it has the shape that the kind's task takes.
      const input = { ...row.input, job: row.id } as unknown as Tasks[TaskName]['input']
      try {
        const result = await host.run(runner.task, input as never, { lane: 'batch', signal: abort.signal, onProgress, yields: runner.yields })
        await keeping
        await followers.get(row.kind)?.(result as never).catch((error: unknown) => log('warn', 'what should follow a job did not begin', { job: row.id, error: faultData(error).message })) // as: of the kind that it was told for
        running.delete(row.id)
        await write(row.id, { state: 'done', progress: 1, doing: '', eta: null, endedAt: clock(), result })
      } catch (error) {
        await keeping
        const stop = running.get(row.id)?.stop ?? null
        running.delete(row.id)
        const { code, message } = faultData(error)
        if (stop === 'lost') return // the row belongs to the process that runs it now
        if (stop === 'close') await write(row.id, { state: 'interrupted', doing: interrupted(row), eta: null })
        else if (stop === 'pause') await write(row.id, { state: 'paused', doing: 'Paused.', eta: null })
        else if (stop === 'cancel' || code === 'cancelled') await write(row.id, { state: 'cancelled', doing: '', eta: null, endedAt: clock() })
        else await write(row.id, { state: 'failed', doing: '', eta: null, endedAt: clock(), error: { code, message } })
      }
      // however it ended: what it had stored until then is there
      for (const topic of ['assets', 'tags', 'detections', 'events', 'runs'] as const) feed.publish(topic)
    }
    const entry = { abort, stop: null as Stop | null, done: Promise.resolve(), latest: snapshot(row) }
    running.set(row.id, entry)
    lease.lost.addEventListener('abort', () => {
      entry.stop ??= 'lost'
      abort.abort()
    })
    entry.done = work()
      .catch((error: unknown) => log('error', 'a job could not be written to the store', { job: row.id, error: faultData(error).message }))
      .finally(() => lease.release())
    const ending = entry.done
    unfinished.add(ending)
    void ending.finally(() => unfinished.delete(ending))
    // somebody asked for it while the program ends: it goes on the next time
    if (closing) {
      entry.stop = 'close'
      abort.abort()
    }
  }

  async function stop(id: number, how: 'cancel' | 'pause'): Promise<Job> {
    const current = running.get(id)
    if (current) {
      current.stop = how
      current.abort.abort()
      await current.done
      return get(id)
    }
    const row = await catalog.jobs.get(id)
    if (how === 'cancel' && !ended.has(row.state)) return write(id, { state: 'cancelled', endedAt: clock(), doing: '', eta: null })
    throw new Fault('conflict', `Job ${id} is ${row.state}: there is nothing to ${how}.`, { job: id, state: row.state })
  }

  async function get(id: number): Promise<Job> {
    return running.get(id)?.latest ?? snapshot(await catalog.jobs.get(id))
  }

  return {
    async start(kind, title, input) {
      const { resumable } = runners[kind]
      const row = await catalog.jobs.add({
        kind, title, state: 'queued', seq: nextSeq(), progress: null, doing: waitingWords(kind), eta: null, createdAt: clock(), startedAt: null,
        endedAt: null, resumable, error: null, result: null, input: input as StoredInput, owner: owner.id,
      })
      const lease = await rights.take(row.id)
      if (!lease) throw taken(row.id)
      feed.publish('jobs')
      launch(row, lease)
      tell(snapshot(row))
      return snapshot(row)
    },
    async list() {
      return Promise.all((await catalog.jobs.list()).map(async (row) => running.get(row.id)?.latest ?? settledRow(row)))
    },
    get,
    cancel: (id) => stop(id, 'cancel'),
    pause: async (id) => {
      const job = await get(id)
      if (!job.resumable) throw new Fault('not_supported', `A ${job.kind} job cannot be paused: it would begin again. Cancel it instead.`, { job: id })
      return stop(id, 'pause')
    },
    async resume(id) {
      if (running.has(id)) throw taken(id)
      const lease = await rights.take(id)
      if (!lease) throw taken(id)
      try {
        // read while nobody else may run it
        const row = await catalog.jobs.get(id)
        const { state } = await settledRow(row)
        if (running.has(id) || !stopped.has(state)) throw new Fault('conflict', `Job ${id} is ${state}: only a paused, interrupted, cancelled or failed job can go on.`, { job: id, state })
        const change = { state: 'queued' as const, error: null, endedAt: null, doing: waitingWords(row.kind), owner: owner.id }
        const job = await write(id, change)
        launch({ ...row, ...change, seq: job.seq }, lease)
        return job
      } catch (error) {
        await lease.release()
        throw error
      }
    },
    follow: (kind, next) => void followers.set(kind, next),
    onChange: changed.on,
    async settled(id) {
      const { promise, resolve } = Promise.withResolvers<Job>()
      const isSettled = (job: Job) => job.id === id && job.state !== 'queued' && job.state !== 'running'
      const off = changed.on((job) => {
        if (isSettled(job)) resolve(job)
      })
      const now = await get(id)
      if (isSettled(now)) resolve(now)
      return promise.finally(off)
    },
    async close() {
      unsubscribeFeed()
      closing = true
      for (const entry of running.values()) {
        entry.stop ??= 'close'
        entry.abort.abort()
      }
      while (unfinished.size > 0) await Promise.all(unfinished)
      await rights.close()
    },
  }
}

function waitingWords(kind: Job['kind']): string {
  return runnerOf(kind).yields ? 'Waiting for a free worker; imports and detections go first.' : 'Waiting for a free worker.'
}

function interrupted({ resumable }: JobRow): string {
  return `Stopped when the program ended. ${resumable ? 'It can go on from where it was.' : 'It can be started again, from its beginning.'}`
}

function taken(id: number): Fault {
  return new Fault('conflict', `Job ${id} is running already, here or in another process. Wait for it to end.`, { job: id })
}

/** What the contract shows of a row: never the input, which holds paths. */
function snapshot({ input, owner: _owner, ...job }: JobRow): Job {
  const asset = input['asset']
  return { ...job, asset: typeof asset === 'number' ? asset : null }
}
