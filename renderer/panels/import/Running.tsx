import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { mostBytes } from '../../../main/contract/copies.ts'
import { importReport } from '../../../main/contract/imports.ts'
import { useCore } from '../../client/context.tsx'
import { useJobs } from '../../client/jobs.ts'
import { count, value } from '../../format/number.ts'
import { Failed, Loading } from '../../parts/faces.tsx'
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
            {report.data.warnings?.map(({ words }) => (
              <p key={words}>{words}</p>
            ))}
            {report.data.rejects && <Rejected list={report.data.rejects} />}
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

/** The rejected rows as a file: each with its line and the reason. */
function Rejected({ list }: { list: string }) {
  const { client, connection } = useCore()
  const save = useMutation({
    mutationFn: async () => {
      const parts: Blob[] = []
      for (let offset = 0; ; ) {
        const { name, bytes, size } = await client.imports.readRejects({ id: list, offset, length: mostBytes })
        parts.push(bytes)
        offset += bytes.size
        if (offset >= size || bytes.size === 0) return connection.shell.saveFile(name, new Blob(parts, { type: 'text/csv' }))
      }
    },
  })
  return (
    <>
      <div className="tt-job-line">
        <span className="tt-hint">{t.import.rejectsKept}</span>
        <Button variant="default" size="compact-xs" loading={save.isPending} onClick={() => save.mutate()}>
          {t.importReview.saveRejects}
        </Button>
      </div>
      {save.isError && <Failed compact error={save.error} where={t.importReview.saveRejects} />}
    </>
  )
}
