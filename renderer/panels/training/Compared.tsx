import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useApi } from '../../client/context.tsx'
import { Answer } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { CurveLooks } from './CurveLooks.tsx'
import { Curves } from './Curves.tsx'
import { Headline } from './Headline.tsx'
import { HeldOut } from './HeldOut.tsx'
import type { LiveRun } from './liveRun.ts'
import { comparedPlots } from './plots.ts'
import { useTrainingView } from './view.ts'

const names: Readonly<Record<string, string>> = { ...t.training.fields, ...t.training.fieldNames }

/** Runs side by side: which is better, what differs, the curves over one another, the held-out period. */
export function Compared({ runs }: { runs: readonly LiveRun[] }) {
  const api = useApi()
  const { log, smooth } = useTrainingView()
  const ordered = useMemo(() => runs.toSorted((a, b) => a.id - b.id), [runs])
  const compared = useQuery(api.runs.compare.queryOptions({ input: { ids: ordered.map(({ id }) => id).slice(0, 20) }, placeholderData: (before) => before }))
  const plots = useMemo(() => comparedPlots(ordered, { log, smooth }), [ordered, log, smooth])
  return (
    <>
      <Answer query={compared} what={t.training.compare} where={t.training.compare}>
        {({ words, differences }) => (
          <>
            <header className="tt-training-head">
              <div>
                <Headline>{words}</Headline>
              </div>
            </header>
            <section className="tt-training-differences" aria-label={t.training.differences}>
              {differences.length === 0 ? (
                <p className="tt-hint">{t.training.sameSettings}</p>
              ) : (
                <table className="tt-table">
                  <thead>
                    <tr>
                      <th>{t.training.differences}</th>
                      {ordered.map(({ id }) => (
                        <th key={id}>{t.training.run(id)}</th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {differences.map(({ field, values }) => (
                      <tr key={field}>
                        <td>{names[field] ?? field}</td>
                        {values.map((one, i) => (
                          <td key={ordered[i]?.id ?? i} className="tt-number" title={one}>
                            {field === 'datasetHash' ? one.slice(0, 8) : one}
                          </td>
                        ))}
                      </tr>
                    ))}
                  </tbody>
                </table>
              )}
            </section>
          </>
        )}
      </Answer>
      <div className="tt-training-curves">
        <div className="tt-training-looks">
          <CurveLooks />
        </div>
        <Curves plots={plots} epochs={Math.max(1, ...ordered.map(({ metrics }) => metrics.length))} label={t.training.compareChart(ordered.length)} bars={null} />
      </div>
      <HeldOut runs={ordered} />
    </>
  )
}
