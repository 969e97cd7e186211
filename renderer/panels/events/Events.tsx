import { Button, SegmentedControl } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { verdictCode, type Event, type VerdictCode } from '../../../main/contract/events.ts'
import { useApi } from '../../client/context.tsx'
import { wordsWithin } from '../../format/name.ts'
import { count } from '../../format/number.ts'
import { lasted } from '../../format/lasted.ts'
import { duration, time } from '../../format/time.ts'
import { Answer, Empty } from '../../parts/faces.tsx'
import { SeverityMark } from '../../parts/SeverityMark.tsx'
import { t } from '../../strings.ts'
import { useActions } from '../../workspace/actions.ts'
import { useDock } from '../../workspace/dock.ts'
import { useDensity, useZone } from '../../workspace/preferences.ts'
import { useMinute } from '../../workspace/useMinute.ts'
import { useSelection } from '../../workspace/selection.ts'
import './events.css'
import { useJudging } from './judging.ts'
import { Facets } from './Facets.tsx'
import { between, isJudged, isWaiting, paceOf, type Show } from './queue.ts'
import { isNarrowed, useQueueFilter } from './queueFilter.ts'
import { ReasonBar } from './ReasonBar.tsx'
import { useTriage, useTriageKeys, type Triage } from './useTriage.tsx'

const shows: readonly Show[] = ['waiting', 'judged', 'all']
const rowHeights = { compact: 44, normal: 62, comfortable: 74 }

/** The queue: what deserves the next look first. */
export default function Events() {
  const triage = useTriage()
  const { events, queue, marked, asking, choose, markAll } = triage
  const front = useDock((dock) => dock.front)
  const open = useDock((dock) => dock.open)
  const queueFilter = useQueueFilter()
  const { show, filter, set, clear } = queueFilter
  const narrowed = isNarrowed(queueFilter)
  const field = useRef<HTMLInputElement>(null)
  const { settle, mark } = useJudging.getState()
  useTriageKeys(triage, front !== 'investigate')
  useActions({ 'events.filter': () => field.current?.focus() })
  const now = useMinute()
  const api = useApi()
  const assets = useQuery(api.assets.list.queryOptions()).data ?? []
  const hasAssets = assets.length > 0
  const learned = assets.some(({ attention }) => attention !== null)
  const waiting = useMemo(() => (events.data ?? []).filter((event) => isWaiting(event, now)).length, [events.data, now])

  return (
    <Answer query={events} what={t.events.list} where={t.events.list}>
      {(all) =>
        all.length === 0 ? (
          <Empty title={t.events.emptyTitle} action={hasAssets ? <Button variant="default" onClick={() => open('detect')}>{t.events.detect}</Button> : undefined}>
            {learned ? t.events.emptyLearned : t.events.emptyAbout}
          </Empty>
        ) : (
          <div className="tt-panel">
            <div className="tt-queue-head">
              <SegmentedControl
                aria-label={t.events.list}
                size="xs"
                value={show}
                onChange={(chosen) => {
                  settle()
                  set({ show: chosen as Show }) // as: one of the values given
                }}
                data={shows.map((one) => ({ value: one, label: t.events.show[one] }))}
              />
              {queue.length > 0 && queue.every(({ simulated }) => simulated) && (
                <span className="tt-simulated" title={t.common.simulatedAbout}>
                  {t.common.simulated}
                </span>
              )}
              <Counter waiting={waiting} />
            </div>
            <input
              ref={field}
              className="tt-search"
              type="search"
              placeholder={t.events.filter}
              aria-label={t.events.filter}
              value={filter}
              onChange={(event) => set({ filter: event.target.value })}
              onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
            />
            <Facets events={all} />
            {marked.length > 0 && <Bulk marked={marked.length} of={queue.length} choose={choose} onAll={markAll} onNone={() => mark([])} />}
            {front !== 'investigate' && <ReasonBar asking={asking} choose={choose} />}
            {queue.length === 0 ? (
              <Empty
                title={narrowed ? t.events.nothingMatches : t.events.allJudged}
                action={
                  narrowed ? (
                    <Button variant="default" onClick={clear}>
                      {t.events.clearFilter}
                    </Button>
                  ) : undefined
                }
              />
            ) : (
              <Queue queue={queue} />
            )}
          </div>
        )
      }
    </Answer>
  )
}

/** What can be done with the events that are marked: one verdict for all of them. */
function Bulk({ marked, of, choose, onAll, onNone }: { marked: number; of: number; choose: Triage['choose']; onAll: () => void; onNone: () => void }) {
  return (
    <div className="tt-bulk" role="toolbar" aria-label={t.events.bulk(count(marked))}>
      <strong role="status">{t.events.bulk(count(marked))}</strong>
      <select className="tt-native" aria-label={t.events.judgeAll} value="" onChange={(event) => choose(event.target.value as VerdictCode)}>
        <option value="" disabled>
          {t.events.judgeAll}
        </option>
        {verdictCode.options.map((verdict, i) => (
          <option key={verdict} value={verdict}>
            {i + 1} {t.verdicts[verdict]}
          </option>
        ))}
      </select>
      {marked < of && (
        <button type="button" className="tt-link" onClick={onAll}>
          {t.events.markAll(count(of))}
        </button>
      )}
      <button type="button" className="tt-link" onClick={onNone}>
        {t.events.markNone}
      </button>
    </div>
  )
}

function Counter({ waiting }: { waiting: number }) {
  const steps = useJudging((state) => state.steps)
  const pace = paceOf(steps.map(({ at }) => at))
  return (
    <span className="tt-queue-count" role="status">
      {waiting === 0 ? t.events.allJudged : t.events.left(count(waiting))}
      {pace !== null && waiting > 0 ? t.events.pace(duration(pace * waiting)) : ''}
    </span>
  )
}

function Queue({ queue }: { queue: readonly Event[] }) {
  const density = useDensity()
  const selected = useSelection((state) => state.event)
  const selectEvent = useSelection((state) => state.selectEvent)
  const open = useDock((dock) => dock.open)
  const scroll = useRef<HTMLDivElement>(null)
  // oxlint-disable-next-line react/incompatible-library -- the virtualiser keeps its own state; this component is small and not memoised
  const rows = useVirtualizer({ count: queue.length, getScrollElement: () => scroll.current, estimateSize: () => rowHeights[density], overscan: 8 })
  const at = queue.findIndex(({ id }) => id === selected)
  useEffect(() => rows.measure(), [density, rows])
  useEffect(() => {
    if (at >= 0) rows.scrollToIndex(at, { align: 'auto' })
  }, [at, rows])
  const { marked, mark } = useJudging()
  // where all are simulated the head of the queue says so once
  const mixed = useMemo(() => queue.some(({ simulated }) => !simulated), [queue])
  const pick = (event: Event, keys: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }) => {
    if (keys.shiftKey) return mark([...marked, ...between(queue, selected, event.id)])
    if (keys.ctrlKey || keys.metaKey) {
      const next = new Set([...marked, ...(marked.size === 0 && selected !== null ? [selected] : [])])
      if (!next.delete(event.id)) next.add(event.id)
      return mark(next)
    }
    mark([])
    selectEvent(event.id, event.asset)
    open('investigate')
  }
  return (
    <div
      className="tt-scroll"
      ref={scroll}
      role="listbox"
      tabIndex={0}
      aria-label={t.events.list}
      aria-multiselectable
      aria-activedescendant={at >= 0 ? `event-${queue[at]?.id}` : undefined}
      onKeyDown={(event) => {
        const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: queue.length - 1 }[event.key]
        const next = queue[Math.min(Math.max(to ?? -1, 0), queue.length - 1)]
        if (to !== undefined && next) {
          selectEvent(next.id, next.asset)
          event.preventDefault()
        } else if (event.key === 'Enter' && at >= 0) open('investigate')
      }}
    >
      <div style={{ height: rows.getTotalSize(), position: 'relative' }}>
        {rows.getVirtualItems().map(({ index, start, size }) => {
          const event = queue[index]
          return event ? <Row key={event.id} event={event} top={start} height={size} selected={event.id === selected} marked={marked.has(event.id)} simulated={mixed && event.simulated} onPick={(keys) => pick(event, keys)} /> : null
        })}
      </div>
    </div>
  )
}

function Row({ event, top, height, selected, marked, simulated, onPick }: { event: Event; top: number; height: number; selected: boolean; marked: boolean; simulated: boolean; onPick: (keys: React.MouseEvent) => void }) {
  const zone = useZone()
  const judged = isJudged(event)
  return (
    <div
      id={`event-${event.id}`}
      role="option"
      aria-selected={selected || marked}
      data-marked={marked}
      className={judged ? 'tt-event tt-event-judged' : 'tt-event'}
      style={{ transform: `translateY(${top}px)`, height }}
      onClick={onPick}
    >
      <SeverityMark severity={event.severity} judged={judged} />
      <div className="tt-event-text">
        <div className="tt-event-line">
          <strong className="tt-ellipsis">{event.assetName}</strong>
          {simulated && <span className="tt-simulated">{t.common.simulated}</span>}
          <span className="tt-hint">{lasted(event)}</span>
          <span className="tt-number tt-hint">{time(event.start, zone)}</span>
        </div>
        <p>{wordsWithin(event)}</p>
        {judged && event.verdict?.verdict && (
          <div className="tt-event-verdict tt-ellipsis">
            {`${t.verdicts[event.verdict.verdict]}${event.verdict.reason ? `, ${t.reasons[event.verdict.reason].toLowerCase()}` : ''}${event.verdict.until === null ? '' : ` ${t.investigate.until(time(event.verdict.until, zone, 'day'))}`}`}
          </div>
        )}
      </div>
    </div>
  )
}
