import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Pause, Play, Square } from 'lucide-react'
import type { Job } from '../../../main/contract/jobs.ts'
import { useApi } from '../../client/context.tsx'
import { toFault } from '../../client/faults.ts'
import { useJobs } from '../../client/jobs.ts'
import { percent } from '../../format/number.ts'
import { duration, time } from '../../format/time.ts'
import { t } from '../../strings.ts'
import { useZone } from '../../workspace/preferences.ts'
import { JobDetails } from './JobDetails.tsx'

/** One job: what, how far, how long still, and what can be done about it. */
export function JobRow({ job, details = false }: { job: Job; details?: boolean }) {
  const api = useApi()
  const zone = useZone()
  const take = useJobs((state) => state.take)
  const cancel = useMutation(api.jobs.cancel.mutationOptions({ onSuccess: take }))
  const pause = useMutation(api.jobs.pause.mutationOptions({ onSuccess: take }))
  const resume = useMutation(api.jobs.resume.mutationOptions({ onSuccess: take }))
  const refused = cancel.error ?? pause.error ?? resume.error
  const running = job.state === 'running' || job.state === 'queued'
  const again = job.state === 'paused' || job.state === 'interrupted' || job.state === 'failed' || job.state === 'cancelled'
  return (
    <article className="tt-job" aria-label={job.title}>
      <div className="tt-job-line">
        <span className="tt-ellipsis">{job.title}</span>
        <span className={`tt-job-state tt-job-${job.state}`}>{t.jobs.states[job.state]}</span>
        <span className="tt-hint tt-number">
          {running && job.eta !== null ? t.jobs.left(duration(job.eta)) : job.endedAt !== null && job.startedAt !== null ? t.jobs.took(duration(job.endedAt - job.startedAt)) : time(job.createdAt, zone)}
        </span>
        {running && job.resumable && (
          <Button variant="subtle" color="gray" size="compact-xs" leftSection={<Pause size={12} />} loading={pause.isPending} onClick={() => pause.mutate({ id: job.id })}>
            {t.jobs.pause}
          </Button>
        )}
        {again && (
          <Button variant="subtle" color="gray" size="compact-xs" leftSection={<Play size={12} />} loading={resume.isPending} onClick={() => resume.mutate({ id: job.id })}>
            {job.resumable ? t.jobs.resume : t.jobs.again}
          </Button>
        )}
        {(running || job.state === 'paused') && (
          <Button variant="subtle" color="gray" size="compact-xs" leftSection={<Square size={11} />} loading={cancel.isPending} onClick={() => cancel.mutate({ id: job.id })}>
            {t.jobs.cancel}
          </Button>
        )}
      </div>
      <Progress job={job} />
      <p className="tt-hint">
        {job.error ? job.error.message : job.doing}
        {refused ? ` ${toFault(refused).message}` : ''}
      </p>
      {details && <JobDetails job={job} />}
    </article>
  )
}

function Progress({ job }: { job: Job }) {
  const share = job.state === 'done' ? 1 : job.progress
  return (
    <div
      className={`tt-progress tt-progress-${job.state}`}
      role="progressbar"
      aria-label={job.title}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(share === null ? { 'aria-valuetext': t.jobs.unknownProgress } : { 'aria-valuenow': Math.round(share * 100), 'aria-valuetext': percent(share) })}
    >
      <div style={{ width: `${(share ?? 0) * 100}%` }} />
    </div>
  )
}
