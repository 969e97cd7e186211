import { ActionIcon, Tooltip } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ChevronLeft, ChevronRight, Maximize2, type LucideIcon } from 'lucide-react'
import { memo, useCallback, useEffect, useRef, useState } from 'react'
import { useApi } from '../client/context.tsx'
import { duration, parseTime, precisionFor, time } from '../format/time.ts'
import { t } from '../strings.ts'
import { runAction, useActions } from './actions.ts'
import { useAssetExtent } from './extent.ts'
import { useTimeInFront } from './ownTime.ts'
import { useZone } from './preferences.ts'
import { around, useSelection, within, type Range } from './selection.ts'

const hour = 3_600_000
const oneWalk = 1000 // ms between two presses
const spans = [
  ['1 h', hour],
  ['8 h', 8 * hour],
  ['1 d', 24 * hour],
  ['1 w', 168 * hour],
  ['30 d', 720 * hour],
] as const

/** What the bar shows and moves: the stretch that the panel in front has for itself, else the one of the workstation. */
interface Shown {
  readonly shown: Range | null
  readonly extent: Range | null
  readonly whole: boolean
  showWhole(): void
  show(range: Range): void
  slide(range: Range): void
}

/** The stretch of time that is shown, the zone it is told in, and the way back. */
export function TimeBar() {
  const api = useApi()
  const zone = useZone()
  const { range, past, future, asset, event, show, slide, back, forward } = useSelection()
  const { name, extent } = useAssetExtent()
  const own = useTimeInFront()
  const here: Shown = own
    ? { shown: own.shown, extent: own.reach, whole: own.shown.from <= own.reach.from && own.shown.to >= own.reach.to, showWhole: () => own.show(own.reach), show: own.show, slide: own.slide }
    : { shown: range ?? extent, extent, whole: range === null, showWhole: () => show(null), show, slide }
  const { shown } = here
  // a way back within the panel comes before the one to another asset
  const goBack = own?.back ?? (past.length > 0 ? back : null)
  const goForward = own?.forward ?? (future.length > 0 ? forward : null)
  const selected = useQuery(api.events.get.queryOptions({ input: { id: event ?? '' }, enabled: event !== null })).data

  const latest = useRef({ goBack, goForward, showWhole: here.showWhole })
  useEffect(() => {
    latest.current = { goBack, goForward, showWhole: here.showWhole }
  })
  const pressBack = useCallback(() => latest.current.goBack?.(), [])
  const pressForward = useCallback(() => latest.current.goForward?.(), [])
  const pressWhole = useCallback(() => latest.current.showWhole(), [])
  const panned = useRef(Number.NEGATIVE_INFINITY)
  const pan = (by: number) => {
    if (!shown) return
    const step = (shown.to - shown.from) * by
    const next = keptIn({ from: shown.from + step, to: shown.to + step }, own?.reach ?? null)
    // one walk with the arrow keys is one step of the history
    if (performance.now() - panned.current > oneWalk) here.show(next)
    else here.slide(next)
    panned.current = performance.now()
  }
  useActions({
    'time.back': pressBack,
    'time.forward': pressForward,
    'time.whole': pressWhole,
    'time.left': () => pan(-0.5),
    'time.right': () => pan(0.5),
    'time.in': () => shown && here.show(around(shown, -0.25, 10)),
    'time.out': () => shown && here.show(around(shown, 0.5)),
    ...(selected && { 'time.event': () => here.show(within(around({ from: selected.start, to: selected.end }, 1.5, 60_000), here.extent)) }),
  })

  return (
    <div className="tt-timebar" role="toolbar" aria-label={t.frame.timeBar}>
      <h1 className="tt-timebar-asset tt-ellipsis">{asset === null ? t.time.noAsset : name}</h1>
      <ToolButton label={t.time.back} keys="[" disabled={!goBack} onClick={pressBack} icon={ChevronLeft} />
      <ToolButton label={t.time.forward} keys="]" disabled={!goForward} onClick={pressForward} icon={ChevronRight} />
      <TimeField label={t.time.from} ms={shown?.from ?? null} shown={shown} onChange={(from) => shown && from < shown.to && here.show({ from, to: shown.to })} />
      <span aria-hidden>–</span>
      <TimeField label={t.time.to} ms={shown?.to ?? null} shown={shown} onChange={(to) => shown && to > shown.from && here.show({ from: shown.from, to })} />
      <span className="tt-number tt-timebar-span">{shown ? duration(shown.to - shown.from) : ''}</span>
      <span className="tt-timebar-spans" role="group" aria-label={t.time.spans}>
        {spans.map(([label, ms]) => {
          const tooLong = own !== null && ms > own.reach.to - own.reach.from
          return (
            <button key={label} type="button" title={tooLong ? t.time.tooLong : undefined} disabled={!shown || tooLong} onClick={() => shown && here.show(endingAt(shown, ms, here.extent))}>
              {label}
            </button>
          )
        })}
      </span>
      <ToolButton label={own ? t.time.reach : t.time.whole} keys="W" disabled={!shown || here.whole} onClick={pressWhole} icon={Maximize2} />
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

/** Drawn again only when it changes: the bar itself follows every frame of a pan. */
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
