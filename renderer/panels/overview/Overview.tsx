import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Asset } from '../../../main/contract/assets.ts'
import type { Event } from '../../../main/contract/events.ts'
import type { Span } from '../../charts/lane.ts'
import { useApi } from '../../client/context.tsx'
import { count, value } from '../../format/number.ts'
import { precisionFor, time } from '../../format/time.ts'
import { Answer, Empty, Failed } from '../../parts/faces.tsx'
import { SeverityMark } from '../../parts/SeverityMark.tsx'
import { t } from '../../strings.ts'
import { runAction } from '../../workspace/actions.ts'
import { useDock } from '../../workspace/dock.ts'
import { useAssetExtent } from '../../workspace/extent.ts'
import { useZone } from '../../workspace/preferences.ts'
import { useSelection, type Range } from '../../workspace/selection.ts'
import { isJudged } from '../events/queue.ts'
import { HeatStrip } from './HeatStrip.tsx'
import './overview.css'
import { useScoreStrips, type Strip } from './useScoreStrips.ts'

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

const rank = ({ attention }: Asset): number => (attention === null ? 20 : attention.unjudged === 0 ? 10 : (attention.severity ?? 5))

function Fleet({ assets }: { assets: readonly Asset[] }) {
  const api = useApi()
  const chosen = useSelection((state) => state.range)
  const listed = useQuery(api.events.list.queryOptions({ input: {} }))
  const events = listed.data ?? none
  const detections = useQuery(api.detections.list.queryOptions({ input: {} }))
  const withTags = useMemo(() => assets.filter(({ tags }) => tags > 0).toSorted((a, b) => rank(a) - rank(b) || (b.attention?.unjudged ?? 0) - (a.attention?.unjudged ?? 0)), [assets])
  const selected = useAssetExtent().extent
  const range = chosen ?? selected
  const { strips, error } = useScoreStrips({ assets: withTags, detections: detections.data ?? [], range })
  const spans = useMemo(() => Map.groupBy(events.map(spanOf), ({ asset }) => asset), [events])
  const zone = useZone()
  const waiting = events.filter((event) => !isJudged(event))
  return (
    <div className="tt-panel">
      <div className="tt-overview-head">
        {listed.data ? <Headline events={waiting} /> : listed.isError ? <Failed compact error={listed.error} where={t.events.list} onRetry={() => void listed.refetch()} /> : <h2>{t.overview.reading}</h2>}
      </div>
      {error && <Failed compact error={error} where={t.overview.strip} />}
      <div className="tt-scroll">
        <table className="tt-table tt-overview">
          <thead>
            <tr>
              <th>{t.overview.asset}</th>
              <th className="tt-right">{t.overview.unjudged}</th>
              <th className="tt-right">{t.overview.score}</th>
              <th>
                <span className="tt-overview-times">
                  <span className="tt-number">{range ? time(range.from, zone, 'day') : ''}</span>
                  {t.overview.strip}
                  <span className="tt-number">{range ? time(range.to, zone, 'day') : ''}</span>
                </span>
              </th>
            </tr>
          </thead>
          <tbody>
            {withTags.map((asset) => (
              <Row key={asset.id} asset={asset} strip={strips.get(asset.id)} range={range} spans={spans.get(asset.id) ?? []} />
            ))}
          </tbody>
        </table>
      </div>
      <p className="tt-hint tt-overview-foot">{t.overview.scale}</p>
    </div>
  )
}

const none: readonly Event[] = []
type AssetSpan = Span & { readonly asset: number }
const spanOf = (event: Event): AssetSpan => ({ id: event.id, asset: event.asset, from: event.start, to: event.end, severity: event.severity, judged: isJudged(event), label: event.words })

/** The sentence at the top: how much waits, what is worst, since when, and the one thing to do next. */
function Headline({ events }: { events: readonly Event[] }) {
  const zone = useZone()
  const [worst] = events
  if (!worst) return <h2>{t.overview.calm}</h2>
  const newest = new Set(events.map(({ asset }) => asset)).size
  return (
    <>
      <SeverityMark severity={worst.severity} size={30} />
      <div className="tt-overview-words">
        <h2>{t.overview.headline(events.length, newest)}</h2>
        <p>
          <strong>{worst.assetName}</strong>, <span className="tt-number">{time(worst.start, zone, precisionFor(86_400_000))}</span>: {worst.words}
        </p>
      </div>
      <Button onClick={() => runAction('go.strongest')}>{t.overview.strongest}</Button>
    </>
  )
}

function Row({ asset, strip, range, spans }: { asset: Asset; strip: Strip | undefined; range: Range | null; spans: readonly AssetSpan[] }) {
  const { asset: selected, selectAsset, selectEvent, show } = useSelection()
  const open = useDock((dock) => dock.open)
  const { attention } = asset
  return (
    <tr aria-selected={asset.id === selected} className={asset.id === selected ? 'tt-row-selected' : ''}>
      <td>
        <button type="button" className="tt-overview-asset" onClick={() => selectAsset(asset.id)} onDoubleClick={() => open('explore')}>
          {attention?.severity && attention.unjudged > 0 ? <SeverityMark severity={attention.severity} /> : <span className="tt-overview-nomark" />}
          <span className="tt-ellipsis">{asset.name}</span>
          {asset.simulated && (
            <span className="tt-simulated" title={t.common.simulatedAbout}>
              {t.common.simulated}
            </span>
          )}
        </button>
      </td>
      <td className="tt-right tt-number">{attention ? count(attention.unjudged) : '–'}</td>
      <td className="tt-right tt-number">{strip ? value(strip.worst, 3) : '–'}</td>
      <td className="tt-overview-strip">
        {attention === null ? (
          <span className="tt-overview-none">
            {t.overview.noDetection}
            <button
              type="button"
              className="tt-link"
              onClick={() => {
                selectAsset(asset.id)
                open('detect')
              }}
            >
              {t.overview.learn}
            </button>
          </span>
        ) : (
          strip &&
          range &&
          (Number.isNaN(strip.worst) ? (
            <span className="tt-hint">{t.overview.elsewhere}</span>
          ) : (
            <HeatStrip
              strip={strip}
              range={range}
              spans={spans}
              label={t.overview.stripOf(asset.name, count(spans.length))}
              onBrush={(brushed) => {
                selectAsset(asset.id)
                show(brushed)
              }}
              onPick={(at) => {
                const nearest = spans.toSorted((a, b) => away(a, at) - away(b, at))[0]
                selectAsset(asset.id)
                if (!nearest) return
                selectEvent(nearest.id, asset.id)
                open('investigate')
              }}
            />
          ))
        )}
      </td>
    </tr>
  )
}

const away = (span: Span, at: number): number => (at < span.from ? span.from - at : at > span.to ? at - span.to : 0)
