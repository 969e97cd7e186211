import { Button } from '@mantine/core'
import { importReport } from '../../../main/contract/imports.ts'
import { useJobs } from '../../client/jobs.ts'
import { count, value } from '../../format/number.ts'
import { Loading } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { useDock } from '../../workspace/dock.ts'
import { useSelection } from '../../workspace/selection.ts'
import { JobRow } from '../jobs/JobRow.tsx'
import { Tags } from './Tags.tsx'

/** The import while it runs, and its report when it is done. */
export function Running({ job: id, onAgain }: { job: number; onAgain: () => void }) {
  const job = useJobs((state) => state.jobs.get(id))
  const open = useDock((dock) => dock.open)
  const selectAsset = useSelection((state) => state.selectAsset)
  if (!job) return <Loading what={t.import.progress} />
  const report = importReport.safeParse(job.result)
  return (
    <div className="tt-scroll">
      <div className="tt-import-done">
        {job.state === 'done' && report.success ? (
          <>
            <h2>{t.import.done(count(report.data.accepted), report.data.assetName)}</h2>
            <dl>
              {(Object.keys(t.import.report) as (keyof typeof t.import.report)[]).map((key) => (
                <div key={key}>
                  <dt>{t.import.report[key]}</dt>
                  <dd className="tt-number">{key === 'seconds' ? value(report.data.seconds, 3) : count(report.data[key])}</dd>
                </div>
              ))}
            </dl>
            {report.data.rejects && <p className="tt-hint">{t.import.rejectsKept}</p>}
            <div className="tt-face-actions">
              <Button
                onClick={() => {
                  selectAsset(report.data.asset)
                  open('detect')
                }}
              >
                {t.import.next}
              </Button>
              <Button
                variant="default"
                onClick={() => {
                  selectAsset(report.data.asset)
                  open('explore')
                }}
              >
                {t.import.look}
              </Button>
              <Button variant="subtle" color="gray" onClick={onAgain}>
                {t.import.again}
              </Button>
            </div>
          </>
        ) : (
          <>
            <h2>{t.import.progress}</h2>
            <JobRow job={job} />
            {(job.state === 'failed' || job.state === 'cancelled') && (
              <Button variant="default" onClick={onAgain}>
                {t.import.again}
              </Button>
            )}
          </>
        )}
      </div>
      {job.state === 'done' && report.success && <Tags asset={report.data.asset} name={report.data.assetName} only={report.data.tags} />}
    </div>
  )
}
