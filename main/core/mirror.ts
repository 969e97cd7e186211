import { randomUUID } from 'node:crypto'
import { openMirror, type Mirror } from '../tracking/mirror.ts'
import type { CorePorts } from './ports.ts'

/** The mirror of this process: it speaks for the runs that it started, and for those whose process is gone. */
export function mirrorOf({ store, tracking, owner, about, log }: CorePorts): Mirror | null {
  if (!tracking) return null
  return openMirror({
    store,
    tracking,
    maySpeak: (job) => job.owner === owner.id || !owner.isAlive(job.owner),
    newId: randomUUID,
    eager: about().shell !== 'cli',
    after(ms, work) {
      const timer = setTimeout(work, ms)
      timer.unref()
      return () => clearTimeout(timer)
    },
    log,
  })
}
