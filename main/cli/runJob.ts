import { Fault } from '../contract/errors.ts'
import type { Job } from '../contract/jobs.ts'
import { onStopSignals } from '../stopSignals.ts'
import { exit, type Session } from './verb.ts'

/** Waits for a job, telling its progress on stderr. @throws the job's own fault when it failed or was stopped. */
export async function finishJob({ core, out }: Session, id: number): Promise<Job> {
  let told = { doing: '', percent: -1 }
  const off = core.jobs.onChange((job) => {
    if (job.id !== id || job.state !== 'running') return
    const percent = job.progress === null ? -1 : Math.floor(job.progress * 100)
    // a line for each new step, and for each twentieth of a long one
    if (job.doing === told.doing && percent < told.percent + 5) return
    told = { doing: job.doing, percent }
    out.remark(percent < 0 ? job.doing : `${String(percent).padStart(3)} %  ${job.doing}`)
  })
  const stop = () => void core.jobs.pause(id).catch(() => core.jobs.cancel(id)).catch(() => {}) // ended meanwhile: nothing to stop
  const deaf = onStopSignals(['SIGINT'], { first: stop, again: () => process.exit(exit.interrupted) })
  try {
    const job = await core.jobs.settled(id)
    if (job.state === 'done') return job
    if (job.error) throw new Fault(job.error.code, job.error.message, { job: id })
    throw new Fault('cancelled', `Job ${id} was stopped.${job.kind === 'import' || job.kind === 'train' ? ` Go on with: telltale ${job.kind} --resume` : ''}`, { job: id, state: job.state })
  } finally {
    deaf()
    off()
  }
}
