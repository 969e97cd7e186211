import { create } from 'zustand'
import type { Show } from './queue.ts'

/** How the queue is narrowed; the page of the event walks the same queue. */
export const useQueueFilter = create<{ readonly show: Show; readonly filter: string; set(changed: { show?: Show; filter?: string }): void }>((set) => ({
  show: 'waiting',
  filter: '',
  set: (changed) => set(changed),
}))
