/** Time as an argument: tests turn the hands themselves. */
export interface Scheduler {
  /** Calls `work` once after `ms` milliseconds. Returns the cancel. */
  after(ms: number, work: () => void): () => void
}

export const realScheduler: Scheduler = {
  after(ms, work) {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  },
}
