import { useQuery } from '@tanstack/react-query'
import type { Event } from '../../../main/contract/events.ts'
import { useApi } from '../../client/context.tsx'
import { duration, time } from '../../format/time.ts'
import { Answer } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { useZone } from '../../workspace/preferences.ts'

/** What was written about the asset: faults that were known, and what maintenance did. Those that touch the event come first. */
export function Records({ event }: { event: Event }) {
  const api = useApi()
  const zone = useZone()
  const records = useQuery(api.assets.records.queryOptions({ input: { id: event.asset } }))
  return (
    <Answer query={records} what={t.investigate.records} where={t.investigate.records}>
      {(all) => {
        if (all.length === 0) return <p className="tt-hint tt-pad">{t.investigate.noRecords}</p>
        const touches = ({ from, to }: { from: number; to: number }) => from < event.end && to > event.start
        const away = ({ from, to }: { from: number; to: number }) => Math.max(from - event.end, event.start - to, 0)
        return (
          <table className="tt-table">
            <tbody>
              {all
                .toSorted((a, b) => away(a) - away(b))
                .map((record) => (
                  <tr key={`${record.kind} ${record.title} ${record.from}`} className={touches(record) ? 'tt-record-touches' : ''}>
                    <td className="tt-hint">{t.investigate.recordKinds[record.kind]}</td>
                    <td>{record.title}</td>
                    <td className="tt-number">{time(record.from, zone)}</td>
                    <td className="tt-number">{duration(record.to - record.from)}</td>
                    <td>{touches(record) ? t.investigate.atTheTime : record.from >= event.end ? t.investigate.after(duration(record.from - event.end)) : t.investigate.earlier(duration(event.start - record.to))}</td>
                    <td>{record.words}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        )
      }}
    </Answer>
  )
}
