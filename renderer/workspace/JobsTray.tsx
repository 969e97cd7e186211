import { useJobs } from '../client/jobs.ts'
import { JobRow } from '../panels/jobs/JobRow.tsx'
import { t } from '../strings.ts'
import { useDock } from './dock.ts'

/** The newest jobs in a corner, whatever panel is in front. */
export function JobsTray({ onClose }: { onClose: () => void }) {
  const jobs = useJobs((state) => state.jobs)
  const open = useDock((dock) => dock.open)
  const newest = [...jobs.values()].sort((a, b) => b.id - a.id).slice(0, 5)
  return (
    <section className="tt-tray" aria-label={t.jobs.title}>
      <header>
        <h2>{t.jobs.title}</h2>
        <button
          type="button"
          className="tt-link"
          onClick={() => {
            open('jobs')
            onClose()
          }}
        >
          {t.jobs.all}
        </button>
        <button type="button" className="tt-link" onClick={onClose}>
          {t.common.close}
        </button>
      </header>
      {newest.length === 0 ? <p className="tt-hint">{t.jobs.empty}.</p> : newest.map((job) => <JobRow key={job.id} job={job} />)}
    </section>
  )
}
