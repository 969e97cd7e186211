import { create } from 'zustand'
import type { Facets, Show } from './queue.ts'

interface QueueFilter extends Facets {
  readonly show: Show
  readonly filter: string
  set(changed: Partial<Omit<QueueFilter, 'set' | 'clear'>>): void
  /** Takes every narrowing back but waiting, judged or all. */
  clear(): void
}

const everything = { filter: '', asset: null, stage: null, severity: null, verdict: null, from: null, to: null } as const

/** How the queue is narrowed; the page of the event walks the same queue. */
export const useQueueFilter = create<QueueFilter>((set) => ({ show: 'waiting', ...everything, set: (changed) => set(changed), clear: () => set(everything) }))

/** True when something but waiting, judged or all narrows the queue. */
export const isNarrowed = (filter: QueueFilter): boolean => Object.entries(everything).some(([key, nothing]) => filter[key as keyof typeof everything] !== nothing) // as: its own keys
