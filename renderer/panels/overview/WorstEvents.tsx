import type { Asset } from '../../../main/contract/assets.ts'
import type { Event } from '../../../main/contract/events.ts'
import { wordsWithin } from '../../format/name.ts'
import { lasted } from '../../format/lasted.ts'
import { count } from '../../format/number.ts'
import { time } from '../../format/time.ts'
import { SeverityMark } from '../../parts/SeverityMark.tsx'
import { t } from '../../strings.ts'
import { useDock } from '../../workspace/dock.ts'
import { useZone } from '../../workspace/preferences.ts'
import { useSelection } from '../../workspace/selection.ts'

const most = 20

/** The worst event that waits on each asset, in the order of the queue: where, since when, what; a press opens it. */
export function WorstEvents({ assets, waiting }: { assets: readonly Asset[]; waiting: readonly Event[] }) {
  const zone = useZone()
  const open = useDock((dock) => dock.open)
  const selectEvent = useSelection((state) => state.selectEvent)
  const first = new Map<number, Event>()
  const counts = new Map<number, number>()
  for (const event of waiting) {
    if (!first.has(event.asset)) first.set(event.asset, event)
    counts.set(event.asset, (counts.get(event.asset) ?? 0) + 1)
  }
  const rows = assets.flatMap(({ id }) => first.get(id) ?? []).slice(0, most)
  if (rows.length === 0) return null
  return (
    <section className="tt-worst" aria-label={t.overview.worstEvents}>
      <h3>{t.overview.worstEvents}</h3>
      <ul>
        {rows.map((event) => (
          <li key={event.id}>
            <button
              type="button"
              onClick={() => {
                selectEvent(event.id, event.asset)
                open('investigate')
              }}
            >
              <SeverityMark severity={event.severity} size={16} />
              <strong className="tt-ellipsis">{event.assetName}</strong>
              <span className="tt-worst-when">
                <span className="tt-number">{time(event.start, zone)}</span>
                <span className="tt-hint">{lasted(event)}</span>
              </span>
              <span className="tt-worst-words">{wordsWithin(event)}</span>
              <span className="tt-hint tt-worst-more">{(counts.get(event.asset) ?? 1) > 1 ? t.overview.more(count((counts.get(event.asset) ?? 1) - 1)) : ''}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
