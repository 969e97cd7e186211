import { notifications } from '@mantine/notifications'
import { useCallback, useEffect, useMemo } from 'react'
import { verdictCode, type Event, type ReasonCode, type VerdictCode } from '../../../main/contract/events.ts'
import { count } from '../../format/number.ts'
import { t } from '../../strings.ts'
import { useActions } from '../../workspace/actions.ts'
import { useEvents } from '../../workspace/eventList.ts'
import { useSelection } from '../../workspace/selection.ts'
import { useMinute } from '../../workspace/useMinute.ts'
import { needsReason, postponements, reasonKeys, standingOf, useJudging } from './judging.ts'
import { between, neighbour, nextWaiting, queueOf } from './queue.ts'
import { useQueueFilter } from './queueFilter.ts'
import { useVerdicts } from './useVerdicts.tsx'

/** What a verdict needs besides itself. */
export interface Given {
  readonly reason?: ReasonCode
  readonly until?: number
}

export interface Triage {
  readonly events: ReturnType<typeof useEvents>
  readonly queue: readonly Event[]
  readonly selected: Event | null
  /** Chosen together; a verdict counts for all of them. */
  readonly marked: readonly Event[]
  readonly asking: VerdictCode | null
  /** Judges what is marked, else the selected event; asks for the reason or the day first where one is needed. */
  choose(verdict: VerdictCode, given?: Given): void
  /** Stores a note on the selected event, its verdict unchanged. */
  note(text: string): void
  step(by: 1 | -1): void
  /** Steps and marks what was stepped over. */
  extend(by: 1 | -1): void
  markAll(): void
  undo(): void
  redo(): void
}

const nobody: readonly Event[] = []

/** The rhythm of triage: walk, judge, give the reason, be taken to the next. Shared by the queue and the page of the event. */
export function useTriage(): Triage {
  const events = useEvents()
  const { show, filter, asset, stage, severity, verdict: judgedAs, from, to } = useQueueFilter()
  const now = useMinute()
  const { asking, fading, marked: markedIds, ask, mark } = useJudging()
  const { put, write, undo, redo } = useVerdicts()
  const selectedId = useSelection((state) => state.event)
  const selectEvent = useSelection((state) => state.selectEvent)
  const queue = useMemo(
    () => queueOf({ events: events.data ?? nobody, show, filter, now, keep: fading, asset, stage, severity, verdict: judgedAs, from, to }),
    [events.data, show, filter, fading, now, asset, stage, severity, judgedAs, from, to],
  )
  const selected = useMemo(() => events.data?.find(({ id }) => id === selectedId) ?? null, [events.data, selectedId])
  const marked = useMemo(() => (markedIds.size === 0 ? nobody : queue.filter(({ id }) => markedIds.has(id))), [queue, markedIds])

  const choose = useCallback(
    (verdict: VerdictCode, { reason, until }: Given = {}) => {
      if ((reason === undefined && needsReason(verdict)) || (until === undefined && verdict === 'postponed')) return ask(verdict)
      const judged = marked.length > 0 ? marked : selected ? [selected] : nobody
      const [first] = judged
      const last = judged.at(-1)
      if (!first || !last) return
      const words = `${t.verdicts[verdict]}${reason ? `, ${t.reasons[reason].toLowerCase()}` : ''}`
      put(judged, { verdict, reason: reason ?? null, until: until ?? null }, t.events.judgedToast(words, judged.length > 1 ? t.events.nEvents(count(judged.length)) : first.assetName), () => {
        const gone = new Set(judged.map(({ id }) => id))
        const next = nextWaiting(queue.filter(({ id }) => id === last.id || !gone.has(id)), last.id, now)
        if (next) selectEvent(next.id, next.asset)
      })
    },
    [ask, marked, selected, put, queue, now, selectEvent],
  )
  const note = useCallback((text: string) => selected && write(selected, { ...standingOf(selected), note: text }), [selected, write])
  const step = useCallback(
    (by: 1 | -1) => {
      const next = neighbour(queue, selectedId, by)
      if (next && next.id !== selectedId) selectEvent(next.id, next.asset)
      else void notifications.show({ id: 'queue-end', message: by > 0 ? t.events.lastOne : t.events.firstOne, color: 'gray', withBorder: true, autoClose: 2500 })
    },
    [queue, selectedId, selectEvent],
  )
  const extend = useCallback(
    (by: 1 | -1) => {
      const next = neighbour(queue, selectedId, by)
      if (!next) return
      mark([...useJudging.getState().marked, ...between(queue, selectedId, next.id)])
      selectEvent(next.id, next.asset)
    },
    [queue, selectedId, selectEvent, mark],
  )
  const markAll = useCallback(() => mark(queue.map(({ id }) => id)), [queue, mark])
  return { events, queue, selected, marked, asking, choose, note, step, extend, markAll, undo, redo }
}

/** The keys of triage, for the panel that is in front. While a reason or a day is asked for, letters answer it. */
export function useTriageKeys({ choose, step, extend, markAll, undo, redo, selected, marked, asking }: Triage, enabled: boolean): void {
  const ask = useJudging((state) => state.ask)
  const mark = useJudging((state) => state.mark)
  useActions(
    enabled
      ? {
          'events.next': () => step(1),
          'events.previous': () => step(-1),
          'events.extendDown': () => extend(1),
          'events.extendUp': () => extend(-1),
          'events.markAll': markAll,
          'events.markNone': () => mark([]),
          'verdict.undo': undo,
          'verdict.redo': redo,
          ...((selected || marked.length > 0) && Object.fromEntries(verdictCode.options.map((verdict) => [`verdict.${verdict}`, () => choose(verdict)]))),
        }
      : {},
  )
  useEffect(() => {
    if (!enabled || !asking) return
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || (event.target instanceof Element && event.target.matches('input, textarea') && event.key !== 'Escape')) return
      const key = event.key.toLowerCase()
      const reason = (Object.keys(reasonKeys) as ReasonCode[]).find((code) => reasonKeys[code] === key) // as: keys of a Record
      const postponed = postponements.find((one) => one.key === key)
      if (event.key === 'Escape') ask(null)
      else if (asking === 'postponed' && postponed) choose(asking, { until: Date.now() + postponed.span })
      else if (asking !== 'postponed' && reason) choose(asking, { reason })
      else return
      event.preventDefault()
      event.stopImmediatePropagation()
    }
    window.addEventListener('keydown', listen, { capture: true })
    return () => window.removeEventListener('keydown', listen, { capture: true })
  }, [enabled, asking, choose, ask])
}
