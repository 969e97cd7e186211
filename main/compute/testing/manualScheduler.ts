import type { Scheduler } from '../scheduler.ts'

export interface ManualScheduler extends Scheduler {
  /** Lets `ms` pass: runs what falls due, earliest first. */
  pass(ms: number): void
  /** How long until each open timer falls due. */
  readonly open: number[]
}

/** A scheduler whose hands the test turns. */
export function createManualScheduler(): ManualScheduler {
  let now = 0
  const timers = new Set<{ at: number; work: () => void }>()
  return {
    after(ms, work) {
      const timer = { at: now + ms, work }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    pass(ms) {
      const until = now + ms
      for (;;) {
        const [due] = [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)
        if (!due) break
        timers.delete(due)
        now = due.at
        due.work()
      }
      now = until
    },
    get open() {
      return [...timers].map(({ at }) => at - now).sort((a, b) => a - b)
    },
  }
}
