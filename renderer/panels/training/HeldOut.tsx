import type { HeldOutResult } from '../../../main/contract/runs.ts'
import { percent, value } from '../../format/number.ts'
import { precisionFor, time } from '../../format/time.ts'
import { t } from '../../strings.ts'
import { useZone } from '../../workspace/preferences.ts'
import type { LiveRun } from './liveRun.ts'

interface Row extends HeldOutResult {
  readonly key: string
  readonly run: number | null
}

/** What each method finds on rows that none was fitted on: the networks of the runs, and once what stands beside them. */
export function HeldOut({ runs }: { runs: readonly LiveRun[] }) {
  const zone = useZone()
  const many = runs.length > 1
  const period = many ? null : runs[0]?.heldOut
  const rows = runs.flatMap((run) => (run.heldOut?.results ?? run.beside).map((result): Row => ({ ...result, key: `${run.id} ${result.id}`, run: result.kind === 'network' && many ? run.id : null })))
  const shown = rows.filter((row, at) => row.kind === 'network' || rows.findIndex((other) => sameRow(other, row)) === at)
  const best = bestOf(shown)
  return (
    <section className="tt-training-held" aria-label={t.training.heldOut}>
      <table className="tt-table">
        <thead>
          <tr>
            <th title={period ? t.training.heldOutAbout(time(period.from, zone, precisionFor(period.to - period.from)), time(period.to, zone, precisionFor(period.to - period.from))) : undefined}>{t.training.heldOut}</th>
            <th>{t.training.kind}</th>
            <th className="tt-right">{t.training.f1}</th>
            <th className="tt-right">{t.training.faults}</th>
            <th className="tt-right">{t.training.falseShort}</th>
            <th className="tt-right">{t.training.falseAlarms}</th>
            <th className="tt-right">{t.training.missedAlarms}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row.key} className={row === best ? 'tt-training-best' : undefined}>
              <td>
                {row.title}
                {row.run !== null && ` · ${t.training.run(row.run)}`}
              </td>
              <td className="tt-hint">{t.training.kinds[row.kind]}</td>
              <td className="tt-right tt-number">{row.f1 === null ? '–' : value(row.f1, 3)}</td>
              <td className="tt-right tt-number">{row.known === 0 ? '–' : `${row.hits}/${row.known}`}</td>
              <td className="tt-right tt-number">{row.known === 0 ? row.events : row.falseEvents}</td>
              <td className="tt-right tt-number">{row.falseAlarmRate === null ? '–' : percent(row.falseAlarmRate)}</td>
              <td className="tt-right tt-number">{row.missedAlarmRate === null ? '–' : percent(row.missedAlarmRate)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const sameRow = (a: Row, b: Row) => a.id === b.id && a.kind === b.kind && a.events === b.events && a.hits === b.hits && a.known === b.known && a.falseAlarmRate === b.falseAlarmRate

/** The one with the best F1, and among equals with the fewest false alarms; null where no fault is known, nobody finds one, or all alarm on most normal rows. */
export function bestOf<Result extends Pick<HeldOutResult, 'f1' | 'falseAlarmRate'>>(results: readonly Result[]): Result | null {
  const [first] = results.filter(({ f1, falseAlarmRate }) => f1 !== null && f1 > 0 && (falseAlarmRate ?? 0) <= 0.5).toSorted((a, b) => (b.f1 ?? 0) - (a.f1 ?? 0) || (a.falseAlarmRate ?? 0) - (b.falseAlarmRate ?? 0))
  return first ?? null
}
