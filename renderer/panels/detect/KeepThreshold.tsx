import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useApi } from '../../client/context.tsx'
import { isActive, useJobs } from '../../client/jobs.ts'
import { Failed } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { JobRow } from '../jobs/JobRow.tsx'

interface Props {
  readonly detection: number
  readonly threshold: number
  /** The reason that is offered: a version that one goes back to. */
  readonly offered: string
  readonly onClose: () => void
  readonly onKept: () => void
}

/** A decision needs a reason. Escape leaves it; keeping it is a job, because each event is explained. */
export function KeepThreshold({ detection, threshold, offered, onClose, onKept }: Props) {
  const api = useApi()
  const [why, setWhy] = useState(offered)
  const [jobId, setJobId] = useState<number | null>(null)
  const job = useJobs((state) => (jobId === null ? undefined : state.jobs.get(jobId)))
  const keep = useMutation(api.detections.keepThreshold.mutationOptions({ onSuccess: (started) => setJobId(started.job) }))
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const done = job?.state === 'done'
  useEffect(() => {
    if (done) onKept()
  }, [done, onKept])
  const busy = keep.isPending || (job !== undefined && isActive(job))
  return (
    <form
      className="tt-detect-keep"
      aria-label={t.detect.keep}
      onSubmit={(event) => {
        event.preventDefault()
        if (why.trim() !== '' && !busy) keep.mutate({ id: detection, threshold, why })
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onClose()
      }}
    >
      <input ref={field} className="tt-native" aria-label={t.detect.keepWhy} placeholder={t.detect.keepPlaceholder} maxLength={2000} value={why} onChange={(event) => setWhy(event.target.value)} />
      <Button type="submit" disabled={why.trim() === '' || busy} loading={busy}>
        {t.detect.keepNow}
      </Button>
      <Button variant="subtle" color="gray" onClick={onClose}>
        {t.common.cancel}
      </Button>
      {keep.isError && <Failed compact error={keep.error} where={t.detect.keep} />}
      {job && !done && <JobRow job={job} />}
    </form>
  )
}
