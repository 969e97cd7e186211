import { useState } from 'react'
import { Lanes } from '../../charts/Lanes.tsx'
import { useSeriesView } from '../../charts/useSeriesView.ts'
import { nameWithin, unitBehind } from '../../format/name.ts'
import { parseTime, precisionFor, time } from '../../format/time.ts'
import { Failed, Loading } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { useSpans, useTags } from '../../workspace/assetData.ts'
import { useAssetExtent } from '../../workspace/extent.ts'
import { useZone } from '../../workspace/preferences.ts'
import type { Range } from '../../workspace/selection.ts'
import { traceOf } from '../explore/traceOf.ts'

interface Props {
  readonly asset: number
  /** What normal is learned from, or was; null: everything. */
  readonly stretch: Range | null
  /** It is what a network learned from: nobody chooses another. */
  readonly fixed: boolean
  readonly onStretch: (stretch: Range) => void
}

/** The whole history of the asset in one lane, with the stretch that is normal: brushed, or typed. */
export function Reference({ asset, stretch, fixed, onStretch }: Props) {
  const { name: assetName, extent, simulated } = useAssetExtent()
  const spans = useSpans(asset)
  const tags = useTags(asset)
  const [chosen, setChosen] = useState<number | null>(null)
  const measured = (tags.data ?? []).filter(({ kind }) => kind === 'analogue' || kind === 'counter')
  const tag = measured.find(({ id }) => id === chosen) ?? measured[0]
  const data = useSeriesView({ tags: tag ? [tag.id] : [], view: extent, width: 1200 })
  const failed = [tags, data].find(({ isError }) => isError)
  if (failed) return <Failed compact error={failed.error} where={t.detect.overview} onRetry={() => void failed.refetch()} />
  if (tags.data && !tag) return null
  return (
    <section className="tt-detect-reference" aria-label={t.detect.overview}>
      <div className="tt-detect-line">
        <select className="tt-native" aria-label={t.detect.overviewTag} value={tag?.id ?? ''} onChange={(event) => setChosen(Number(event.target.value))}>
          {measured.map(({ id, name, unit }) => (
            <option key={id} value={id}>
              {[nameWithin(name, assetName), unitBehind(name, unit)].filter(Boolean).join(', ')}
            </option>
          ))}
        </select>
        <StretchField fixed={fixed} label={t.detect.from} ms={stretch?.from ?? null} extent={extent} onChange={(from) => onStretch({ from, to: stretch && stretch.to > from ? stretch.to : (extent?.to ?? from + 1) })} />
        <StretchField fixed={fixed} label={t.detect.to} ms={stretch?.to ?? null} extent={extent} onChange={(to) => onStretch({ from: stretch && stretch.from < to ? stretch.from : (extent?.from ?? to - 1), to })} />
      </div>
      {!extent || !data.data ? (
        <Loading what={t.detect.overview} />
      ) : (
        <Lanes
          lanes={tag ? [{ id: String(tag.id), traces: [traceOf({ tag, id: tag.id, view: data.data.get(tag.id), place: 0, within: assetName })] }] : []}
          view={extent}
          spans={spans}
          label={fixed ? t.detect.overviewFixed : t.detect.overview}
          simulated={simulated}
          shade={stretch}
          least={28}
          onShow={fixed ? () => {} : onStretch}
          onMeasure={fixed ? () => {} : onStretch}
          onSlide={() => {}}
          onBack={() => {}}
        />
      )}
    </section>
  )
}

/** One end of the stretch as text in the zone of the workstation; what is no time is said and not taken. */
function StretchField({ label, ms, extent, fixed, onChange }: { label: string; fixed: boolean; ms: number | null; extent: Range | null; onChange: (ms: number) => void }) {
  const zone = useZone()
  const shown = ms === null ? '' : time(ms, zone, extent ? precisionFor(extent.to - extent.from) : 'minute')
  const [typed, setTyped] = useState<string | null>(null)
  const bad = typed !== null && typed.trim() !== '' && parseTime(typed, zone) === null
  const take = () => {
    const next = typed === null ? null : parseTime(typed, zone)
    if (next !== null) onChange(next)
    if (!bad) setTyped(null)
  }
  return (
    <label>
      {label}{' '}
      <input
        className="tt-native tt-number tt-detect-time"
        value={fixed ? shown : (typed ?? shown)}
        readOnly={fixed}
        placeholder="–"
        aria-invalid={bad}
        title={bad ? t.detect.badTime : undefined}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          take()
        }}
      />
    </label>
  )
}
