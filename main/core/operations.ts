import { setTimeout as sleep } from 'node:timers/promises'
import type { Operation, StackStatus, StepProgress } from '../contract/deployments.ts'
import { Fault, faultData } from '../contract/errors.ts'
import { createEmitter } from './emitter.ts'
import type { OperationsMemory } from './keptOperations.ts'

const remembered = 50

/** What an operation may say of itself while it runs. */
export interface Telling {
  readonly signal: AbortSignal
  tell(change: { steps?: StepProgress[]; status?: StackStatus | null; words?: string }): void
}

export type Beginning = Pick<Operation, 'kind' | 'title' | 'environment' | 'target' | 'context'> & { readonly grace: number }

/** Changes to what is deployed: one at a time for a target, each with a moment in which it can be called back. */
export interface Operations {
  /** Gives the first picture at once. @throws Fault `conflict` while another change to the same target has not ended. */
  start(beginning: Beginning, work: (telling: Telling) => Promise<{ words: string }>): Operation
  list(): Operation[]
  /** @throws Fault `not_found`, or `conflict` when it has ended. */
  cancel(id: string): Operation
  onChange(listener: (operation: Operation) => void): () => void
  /** Stops all, and resolves when they have ended. */
  close(): Promise<void>
}

/** Waits so many milliseconds; an aborted wait ends at once, and the signal says so. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>

const realWait: Wait = (milliseconds, signal) => sleep(milliseconds, undefined, { signal }).catch(() => undefined)

const forgetful: OperationsMemory = { past: [], put: async () => {}, forget: async () => {} }

export interface OperationsPorts {
  readonly clock: () => number
  readonly newId: () => string
  readonly wait?: Wait
  readonly memory?: OperationsMemory
  /** Told of what could not be kept: the change itself goes on. */
  readonly onLost?: (error: unknown) => void
}

export function createOperations({ clock, newId, wait = realWait, memory = forgetful, onLost = () => {} }: OperationsPorts): Operations {
  const changed = createEmitter<Operation>()
  const all = new Map<string, { latest: Operation; abort: AbortController; done: Promise<void> }>()
  let lastSeq = 0
  let keeping: Promise<void> = Promise.resolve()
  for (const operation of memory.past) {
    all.set(operation.id, { latest: operation, abort: new AbortController(), done: Promise.resolve() })
    lastSeq = Math.max(lastSeq, operation.seq)
  }

  const write = (id: string, change: Partial<Operation>): Operation => {
    const entry = all.get(id)!
    lastSeq = Math.max(lastSeq + 1, clock())
    const before = entry.latest
    const latest = { ...before, ...change, seq: lastSeq }
    entry.latest = latest
    if (before.seq === 0 || newsOf(before) !== newsOf(latest)) keeping = keeping.then(() => memory.put(latest)).catch(onLost)
    changed.emit(latest)
    return latest
  }
  const hasEnded = ({ endedAt }: Operation) => endedAt !== null

  async function run(id: string, abort: AbortController, grace: number, work: (telling: Telling) => Promise<{ words: string }>): Promise<void> {
    const { signal } = abort
    try {
      if (grace > 0) await wait(grace, signal)
      if (signal.aborted) {
        write(id, { state: 'cancelled', endedAt: clock(), words: 'Called back before anything was sent.' })
        return
      }
      write(id, { state: 'running', words: 'Running.' })
      const { words } = await work({ signal, tell: (change) => void write(id, change) })
      write(id, { state: 'done', endedAt: clock(), words })
    } catch (error) {
      const { code, message } = faultData(error)
      const cancelled = signal.aborted || code === 'cancelled'
      write(id, { state: cancelled ? 'cancelled' : 'failed', endedAt: clock(), words: message, error: { code: cancelled ? 'cancelled' : code, message } })
    }
  }

  return {
    start(beginning, work) {
      const { grace, ...what } = beginning
      const other = [...all.values()].find(({ latest }) => !hasEnded(latest) && latest.environment === what.environment && latest.target === what.target && latest.context === what.context)
      if (other) throw new Fault('conflict', `"${other.latest.title}" has not ended yet. Wait for it, or cancel it.`, { operation: other.latest.id })
      const id = newId()
      const abort = new AbortController()
      const now = clock()
      const latest: Operation = { ...what, id, seq: 0, state: 'waiting', startsAt: now + grace, createdAt: now, endedAt: null, steps: [], status: null, words: grace > 0 ? `Begins in ${grace / 1000} s; until then it can be called back.` : 'Begins.', error: null }
      all.set(id, { latest, abort, done: Promise.resolve() })
      const first = write(id, {})
      all.get(id)!.done = run(id, abort, grace, work)
      for (const [old, { latest: past }] of all) {
        if (all.size <= remembered || !hasEnded(past)) continue
        all.delete(old)
        keeping = keeping.then(() => memory.forget(old)).catch(onLost)
      }
      return first
    },
    list: () => [...all.values()].map(({ latest }) => latest).toSorted((a, b) => b.createdAt - a.createdAt || b.seq - a.seq),
    cancel(id) {
      const entry = all.get(id)
      if (!entry) throw new Fault('not_found', `There is no operation ${id}: this process has not begun one of that name.`, { operation: id })
      if (hasEnded(entry.latest)) throw new Fault('conflict', `"${entry.latest.title}" has ended already (${entry.latest.state}).`, { operation: id, state: entry.latest.state })
      entry.abort.abort()
      return write(id, { words: 'Is being stopped; nothing more is sent.' })
    },
    onChange: changed.on,
    async close() {
      for (const { abort } of all.values()) abort.abort()
      await Promise.all([...all.values()].map(({ done }) => done))
      await keeping
    },
  }
}

/** What is worth keeping of a picture: words change every second while something settles. */
const newsOf = ({ state, steps }: Operation): string => [state, ...steps.map((step) => `${step.name} ${step.state}`)].join()
