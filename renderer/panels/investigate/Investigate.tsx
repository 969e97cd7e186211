import { Button } from '@mantine/core'
import { useCallback, useMemo, useState } from 'react'
import { alarmsOf, widestMargin, type Event } from '../../../main/contract/events.ts'
import { Lanes } from '../../charts/Lanes.tsx'
import type { View } from '../../charts/lane.ts'
import { useSeriesView } from '../../charts/useSeriesView.ts'
import { wordsWithin } from '../../format/name.ts'
import { oneIn, percent, signed, value } from '../../format/number.ts'
import { lasted } from '../../format/lasted.ts'
import { duration, precisionFor, time } from '../../format/time.ts'
import { Answer, Empty, Failed, Loading } from '../../parts/faces.tsx'
import { SeverityMark } from '../../parts/SeverityMark.tsx'
import { t } from '../../strings.ts'
import { runAction, useActions } from '../../workspace/actions.ts'
import { useDetection, useSpans, useTags } from '../../workspace/assetData.ts'
import { useDock } from '../../workspace/dock.ts'
import { useAssetExtent } from '../../workspace/extent.ts'
import { useZone } from '../../workspace/preferences.ts'
import { around, useSelection, within } from '../../workspace/selection.ts'
import { isJudged } from '../events/queue.ts'
import { useTriage, useTriageKeys, type Triage } from '../events/useTriage.tsx'
import { traceOf } from '../explore/traceOf.ts'
import { useLanes } from '../explore/lanes.ts'
import { Details } from './Details.tsx'
import { channelLane, residualLane, scoreLane } from './evidenceLanes.ts'
import './investigate.css'
import { moveOrder } from './onset.ts'
import { useEvidence } from './useEvidence.ts'
import { useLocalView } from '../../workspace/useLocalView.ts'
import { EventSteps, VerdictBar } from './VerdictBar.tsx'

/** One event: its sentence, its evidence, the verdict keys. */
export default function Investigate() {
  const triage = useTriage()
  const front = useDock((dock) => dock.front)
  useTriageKeys(triage, front === 'investigate')
  return (
    <Answer query={triage.events} what={t.investigate.event} where={t.investigate.event}>
      {(events) =>
        triage.selected ? (
          <Page key={triage.selected.id} event={triage.selected} triage={triage} />
        ) : (
          <Empty
            title={t.investigate.emptyTitle}
            action={
              events.length > 0 ? (
                <Button onClick={() => runAction('go.strongest')}>{t.investigate.openStrongest}</Button>
              ) : (
                <Button variant="default" onClick={() => runAction('go.detect')}>
                  {t.events.detect}
                </Button>
              )
            }
          >
            {t.investigate.emptyAbout}
          </Empty>
        )
      }
    </Answer>
  )
}

const shownChannels = 4

function Page({ event, triage }: { event: Event; triage: Triage }) {
  const zone = useZone()
  const channels = useMemo(() => event.channels.slice(0, shownChannels), [event.channels])
  const [margin, setMargin] = useState(1)
  const { loaded, failed, retry } = useEvidence({ event, channels, margin })
  const [first] = loaded
  const { extent } = useAssetExtent()
  // what was loaded at first: looking further loads more, and the way back leads here
  const [start, begin] = useState<View | null>(null)
  if (start === null && first) begin({ from: first.from, to: first.to })
  const [nearest, farthest] = [first?.reach.from, first?.reach.to]
  const reach = useMemo(() => (nearest === undefined || farthest === undefined ? null : within({ from: nearest, to: farthest }, extent)), [nearest, farthest, extent])
  const look = useCallback(
    (stretch: View) => {
      const needed = Math.ceil(Math.max(event.start - stretch.from, stretch.to - event.end) / Math.max(event.end - event.start, 1))
      setMargin((now) => (needed <= now || now >= widestMargin ? now : Math.min(widestMargin, Math.max(now * 2, needed))))
    },
    [event.start, event.end],
  )
  const view = useLocalView('investigate', start, { reach, onLook: look })
  const spans = useSpans(event.asset)
  const selectEvent = useSelection((state) => state.selectEvent)
  const context = useContextLane(event, view.shown)
  const moved = moveOrder(event.channels)
  const detection = useDetection(event.asset).data
  const foundBy = detection?.network && detection.id === event.detection ? { short: t.investigate.foundByRun(detection.network.run), long: t.investigate.foundBy(detection.title) } : null
  const alarms = useMemo(() => alarmsOf(event), [event])
  useOpenInExplore(event)

  const lanes = useMemo(() => {
    const [one] = loaded
    return one ? [...loaded.map((each) => channelLane(event, each)), residualLane(event, one), scoreLane(event, one), ...(context ? [context] : [])] : []
  }, [event, context, loaded])
  return (
    <div className="tt-panel tt-investigate">
      <header className="tt-sentence">
        <SeverityMark severity={event.severity} judged={isJudged(event)} size={26} />
        <div>
          <h2>{wordsWithin(event)}</h2>
          <div className="tt-sentence-facts">
            <p title={`${t.investigate.rarity(oneIn(event.tail))}${event.inReference ? `. ${t.investigate.inReference}` : ''}${foundBy ? `. ${foundBy.long}` : ''}`}>
              <strong>{event.assetName}</strong> · {t.investigate.since} <span className="tt-number">{time(event.start, zone, precisionFor(event.end - event.start) === 'ms' ? 'second' : 'minute')}</span> · {lasted(event)} · {foundBy && `${foundBy.short} · `}
              {t.investigate.rarityShort(oneIn(event.tail))}
              {event.inReference && ` · ${t.investigate.inReferenceShort}`}
            </p>
            <EventSteps step={triage.step} />
          </div>
        </div>
      </header>
      <VerdictBar event={event} triage={triage} />
      {failed && <Failed compact error={failed.error} where={t.investigate.why} onRetry={retry} />}
      {!first || !view.shown ? (
        failed ? null : <Loading what={t.investigate.why} />
      ) : (
        <Lanes
          lanes={lanes}
          view={view.shown}
          least={18}
          label={`${t.investigate.channels}. ${event.words}`}
          simulated={event.simulated}
          spans={spans}
          selectedSpan={event.id}
          shade={alarms}
          onShow={view.show}
          onSlide={view.slide}
          onBack={view.back}
          onSpan={(id) => selectEvent(id, event.asset)}
          head={(lane) => {
            const channel = channels.find(({ tag }) => lane.id === `channel ${tag}`)
            if (!channel) return null
            const order = moved.findIndex((one) => one.channel.tag === channel.tag)
            return (
              <span className="tt-channel-facts">
                <b>{percent(channel.share)}</b>
                <span>
                  {t.investigate.expected} <b className="tt-number">{value(channel.expected)}</b>
                </span>
                <span>
                  {t.investigate.actual} <b className="tt-number">{value(channel.actual)}</b>
                </span>
                <b className="tt-number">{signed(channel.expected !== null && channel.actual !== null ? channel.actual - channel.expected : null)}</b>
                {order >= 0 && <span>{order === 0 ? t.investigate.movedFirst : (moved[order]?.after ?? 0) > 0 ? t.investigate.after(duration(moved[order]?.after ?? 0)) : t.investigate.sameTime}</span>}
              </span>
            )
          }}
        />
      )}
      <Details event={event} triage={triage} />
    </div>
  )
}

/** The commands and switches of the asset in one thin lane: was it running? */
function useContextLane(event: Event, view: View | null) {
  const tags = useTags(event.asset)
  const context = useMemo(() => (tags.data ?? []).filter(({ kind }) => kind === 'command' || kind === 'binary').slice(0, 3), [tags.data])
  const data = useSeriesView({ tags: context.map(({ id }) => id), view: context.length > 0 ? view : null, width: 900 }).data
  return useMemo(
    () => (context.length === 0 || !data ? null : { id: 'context', weight: 0.35, include: [0], traces: context.map((tag, place) => traceOf({ tag, id: tag.id, view: data.get(tag.id), place, within: event.assetName })) }),
    [context, data, event.assetName],
  )
}

/** Sends the event's channels and its time to Explore. */
function useOpenInExplore(event: Event) {
  const open = useDock((dock) => dock.open)
  const set = useLanes((state) => state.set)
  const { extent } = useAssetExtent()
  const { selectAsset, selectEvent, show } = useSelection.getState()
  useActions({
    'events.explore': () => {
      selectAsset(event.asset)
      selectEvent(event.id, event.asset)
      set(event.channels.slice(0, 8).map(({ tag }) => tag))
      show(within(around({ from: event.start, to: event.end }, 1.5, 60_000), extent))
      open('explore')
    },
  })
}
