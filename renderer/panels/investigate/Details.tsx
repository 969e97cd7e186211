import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { create } from 'zustand'
import type { Event } from '../../../main/contract/events.ts'
import { useApi } from '../../client/context.tsx'
import { nameWithin, unitBehind, wordsWithin } from '../../format/name.ts'
import { signed, value } from '../../format/number.ts'
import { duration, time } from '../../format/time.ts'
import { Failed } from '../../parts/faces.tsx'
import { SeverityMark } from '../../parts/SeverityMark.tsx'
import { t } from '../../strings.ts'
import { useActions } from '../../workspace/actions.ts'
import { useDetection } from '../../workspace/assetData.ts'
import { useEvents } from '../../workspace/eventList.ts'
import { useZone } from '../../workspace/preferences.ts'
import { useSelection } from '../../workspace/selection.ts'
import { isJudged } from '../events/queue.ts'
import type { Triage } from '../events/useTriage.tsx'
import { Correlation } from './Correlation.tsx'
import { moveOrder } from './onset.ts'
import { Records } from './Records.tsx'

/** Which of the tables is shown: the same one for the next event. */
const useTab = create<{ tab: string | null; setTab: (tab: string | null) => void }>((set) => ({ tab: 'statistics', setTab: (tab) => set({ tab }) }))

/** Under the lanes: order of movement, statistics against the reference, notes with the verdicts so far, the asset's other events. */
export function Details({ event, triage }: { event: Event; triage: Triage }) {
  const { tab, setTab } = useTab()
  const note = useRef<HTMLTextAreaElement>(null)
  const [focusNote, setFocusNote] = useState(0)
  useActions({
    'events.note': () => {
      setTab('notes')
      setFocusNote((n) => n + 1)
    },
  })
  useEffect(() => {
    if (focusNote > 0) note.current?.focus()
  }, [focusNote])
  return (
    <Tabs value={tab} onChange={setTab} className="tt-details" data-tall={tab === 'correlation'} keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="statistics">{t.investigate.statistics}</Tabs.Tab>
        <Tabs.Tab value="onset">{t.investigate.onset}</Tabs.Tab>
        <Tabs.Tab value="correlation">{t.investigate.correlation}</Tabs.Tab>
        <Tabs.Tab value="records">{t.investigate.records}</Tabs.Tab>
        <Tabs.Tab value="notes">{t.investigate.note}</Tabs.Tab>
        <Tabs.Tab value="others">{t.investigate.others}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel tabIndex={0} value="statistics">
        <Statistics event={event} />
      </Tabs.Panel>
      <Tabs.Panel tabIndex={0} value="onset">
        <Onset event={event} />
      </Tabs.Panel>
      <Tabs.Panel tabIndex={0} value="correlation">
        <Correlation event={event} />
      </Tabs.Panel>
      <Tabs.Panel tabIndex={0} value="records">
        <Records event={event} />
      </Tabs.Panel>
      <Tabs.Panel tabIndex={0} value="notes">
        <Notes key={event.id} event={event} triage={triage} field={note} />
      </Tabs.Panel>
      <Tabs.Panel tabIndex={0} value="others">
        <Others event={event} />
      </Tabs.Panel>
    </Tabs>
  )
}

function Statistics({ event }: { event: Event }) {
  const api = useApi()
  const tags = event.channels.map(({ tag }) => tag)
  const detection = useDetection(event.asset).data
  const during = useQuery(api.series.statistics.queryOptions({ input: { tags, from: event.start, to: event.end + 1 }, enabled: tags.length > 0 }))
  const reference = useQuery(api.series.statistics.queryOptions({ input: { tags, from: detection?.reference.from ?? 0, to: detection?.reference.to ?? 1 }, enabled: tags.length > 0 && Boolean(detection) }))
  if (during.isError || reference.isError) return <Failed compact error={during.error ?? reference.error} where={t.investigate.statistics} onRetry={() => void Promise.all([during.refetch(), reference.refetch()])} />
  return (
    <table className="tt-table">
      <thead>
        <tr>
          <th>{t.investigate.channel}</th>
          <th className="tt-right">
            {t.investigate.mean} {t.investigate.during}
          </th>
          <th className="tt-right">{t.investigate.reference}</th>
          <th className="tt-right">{t.investigate.shift}</th>
          <th className="tt-right">{t.investigate.std}</th>
          <th className="tt-right">{t.investigate.reference}</th>
          <th className="tt-right">{t.investigate.min}</th>
          <th className="tt-right">{t.investigate.max}</th>
        </tr>
      </thead>
      <tbody>
        {event.channels.map((channel) => {
          const now = during.data?.find(({ tag }) => tag === channel.tag)
          const then = reference.data?.find(({ tag }) => tag === channel.tag)
          const shift = typeof now?.mean === 'number' && typeof then?.mean === 'number' ? now.mean - then.mean : null
          return (
            <tr key={channel.tag}>
              <td>
                {nameWithin(channel.name, event.assetName)} <span className="tt-hint">{unitBehind(channel.name, channel.unit)}</span>
              </td>
              {[value(now?.mean), value(then?.mean), signed(shift), value(now?.std), value(then?.std), value(now?.min), value(now?.max)].map((text, i) => (
                <td key={i} className="tt-right tt-number">
                  {text}
                </td>
              ))}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function Onset({ event }: { event: Event }) {
  const zone = useZone()
  const moved = moveOrder(event.channels)
  if (moved.length === 0) return <p className="tt-hint tt-pad">{t.investigate.noOnset}</p>
  const longest = Math.max(...moved.map(({ after }) => after), 1)
  return (
    <ol className="tt-onsets">
      {moved.map(({ channel, after }) => (
        <li key={channel.tag}>
          <span className="tt-ellipsis">{nameWithin(channel.name, event.assetName)}</span>
          <span className="tt-number">{time(channel.onset, zone, 'second')}</span>
          <i style={{ marginLeft: `${(after / longest) * 90}%` }} aria-hidden />
          <span>{after > 0 ? t.investigate.after(duration(after)) : t.investigate.movedFirst}</span>
        </li>
      ))}
    </ol>
  )
}

function Notes({ event, triage, field }: { event: Event; triage: Triage; field: React.RefObject<HTMLTextAreaElement | null> }) {
  const api = useApi()
  const zone = useZone()
  const history = useQuery(api.events.history.queryOptions({ input: { id: event.id } }))
  const stored = event.verdict?.note ?? ''
  const [draft, setDraft] = useState(stored)
  const save = () => draft !== stored && triage.note(draft)
  return (
    <div className="tt-notes">
      <textarea
        ref={field}
        aria-label={t.investigate.note}
        placeholder={t.investigate.notePlaceholder}
        maxLength={10_000}
        value={draft}
        onChange={(change) => setDraft(change.target.value)}
        onBlur={save}
        onKeyDown={(key) => {
          if (key.key === 'Escape' || (key.key === 'Enter' && key.ctrlKey)) key.currentTarget.blur()
        }}
      />
      <div>
        <h3>{t.investigate.history}</h3>
        {history.isError && <Failed compact error={history.error} where={t.investigate.history} onRetry={() => void history.refetch()} />}
        {history.data?.length === 0 && <p className="tt-hint">{t.investigate.noHistory}</p>}
        <ul>
          {history.data?.map((verdict) => (
            <li key={`${verdict.at} ${verdict.by}`}>
              <span className="tt-number tt-hint">{time(verdict.at, zone)}</span> {verdict.verdict ? t.verdicts[verdict.verdict] : t.investigate.withdrawn}
              {verdict.reason ? `, ${t.reasons[verdict.reason].toLowerCase()}` : ''}
              {verdict.until !== null ? ` ${t.investigate.until(time(verdict.until, zone, 'day'))}` : ''}, {verdict.by}
              {verdict.note ? `: ${verdict.note}` : ''}
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}

function Others({ event }: { event: Event }) {
  const zone = useZone()
  const selectEvent = useSelection((state) => state.selectEvent)
  const others = useEvents().data?.filter(({ id, asset }) => id !== event.id && asset === event.asset) ?? []
  return (
    <ul className="tt-others">
      {others
        .toSorted((a, b) => b.start - a.start)
        .slice(0, 200)
        .map((other) => (
          <li key={other.id}>
            <button type="button" onClick={() => selectEvent(other.id, other.asset)}>
              <SeverityMark severity={other.severity} judged={isJudged(other)} />
              <span className="tt-number tt-hint">{time(other.start, zone)}</span>
              <span className="tt-ellipsis">{wordsWithin(other)}</span>
              <span className="tt-hint">{other.verdict?.verdict ? t.verdicts[other.verdict.verdict] : ''}</span>
            </button>
          </li>
        ))}
    </ul>
  )
}
