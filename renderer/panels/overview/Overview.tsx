import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import type { Asset } from '../../../main/contract/assets.ts'
import type { Event } from '../../../main/contract/events.ts'
import { useSettled } from '../../charts/useSeriesView.ts'
import { useSize } from '../../charts/useSize.ts'
import { useApi } from '../../client/context.tsx'
import { wordsWithin } from '../../format/name.ts'
import { count, value } from '../../format/number.ts'
import { precisionFor, time } from '../../format/time.ts'
import { Answer, Empty, Failed } from '../../parts/faces.tsx'
import { SeverityMark } from '../../parts/SeverityMark.tsx'
import { t } from '../../strings.ts'
import { runAction } from '../../workspace/actions.ts'
import { useDock } from '../../workspace/dock.ts'
import { useEvents } from '../../workspace/eventList.ts'
import { useDensity, useZone } from '../../workspace/preferences.ts'
import { useMinute } from '../../workspace/useMinute.ts'
import { useSelection } from '../../workspace/selection.ts'
import { useShownRange } from '../../workspace/visible.ts'
import { isJudged } from '../events/queue.ts'
import { BlockBar } from './BlockBar.tsx'
import { byTrouble, changesSinceYesterday, stretchAround, type Block, type Changes } from './fleet.ts'
import { FleetMap } from './FleetMap.tsx'
import { Legend } from './Legend.tsx'
import './overview.css'
import { useScoreStrips, type Strip } from './useScoreStrips.ts'
import { WorstEvents } from './WorstEvents.tsx'

/** All assets, worst first: where is the trouble, since when, and what to open. */
export default function Overview() {
  const api = useApi()
  const assets = useQuery(api.assets.list.queryOptions())
  return (
    <Answer query={assets} what={t.overview.worst} where={t.overview.worst}>
      {(all) =>
        all.length === 0 ? (
          <Empty
            title={t.overview.emptyTitle}
            action={
              <>
                <Button onClick={() => runAction('go.import')}>{t.overview.importFile}</Button>
                <Button variant="default" onClick={() => runAction('import.demo')}>
                  {t.overview.demo}
                </Button>
              </>
            }
          >
            {t.overview.emptyAbout}
          </Empty>
        ) : (
          <Fleet assets={all} />
        )
      }
    </Answer>
  )
}

const none: readonly Event[] = []
const rowHeights = { compact: 24, normal: 28, comfortable: 34 }
const tallest = 46

function Fleet({ assets }: { assets: readonly Asset[] }) {
  const api = useApi()
  const chosen = useShownRange()
  const density = useDensity()
  const now = useMinute()
  const listed = useEvents()
  const events = listed.data ?? none
  const detections = useQuery(api.detections.list.queryOptions({ input: {} }))
  const withTags = useMemo(() => assets.filter(({ tags }) => tags > 0).toSorted(byTrouble), [assets])
  const anchor = useSelection((state) => state.asset)
  const whole = useMemo(() => stretchAround(withTags.find(({ id }) => id === anchor) ?? withTags[0], withTags), [withTags, anchor])
  // the scores of all assets are asked for once a pan or a turn of the wheel has come to rest
  const range = useSettled(chosen ?? whole, 60)
  const { strips, error } = useScoreStrips({ assets: withTags, detections: detections.data ?? [], range })
  const eventsOf = useMemo(() => Map.groupBy(events, ({ asset }) => asset), [events])
  const waiting = events.filter((event) => !isJudged(event))
  const changes = useMemo(() => changesSinceYesterday({ assets: withTags, events, now }), [withTags, events, now])
  const [block, setBlock] = useState<Block | null>(null)
  const open = useDock((dock) => dock.open)
  const { selectAsset, selectEvent } = useSelection.getState()
  const pick = (picked: Block) => {
    const asset = withTags[picked.toRow - 1]
    if (!asset || !range) return
    const at = range.from + ((picked.toCell + 0.5) / 240) * (range.to - range.from)
    const nearest = (eventsOf.get(asset.id) ?? none).toSorted((a, b) => away(a, at) - away(b, at))[0]
    selectAsset(asset.id)
    if (nearest) selectEvent(nearest.id, asset.id)
    open(nearest ? 'investigate' : 'explore')
  }
  const scroll = useRef<HTMLDivElement>(null)
  const { height } = useSize(scroll)
  // few assets get the room that is there, many the least that can be read
  const rowHeight = Math.min(Math.max(Math.floor((height * 0.5) / (withTags.length + 1)), rowHeights[density]), tallest)
  return (
    <div className="tt-panel">
      <div className="tt-overview-head">
        {listed.data ? <Headline events={waiting} /> : listed.isError ? <Failed compact error={listed.error} where={t.events.list} onRetry={() => void listed.refetch()} /> : <h2>{t.overview.reading}</h2>}
      </div>
      {changes && <Yesterday changes={changes} />}
      {error && <Failed compact error={error} where={t.overview.strip} />}
      <div className="tt-scroll" ref={scroll}>
        <div className="tt-fleet">
          <FleetNames assets={withTags} strips={strips} rowHeight={rowHeight} />
          {range && <FleetMap assets={withTags} strips={strips} events={eventsOf} range={range} rowHeight={rowHeight} block={block} onBlock={setBlock} onOpen={pick} />}
        </div>
        <Legend />
        <WorstEvents assets={withTags} waiting={waiting} />
      </div>
      {block && range && <BlockBar block={block} assets={withTags} strips={strips} events={events} range={range} onOpen={() => pick(block)} onClear={() => setBlock(null)} />}
    </div>
  )
}

const away = (span: Event, at: number): number => (at < span.start ? span.start - at : at > span.end ? at - span.end : 0)

/** The sentence at the top: how much waits, what is worst, since when, and the one thing to do next. */
function Headline({ events }: { events: readonly Event[] }) {
  const zone = useZone()
  const [worst] = events
  if (!worst) return <h2>{t.overview.calm}</h2>
  const newest = new Set(events.map(({ asset }) => asset)).size
  return (
    <>
      <SeverityMark severity={worst.severity} size={40} />
      <div className="tt-overview-words">
        <h2>{t.overview.headline(events.length, newest)}</h2>
        <div className="tt-overview-where">
          <strong>{worst.assetName}</strong> {t.investigate.since} <span className="tt-overview-since">{time(worst.start, zone, precisionFor(86_400_000))}</span>
        </div>
        <p>{wordsWithin(worst)}</p>
      </div>
      <Button onClick={() => runAction('go.strongest')} rightSection={<span className="tt-button-keys" aria-hidden>G G</span>}>
        {t.overview.strongest}
      </Button>
    </>
  )
}

/** What is different from a day ago, in one line; each event opens. */
function Yesterday({ changes: { begun, going, judged, silent, newest } }: { changes: Changes }) {
  const zone = useZone()
  const open = useDock((dock) => dock.open)
  const { selectEvent } = useSelection.getState()
  const shown = begun.slice(0, 3)
  return (
    <section className="tt-overview-day" aria-label={t.overview.yesterday}>
      <h3 title={t.overview.yesterdayAbout(time(newest, zone))}>{t.overview.yesterday}</h3>
      <span>{[t.overview.begun(begun.length), going.length > 0 ? t.overview.going(going.length) : '', judged > 0 ? t.overview.judged(count(judged)) : ''].filter(Boolean).join(', ')}</span>
      {shown.map((event) => (
        <button
          key={event.id}
          type="button"
          title={event.words}
          onClick={() => {
            selectEvent(event.id, event.asset)
            open('investigate')
          }}
        >
          <SeverityMark severity={event.severity} judged={isJudged(event)} /> {event.assetName} <span className="tt-number">{time(event.start, zone).slice(-5)}</span>
        </button>
      ))}
      {silent.length > 0 && <span>{t.overview.silent(silent.map(({ name }) => name).join(', '))}</span>}
    </section>
  )
}

function FleetNames({ assets, strips, rowHeight }: { assets: readonly Asset[]; strips: ReadonlyMap<number, Strip>; rowHeight: number }) {
  // where all are simulated the corner of the map says so once
  const mixed = assets.some(({ simulated }) => !simulated)
  const selected = useSelection((state) => state.asset)
  const { selectAsset } = useSelection.getState()
  const open = useDock((dock) => dock.open)
  return (
    <table className="tt-fleet-names">
      <tbody style={{ '--row': `${rowHeight}px` } as React.CSSProperties}>
        <tr>
          <th scope="col" title={t.overview.worst}>
            {t.overview.asset}
          </th>
          <th scope="col" className="tt-right" title={t.overview.unjudged}>
            {t.overview.waiting}
          </th>
          <th scope="col" className="tt-right">
            {t.overview.score}
          </th>
        </tr>
        {assets.map((asset) => {
          const { attention } = asset
          const strip = strips.get(asset.id)
          return (
            <tr key={asset.id} className={asset.id === selected ? 'tt-row-selected' : ''}>
              <th scope="row">
                <button type="button" className="tt-overview-asset" aria-pressed={asset.id === selected} onClick={() => selectAsset(asset.id)} onDoubleClick={() => open('explore')}>
                  {attention?.severity && attention.unjudged > 0 ? <SeverityMark severity={attention.severity} /> : <span className="tt-overview-nomark" />}
                  <span className="tt-ellipsis">{asset.name}</span>
                  {mixed && asset.simulated && (
                    <span className="tt-simulated" title={t.common.simulatedAbout}>
                      {t.common.simulated}
                    </span>
                  )}
                </button>
              </th>
              {attention === null ? (
                <td colSpan={2} className="tt-right">
                  <button
                    type="button"
                    className="tt-link"
                    title={t.overview.noDetection}
                    onClick={() => {
                      selectAsset(asset.id)
                      open('detect')
                    }}
                  >
                    {t.overview.learn}
                  </button>
                </td>
              ) : (
                <>
                  <td className="tt-right tt-number">{count(attention.unjudged)}</td>
                  <td className="tt-right tt-number">{strip ? value(strip.worst, 3) : '–'}</td>
                </>
              )}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
