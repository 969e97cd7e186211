import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../client/context.tsx'
import { isActive, useJobs } from '../../client/jobs.ts'
import { Answer, Empty } from '../../parts/faces.tsx'
import { PanelHead } from '../../parts/PanelHead.tsx'
import { t } from '../../strings.ts'
import { JobRow } from './JobRow.tsx'

export default function Jobs() {
  const api = useApi()
  const query = useQuery(api.jobs.list.queryOptions())
  const live = useJobs((state) => state.jobs)
  return (
    <Answer query={query} what={t.jobs.title} where={t.jobs.title}>
      {(listed) => {
        // the stream is newer than the answer
        const jobs = [...new Map([...listed.map((job) => [job.id, job] as const), ...live]).values()].sort((a, b) => b.id - a.id)
        if (jobs.length === 0) return <Empty title={t.jobs.empty}>{t.jobs.emptyAbout}</Empty>
        return (
          <div className="tt-panel">
            <PanelHead>{t.jobs.running(jobs.filter(isActive).length)}</PanelHead>
            <div className="tt-scroll">
              {jobs.map((job) => (
                <JobRow key={job.id} job={job} details />
              ))}
            </div>
          </div>
        )
      }}
    </Answer>
  )
}
