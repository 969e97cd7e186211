/** Changes to what is deployed, remembered in the project: whoever opens a page after the program has died still learns what became of one. */
import type { Operation } from '../contract/deployments.ts'
import type { Catalog } from '../storage/ports.ts'
import type { Owner } from './ports.ts'

/** Stays on this machine: an archive leaves it behind. */
const scope = 'machine:operations'

interface Kept {
  readonly owner: string
  readonly operation: Operation
}

/** Where `Operations` keeps what it is told. */
export interface OperationsMemory {
  /** Of earlier processes, ended all of them: one whose process died under way is `interrupted`. */
  readonly past: readonly Operation[]
  put(operation: Operation): Promise<void>
  forget(id: string): Promise<void>
}

export async function openOperationsMemory({ documents, owner, clock }: { documents: Catalog['documents']; owner: Owner; clock: () => number }): Promise<OperationsMemory> {
  const past: Operation[] = []
  for (const { key, value } of await documents.list(scope)) {
    const kept = value as Kept // written below
    const ended = kept.operation.endedAt !== null
    if (!ended && owner.isAlive(kept.owner)) continue // another process is at it, and says itself how it ends
    const operation = ended ? kept.operation : interrupted(kept.operation, clock())
    if (!ended) await documents.put(scope, key, { owner: owner.id, operation })
    past.push(operation)
  }
  return {
    past,
    // the picture of what runs is asked for anew, and would be the largest part
    put: (operation) => documents.put(scope, operation.id, { owner: owner.id, operation: { ...operation, status: null } } satisfies Kept),
    forget: async (id) => void (await documents.remove(scope, id)),
  }
}

function interrupted(operation: Operation, now: number): Operation {
  const sent = operation.state === 'running'
  const words = sent ? 'The program ended while this was under way. What had been sent stays: look at what runs, then plan again.' : 'The program ended before anything was sent.'
  const steps = operation.steps.map((step) => (step.state === 'applying' || step.state === 'settling' ? { ...step, state: 'failed' as const, words: 'Not followed to its end.' } : step.state === 'waiting' ? { ...step, state: 'skipped' as const } : step))
  return { ...operation, state: 'interrupted', seq: Math.max(operation.seq + 1, now), endedAt: now, steps, words }
}
