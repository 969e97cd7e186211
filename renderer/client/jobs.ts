import { create, type StoreApi, type UseBoundStore } from 'zustand'
import type { Job } from '../../main/contract/jobs.ts'
import type { Client } from './connection.ts'
import { sleep } from './followChanges.ts'

export interface JobsState {
  readonly jobs: ReadonlyMap<number, Job>
  /** Takes a snapshot; an older one than is known is ignored. */
  take(job: Job): void
}

/** Every job that is known, by id, in full pictures. */
export const createJobsStore = (): UseBoundStore<StoreApi<JobsState>> =>
  create<JobsState>((set) => ({
    jobs: new Map(),
    take: (job) =>
      set(({ jobs }) => {
        const known = jobs.get(job.id)
        return known && known.seq > job.seq ? {} : { jobs: new Map(jobs).set(job.id, job) }
      }),
  }))

export const useJobs = createJobsStore()

/** Feeds the store from the stream of snapshots, for as long as it is not stopped. Returns the stop. */
export function followJobs(client: Client, take: (job: Job) => void): () => void {
  const stopped = new AbortController()
  void follow()
  return () => stopped.abort()

  async function follow() {
    let pause = 250
    while (!stopped.signal.aborted) {
      try {
        const watching = client.jobs.watch(undefined, { signal: stopped.signal })
        watching.catch(() => {}) // where the list fails first nobody waits for it
        for (const job of await client.jobs.list(undefined, { signal: stopped.signal })) take(job)
        for await (const job of await watching) {
          pause = 250
          take(job)
        }
      } catch {
        // the line status tells of it; the stream is opened again
      }
      await sleep(pause, stopped.signal)
      pause = Math.min(pause * 2, 5000)
    }
  }
}

export const isActive = (job: Job): boolean => job.state === 'running' || job.state === 'queued' || job.state === 'paused'
