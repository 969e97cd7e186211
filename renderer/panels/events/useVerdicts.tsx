import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { Event } from '../../../main/contract/events.ts'
import { useApi } from '../../client/context.tsx'
import { toFault } from '../../client/faults.ts'
import { t } from '../../strings.ts'
import { everyEvent } from '../../workspace/eventList.ts'
import { useSelection } from '../../workspace/selection.ts'
import { standingOf, useJudging, type Standing, type Step } from './judging.ts'

const say = (message: string) => void notifications.show({ message, color: 'gray', withBorder: true, autoClose: 8000 })

export interface Verdicts {
  /** Puts a verdict on events, remembers the step, offers to take it back. `done` runs when it is stored. */
  put(events: readonly Event[], next: Partial<Standing>, words: string, done: () => void): void
  /** Changes what stands on one event without a step: its note. */
  write(event: Event, standing: Standing): void
  undo(): void
  redo(): void
}

/** Stores verdicts, one or many, and takes them back and puts them there again: 50 steps. */
export function useVerdicts(): Verdicts {
  const api = useApi()
  const queryClient = useQueryClient()
  const selectEvent = useSelection((state) => state.selectEvent)
  const key = api.events.list.queryKey({ input: everyEvent })
  const onError = (error: unknown) => say(toFault(error).message)
  const { mutate: judge } = useMutation(
    api.events.judge.mutationOptions({
      onSuccess: (stored) => {
        queryClient.setQueryData<Event[]>(key, (known) => known?.map((event) => (event.id === stored.id ? stored : event)))
        void queryClient.invalidateQueries({ queryKey: api.events.history.key({ input: { id: stored.id } }) })
      },
      onError,
    }),
  )
  const { mutate: judgeMany } = useMutation(api.events.judgeMany.mutationOptions({ onSuccess: () => queryClient.invalidateQueries({ queryKey: api.events.key() }), onError }))

  const store = useCallback(
    (standings: readonly (Standing & { id: string })[], onSuccess: () => void) => {
      const [only] = standings
      if (only && standings.length === 1) judge(only, { onSuccess })
      else if (only) judgeMany({ judgements: [...standings] }, { onSuccess })
    },
    [judge, judgeMany],
  )

  const travel = useCallback(
    (step: Step | undefined, side: 'before' | 'after', nothing: string, moved: () => void) => {
      const first = step?.changes[0]
      if (!step || !first) return say(nothing)
      store(
        step.changes.map((change) => ({ id: change.event, ...change[side] })),
        () => {
          moved()
          selectEvent(first.event, first.asset)
          notifications.hide('verdict')
        },
      )
    },
    [store, selectEvent],
  )
  const undo = useCallback(() => travel(useJudging.getState().steps.at(-1), 'before', t.events.nothingToUndo, useJudging.getState().tookBack), [travel])
  const redo = useCallback(() => travel(useJudging.getState().undone.at(-1), 'after', t.events.nothingToRedo, useJudging.getState().didAgain), [travel])

  const put = useCallback(
    (events: readonly Event[], next: Partial<Standing>, words: string, done: () => void) => {
      const at = Date.now()
      const changes = events.map((event) => {
        const before = standingOf(event)
        return { event: event.id, asset: event.asset, before, after: { ...before, verdict: null, reason: null, until: null, ...next }, first: event.verdict === null }
      })
      store(
        changes.map(({ event, after }) => ({ id: event, ...after })),
        () => {
          useJudging.getState().did({ changes, words, at })
          done()
          notifications.hide('verdict')
          notifications.show({
            id: 'verdict',
            autoClose: 5000,
            withBorder: true,
            color: 'gray',
            message: (
              <span className="tt-verdict-toast">
                {words}
                <button type="button" className="tt-link" onClick={undo}>
                  {t.events.undo} (Z)
                </button>
              </span>
            ),
          })
        },
      )
    },
    [store, undo],
  )
  const write = useCallback((event: Event, standing: Standing) => judge({ id: event.id, ...standing }), [judge])
  return { put, write, undo, redo }
}
