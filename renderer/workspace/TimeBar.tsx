import { ActionIcon, Tooltip } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ChevronLeft, ChevronRight, Maximize2, type LucideIcon } from 'lucide-react'
import { memo, useCallback, useEffect, useRef, useState } from 'react'
import { useApi } from '../client/context.tsx'
import { duration, parseTime, precisionFor, time } from '../format/time.ts'
import { t } from '../strings.ts'
import { runAction, useActions } from './actions.ts'
import { useAssetExtent } from './extent.ts'
import { useZone } from './preferences.ts'
import { around, useSelection, within, type Range } from './selection.ts'
import { useTimeShown } from './timeShown.ts'

const hour = 3_600_000
const oneWalk = 1000 // ms between two presses
const spans = [
  ['1 h', hour],
  ['8 h', 8 * hour],
  ['1 d', 24 * hour],
  ['1 w', 168 * hour],
  ['30 d', 720 * hour],
] as const

/** The stretch of time that is shown, the zone it is told in, and the way back. */
export function TimeBar() {
  const api = useApi()
  const zone = useZone()
  const asset = useSelection((state) => state.asset)
  const event = useSelection((state) => state.event)
  const { name } = useAssetExtent()
  const here = useTimeShown()
  const { shown, reach } = here
  const selected = useQuery(api.events.get.queryOptions({ input: { id: event ?? '' }, enabled: event !== null })).data

  // the buttons are drawn again only when they change: the bar itself follows every frame of a pan
  const latest = useRef(here)
  useEffect(() => {
    latest.current = here
  })
  const back = useCallback(() => latest.current.back?.(), [])
  const forward = useCallback(() => latest.current.forward?.(), [])
  const showWhole = useCallback(() => latest.current.showWhole(), [])
  const panned = useRef(Number.NEGATIVE_INFINITY)
  const pan = (by: number) => {
    if (!shown) return
    const step = (shown.to - shown.from) * by
    const next = keptIn({ from: shown.from + step, to: shown.to + step }, here.own ? reach : null)
    // one walk with the arrow keys is one step of the history
    if (performance.now() - panned.current > oneWalk) here.show(next)
    else here.slide(next)
    panned.current = performance.now()
  }
  useActions({
    'time.back': back,
    'time.forward': forward,
    'time.whole': showWhole,
    'time.left': () => pan(-0.5),
    'time.right': () => pan(0.5),
    'time.in': () => shown && here.show(around(shown, -0.25, 10)),
    'time.out': () => shown && here.show(around(shown, 0.5)),
    ...(selected && { 'time.event': () => here.show(within(around({ from: selected.start, to: selected.end }, 1.5, 60_000), reach)) }),
  })

  return (
    <div className="tt-timebar" role="toolbar" aria-label={t.frame.timeBar}>
      <h1 className="tt-timebar-asset tt-ellipsis">{asset === null ? t.time.noAsset : name}</h1>
      <ToolButton label={t.time.back} keys="[" disabled={!here.back} onClick={back} icon={ChevronLeft} />
      <ToolButton label={t.time.forward} keys="]" disabled={!here.forward} onClick={forward} icon={ChevronRight} />
      <TimeField label={t.time.from} ms={shown?.from ?? null} shown={shown} onChange={(from) => shown && from < shown.to && here.show({ from, to: shown.to })} />
      <span aria-hidden>–</span>
      <TimeField label={t.time.to} ms={shown?.to ?? null} shown={shown} onChange={(to) => shown && to > shown.from && here.show({ from: shown.from, to })} />
      <span className="tt-number tt-timebar-span">{shown ? duration(shown.to - shown.from) : ''}</span>
      <span className="tt-timebar-spans" role="group" aria-label={t.time.spans}>
        {spans.map(([label, ms]) => {
          const tooLong = here.own && reach !== null && ms > reach.to - reach.from
          return (
            <button key={label} type="button" title={tooLong ? t.time.tooLong : undefined} disabled={!shown || tooLong} onClick={() => shown && here.show(endingAt(shown, ms, reach))}>
              {label}
            </button>
          )
        })}
      </span>
      <ToolButton label={here.own ? t.time.reach : t.time.whole} keys="W" disabled={!shown || here.whole} onClick={showWhole} icon={Maximize2} />
      <button type="button" className="tt-timebar-zone" title={t.time.zone} onClick={() => runAction('go.settings')}>
        {zone}
      </button>
    </div>
  )
}

/** A span of that length around the middle of what is shown, kept inside what is recorded. */
const endingAt = (shown: Range, ms: number, extent: Range | null): Range => keptIn(around({ from: (shown.from + shown.to) / 2, to: (shown.from + shown.to) / 2 }, 0, ms), extent)

/** Moved, at its length, to where there is something. */
function keptIn(range: Range, extent: Range | null): Range {
  if (!extent) return range
  const shift = range.from < extent.from ? extent.from - range.from : range.to > extent.to ? Math.max(extent.to - range.to, extent.from - range.from) : 0
  return { from: range.from + shift, to: range.to + shift }
}

const ToolButton = memo(function ToolButton({ label, keys, disabled, onClick, icon: Icon }: { label: string; keys: string; disabled: boolean; onClick: () => void; icon: LucideIcon }) {
  return (
    <Tooltip label={`${label} (${keys})`} openDelay={300}>
      <ActionIcon variant="subtle" color="gray" size={22} aria-label={label} disabled={disabled} onClick={onClick}>
        <Icon size={14} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
})

function TimeField({ label, ms, shown, onChange }: { label: string; ms: number | null; shown: Range | null; onChange: (ms: number) => void }) {
  const zone = useZone()
  const text = ms === null || !shown ? '' : time(ms, zone, precisionFor(shown.to - shown.from) === 'day' ? 'minute' : precisionFor(shown.to - shown.from))
  const [draft, setDraft] = useState<string | null>(null)
  const parsed = draft === null ? null : parseTime(draft, zone)
  const bad = draft !== null && draft !== text && parsed === null
  const commit = () => {
    if (draft !== null && draft !== text && parsed !== null) onChange(parsed)
    setDraft(null)
  }
  return (
    <input
      className="tt-timefield tt-number"
      aria-label={label}
      aria-invalid={bad}
      title={bad ? t.time.bad : label}
      value={draft ?? text}
      disabled={ms === null}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit()
        if (event.key === 'Escape') setDraft(null)
      }}
    />
  )
}
