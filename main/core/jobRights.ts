import type { JobRow, Lease, Leases } from '../storage/ports.ts'
import type { Owner } from './ports.ts'

/** Who runs which job, among the processes that share the store. */
export interface JobRights {
  /** Whether the process that a job belongs to is there. */
  isAlive(row: Pick<JobRow, 'owner'>): Promise<boolean>
  /** The right to run a job; null where another process has it. */
  take(id: number): Promise<Lease | null>
  close(): Promise<void>
}

/**
 * By leases where the store gives them: they hold across machines. Where it does not, all processes run on one machine, which tells by
 * their numbers who is there, and the checkpoint of a job keeps two from doing the same work.
 */
export async function openJobRights(leases: Leases | undefined, owner: Owner): Promise<JobRights> {
  if (!leases) {
    const free: Lease = { lost: new AbortController().signal, release: async () => {} }
    return { isAlive: async (row) => owner.isAlive(row.owner), take: async () => free, close: async () => {} }
  }
  const present = await leases.take(`owner ${owner.id}`)
  return {
    isAlive: (row) => leases.isHeld(`owner ${row.owner}`),
    take: (id) => leases.take(`job ${id}`),
    close: async () => present?.release(),
  }
}
