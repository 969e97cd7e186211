import { ActionIcon, Tooltip } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ChevronLeft, ChevronRight, Maximize2, type LucideIcon } from 'lucide-react'
import { memo, useCallback, useRef, useState } from 'react'
import { useApi } from '../client/context.tsx'
import { duration, parseTime, precisionFor, time } from '../format/time.ts'
import { t } from '../strings.ts'
import { runAction, useActions } from './actions.ts'
import { useAssetExtent } from './extent.ts'
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

/** The one stretch of time that every chart shows, the zone it is told in, and the way back. */
export function TimeBar() {
  const api = useApi()
  const zone = useZone()
  const { range, past, future, asset, event, show, slide, back, forward } = useSelection()
  const { name, extent } = useAssetExtent()
  const shown = range ?? extent
  const selected = useQuery(api.events.get.queryOptions({ input: { id: event ?? '' }, enabled: event !== null })).data

  const showWhole = useCallback(() => show(null), [show])
  const panned = useRef(Number.NEGATIVE_INFINITY)
  const pan = (by: number) => {
    if (!shown) return
    const step = (shown.to - shown.from) * by
    const next = { from: shown.from + step, to: shown.to + step }
    // one walk with the arrow keys is one step of the history
    if (performance.now() - panned.current > oneWalk) show(next)
    else slide(next)
    panned.current = performance.now()
  }
  useActions({
    'time.back': back,
    'time.forward': forward,
    'time.whole': () => show(null),
    'time.left': () => pan(-0.5),
    'time.right': () => pan(0.5),
    'time.in': () => shown && show(around(shown, -0.25, 10)),
    'time.out': () => shown && show(around(shown, 0.5)),
    ...(selected && { 'time.event': () => show(within(around({ from: selected.start, to: selected.end }, 1.5, 60_000), extent)) }),
  })

  return (
    <div className="tt-timebar" role="toolbar" aria-label={t.frame.timeBar}>
      <h1 className="tt-timebar-asset tt-ellipsis">{asset === null ? t.time.noAsset : name}</h1>
      <ToolButton label={t.time.back} keys="[" disabled={past.length === 0} onClick={back} icon={ChevronLeft} />
      <ToolButton label={t.time.forward} keys="]" disabled={future.length === 0} onClick={forward} icon={ChevronRight} />
      <TimeField label={t.time.from} ms={shown?.from ?? null} shown={shown} onChange={(from) => shown && from < shown.to && show({ from, to: shown.to })} />
      <span aria-hidden>–</span>
      <TimeField label={t.time.to} ms={shown?.to ?? null} shown={shown} onChange={(to) => shown && to > shown.from && show({ from: shown.from, to })} />
      <span className="tt-number tt-timebar-span">{shown ? duration(shown.to - shown.from) : ''}</span>
      <span className="tt-timebar-spans" role="group" aria-label={t.time.spans}>
        {spans.map(([label, ms]) => (
          <button key={label} type="button" disabled={!shown} onClick={() => shown && show(endingAt(shown, ms, extent))}>
            {label}
          </button>
        ))}
      </span>
      <ToolButton label={t.time.whole} keys="W" disabled={range === null} onClick={showWhole} icon={Maximize2} />
      <button type="button" className="tt-timebar-zone" title={t.time.zone} onClick={() => runAction('go.settings')}>
        {zone}
      </button>
    </div>
  )
}

/** A span of that length around the middle of what is shown, kept inside what is recorded. */
function endingAt(shown: Range, ms: number, extent: Range | null): Range {
  const next = around({ from: (shown.from + shown.to) / 2, to: (shown.from + shown.to) / 2 }, 0, ms)
  if (!extent) return next
  const shift = next.from < extent.from ? extent.from - next.from : next.to > extent.to ? extent.to - next.to : 0
  return { from: next.from + shift, to: next.to + shift }
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
