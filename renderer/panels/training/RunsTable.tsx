import { useEffect, useRef } from 'react'
import { count, value } from '../../format/number.ts'
import { time } from '../../format/time.ts'
import { t } from '../../strings.ts'
import { useZone } from '../../workspace/preferences.ts'
import type { LiveRun } from './liveRun.ts'
import { stateOf } from './RunView.tsx'
import { useTrainingView } from './view.ts'

/** All runs, newest first. A click shows one, a tick compares it; J, K and M do the same. */
export function RunsTable({ runs, chosen }: { runs: readonly LiveRun[]; chosen: number | null }) {
  const zone = useZone()
  const { marked, mark, choose } = useTrainingView()
  const row = useRef<HTMLTableRowElement>(null)
  useEffect(() => {
    // what it returns is a promise in newer engines, and no cleanup
    row.current?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  const { columns } = t.training
  return (
    <div className="tt-training-runs" role="region" aria-label={t.training.runs} tabIndex={0}>
      <table className="tt-table">
        <thead>
          <tr>
            <th>
              <span className="tt-hidden">{t.training.compare}</span>
            </th>
            <th className="tt-right">{columns.run}</th>
            <th>{columns.network}</th>
            <th>{columns.asset}</th>
            <th>{columns.state}</th>
            <th className="tt-right">{columns.epochs}</th>
            <th className="tt-right">{columns.validationLoss}</th>
            <th className="tt-right">{columns.f1}</th>
            <th className="tt-right">{columns.default}</th>
            <th className="tt-right">{columns.faults}</th>
            <th className="tt-right">{columns.falseEvents}</th>
            <th className="tt-right">{columns.seconds}</th>
            <th>{columns.begun}</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => {
            const network = run.heldOut?.results.find(({ kind }) => kind === 'network')
            const pipeline = (run.heldOut?.results ?? run.beside).find(({ kind }) => kind === 'detector')
            const found = network ?? run.metrics.at(-1)?.eventsHeldOut
            const here = run.id === chosen
            return (
              <tr key={run.id} ref={here ? row : undefined} className={here ? 'tt-row-selected' : undefined} aria-current={here ? 'true' : undefined} onClick={() => choose(run.id)}>
                <td>
                  <input type="checkbox" aria-label={t.training.mark(run.id)} checked={marked.has(run.id)} onClick={(event) => event.stopPropagation()} onChange={() => mark(run.id)} />
                </td>
                <td className="tt-right">
                  <button type="button" className="tt-training-run tt-number" aria-pressed={run.id === chosen} onClick={() => choose(run.id)}>
                    {run.id}
                  </button>
                </td>
                <td className="tt-ellipsis">{run.title}</td>
                <td className="tt-ellipsis">{run.assetName}</td>
                <td className={run.state === 'failed' ? 'tt-job-failed' : undefined}>{stateOf(run)}</td>
                <td className="tt-right tt-number">{run.endedAt === null ? `${run.epochs}/${run.options.epochs}` : run.epochs}</td>
                <td className="tt-right tt-number">{value(run.endedAt === null ? run.metrics.at(-1)?.validationLoss : run.validationLoss, 3)}</td>
                <td className="tt-right tt-number">{value(network?.f1, 3)}</td>
                <td className="tt-right tt-number">{value(pipeline?.f1, 3)}</td>
                <td className="tt-right tt-number">{found && found.known > 0 ? `${found.hits}/${found.known}` : '–'}</td>
                <td className="tt-right tt-number">{found ? (found.known > 0 ? found.falseEvents : found.events) : '–'}</td>
                <td className="tt-right tt-number">{run.seconds > 0 ? (run.seconds < 100 ? value(run.seconds, 3) : count(run.seconds)) : '–'}</td>
                <td className="tt-number">{time(run.createdAt, zone)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
