import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo } from 'react'
import { verdictCode, type Event, type ReasonCode, type VerdictCode } from '../../../main/contract/events.ts'
import { useApi } from '../../client/context.tsx'
import { toFault } from '../../client/faults.ts'
import { t } from '../../strings.ts'
import { useActions } from '../../workspace/actions.ts'
import { useMinute } from '../../workspace/useMinute.ts'
import { useSelection } from '../../workspace/selection.ts'
import { needsReason, reasonKeys, useJudging } from './judging.ts'
import { neighbour, nextWaiting, queueOf } from './queue.ts'
import { useQueueFilter } from './queueFilter.ts'

export interface Triage {
  readonly events: ReturnType<typeof useQueueQuery>
  readonly queue: readonly Event[]
  readonly selected: Event | null
  readonly asking: VerdictCode | null
  /** Judges the selected event; asks for the reason first where one is needed. */
  choose(verdict: VerdictCode, reason?: ReasonCode): void
  /** Stores a note on the selected event, its verdict unchanged. */
  note(text: string): void
  step(by: 1 | -1): void
  undo(): void
}

function useQueueQuery() {
  const api = useApi()
  return useQuery(api.events.list.queryOptions({ input: {} }))
}

const postponeBy = 7 * 86_400_000

/** The rhythm of triage: walk, judge, give the reason, be taken to the next. Shared by the queue and the page of the event. */
export function useTriage(): Triage {
  const api = useApi()
  const queryClient = useQueryClient()
  const events = useQueueQuery()
  const { show, filter } = useQueueFilter()
  const now = useMinute()
  const { asking, fading, ask, did, undone } = useJudging()
  const selectedId = useSelection((state) => state.event)
  const selectEvent = useSelection((state) => state.selectEvent)
  const queue = useMemo(() => queueOf({ events: events.data ?? [], show, filter, now, keep: fading }), [events.data, show, filter, fading, now])
  const selected = useMemo(() => events.data?.find(({ id }) => id === selectedId) ?? null, [events.data, selectedId])

  const key = api.events.list.queryKey({ input: {} })
  const judge = useMutation(
    api.events.judge.mutationOptions({
      onSuccess: (stored) => {
        queryClient.setQueryData<Event[]>(key, (known) => known?.map((event) => (event.id === stored.id ? stored : event)))
        void queryClient.invalidateQueries({ queryKey: api.events.history.key({ input: { id: stored.id } }) })
      },
      onError: (error) => void notifications.show({ message: toFault(error).message, color: 'gray', withBorder: true, autoClose: 8000 }),
    }),
  )
  const { mutate } = judge

  const undo = useCallback(() => {
    const last = useJudging.getState().steps.at(-1)
    if (!last) return void notifications.show({ message: t.events.nothingToUndo, color: 'gray', withBorder: true })
    mutate(
      { id: last.event, ...last.before },
      {
        onSuccess: () => {
          undone()
          selectEvent(last.event, last.asset)
          notifications.hide('verdict')
        },
      },
    )
  }, [mutate, undone, selectEvent])

  const store = useCallback(
    (verdict: VerdictCode, reason: ReasonCode | null) => {
      if (!selected) return
      const before = { verdict: selected.verdict?.verdict ?? null, reason: selected.verdict?.reason ?? null, note: selected.verdict?.note ?? '', until: selected.verdict?.until ?? null }
      const at = Date.now()
      mutate(
        { id: selected.id, verdict, reason, note: before.note, until: verdict === 'postponed' ? at + postponeBy : null },
        {
          onSuccess: () => {
            did({ event: selected.id, asset: selected.asset, assetName: selected.assetName, before, at })
            const next = nextWaiting(queue, selected.id, at)
            if (next) selectEvent(next.id, next.asset)
            notifications.hide('verdict')
            notifications.show({
              id: 'verdict',
              autoClose: 5000,
              withBorder: true,
              color: 'gray',
              message: (
                <span className="tt-verdict-toast">
                  {t.events.judgedToast(`${t.verdicts[verdict]}${reason ? `, ${t.reasons[reason].toLowerCase()}` : ''}`, selected.assetName)}
                  <button type="button" className="tt-link" onClick={undo}>
                    {t.events.undo} (Z)
                  </button>
                </span>
              ),
            })
          },
        },
      )
    },
    [selected, queue, mutate, did, selectEvent, undo],
  )

  const choose = useCallback(
    (verdict: VerdictCode, reason?: ReasonCode) => {
      if (reason === undefined && needsReason(verdict)) ask(verdict)
      else store(verdict, reason ?? null)
    },
    [ask, store],
  )
  const note = useCallback(
    (text: string) => {
      if (!selected) return
      mutate({ id: selected.id, verdict: selected.verdict?.verdict ?? null, reason: selected.verdict?.reason ?? null, note: text, until: selected.verdict?.until ?? null })
    },
    [selected, mutate],
  )
  const step = useCallback(
    (by: 1 | -1) => {
      const next = neighbour(queue, selectedId, by)
      if (next) selectEvent(next.id, next.asset)
    },
    [queue, selectedId, selectEvent],
  )
  return { events, queue, selected, asking, choose, note, step, undo }
}

/** The keys of triage, for the panel that is in front. While a reason is asked for, letters are reasons. */
export function useTriageKeys({ choose, step, undo, selected, asking }: Triage, enabled: boolean): void {
  const ask = useJudging((state) => state.ask)
  useActions(
    enabled
      ? {
          'events.next': () => step(1),
          'events.previous': () => step(-1),
          'verdict.undo': undo,
          ...(selected && Object.fromEntries(verdictCode.options.map((verdict) => [`verdict.${verdict}`, () => choose(verdict)]))),
        }
      : {},
  )
  useEffect(() => {
    if (!enabled || !asking) return
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const reason = (Object.keys(reasonKeys) as ReasonCode[]).find((code) => reasonKeys[code] === event.key.toLowerCase()) // as: keys of a Record
      if (event.key === 'Escape') ask(null)
      else if (reason) choose(asking, reason)
      else return
      event.preventDefault()
      event.stopImmediatePropagation()
    }
    window.addEventListener('keydown', listen, { capture: true })
    return () => window.removeEventListener('keydown', listen, { capture: true })
  }, [enabled, asking, choose, ask])
}
