import type { Job } from '../../../main/contract/jobs.ts'
import { duration, time } from '../../format/time.ts'
import { CopyDetails } from '../../parts/CopyDetails.tsx'
import { t } from '../../strings.ts'
import { useZone } from '../../workspace/preferences.ts'

/** When, how long, and why it ended as it did; what somebody who helps would ask for can be copied. */
export function JobDetails({ job }: { job: Job }) {
  const zone = useZone()
  const { startedAt, endedAt, error } = job
  const facts: readonly (readonly [string, string])[] = [
    [t.jobs.detail.number, String(job.id)],
    [t.jobs.detail.kind, t.jobs.kinds[job.kind]],
    [t.jobs.detail.asked, time(job.createdAt, zone, 'second')],
    ...(startedAt === null ? [] : [[t.jobs.detail.began, time(startedAt, zone, 'second')] as const]),
    ...(endedAt === null ? [] : [[t.jobs.detail.ended, time(endedAt, zone, 'second')] as const]),
    ...(startedAt === null || endedAt === null ? [] : [[t.jobs.detail.took, duration(endedAt - startedAt)] as const]),
    ...(error === null ? [] : [[t.jobs.detail.code, error.code] as const]),
  ]
  const { snapshot: _snapshot, ...told } = job
  return (
    <details className="tt-job-details">
      <summary>{t.jobs.details}</summary>
      <dl>
        {facts.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="tt-number">{text}</dd>
          </div>
        ))}
      </dl>
      <CopyDetails text={JSON.stringify(told, null, 2)} />
    </details>
  )
}
