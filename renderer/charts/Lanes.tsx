import { X } from 'lucide-react'
import { useLayoutEffect, useMemo, useRef, useState, type DragEvent, type ReactNode, type RefObject } from 'react'
import { value } from '../format/number.ts'
import { precisionFor, time as formatTime } from '../format/time.ts'
import { t } from '../strings.ts'
import { useScheme } from '../theme/useScheme.ts'
import { useZone } from '../workspace/preferences.ts'
import './charts.css'
import { alpha, drawLane, drawTimeAxis, traceColour } from './draw.ts'
import { geometry, type Geometry } from './geometry.ts'
import { useGestures } from './gestures.ts'
import { bucketAt, valueRange, type Lane, type Span, type Trace, type View } from './lane.ts'
import { LevelHandle } from './LevelHandle.tsx'
import { useSize } from './useSize.ts'

export interface LanesProps {
  readonly lanes: readonly Lane[]
  readonly view: View
  /** What a screen reader says of the chart. */
  readonly label: string
  readonly simulated: boolean
  readonly spans?: readonly Span[]
  readonly selectedSpan?: string | null
  readonly cursors?: { readonly a: number | null; readonly b: number | null }
  /** A stretch that stands out: the event, the reference, what was measured. */
  readonly shade?: View | null
  readonly extremes?: boolean
  readonly least?: number
  readonly onShow: (view: View) => void
  readonly onSlide: (view: View) => void
  readonly onBack: () => void
  readonly onMeasure?: (view: View) => void
  readonly onPick?: (time: number, second: boolean) => void
  readonly onSpan?: (id: string) => void
  readonly onRemove?: (trace: Trace) => void
  readonly onDropTag?: (event: DragEvent, lane: string) => void
  /** More for the head of a lane, after its values. */
  readonly head?: (lane: Lane) => ReactNode
  readonly canvasRef?: RefObject<HTMLCanvasElement | null>
}

/** Stacked lanes over one stretch of time, drawn on our own canvas: any number of them, one crosshair, values in the heads. */
export function Lanes(props: LanesProps) {
  const { lanes, view, spans, simulated, onRemove, onSpan, onDropTag, head, least = 44 } = props
  const zone = useZone()
  const { palette } = useScheme()
  const frame = useRef<HTMLDivElement>(null)
  const area = useRef<HTMLDivElement>(null)
  const own = useRef<HTMLCanvasElement>(null)
  const canvas = props.canvasRef ?? own
  const overlay = useRef<HTMLCanvasElement>(null)
  const { width, height } = useSize(frame)
  const places = useMemo(() => geometry({ lanes, width, height, strip: spans !== undefined, least }), [lanes, width, height, spans, least])
  const pointed = useGestures(area, {
    view,
    width,
    onShow: props.onShow,
    onSlide: props.onSlide,
    onBack: props.onBack,
    onMeasure: props.onMeasure,
    onPick: (time, event) => props.onPick?.(time, event.shiftKey),
  })

  useLayoutEffect(() => {
    const context = prepare(canvas.current, width, places.height)
    if (!context) return
    context.fillStyle = palette.bg[1]
    context.fillRect(0, 0, width, places.height)
    lanes.forEach((lane, i) => {
      const place = places.lanes[i]
      if (place) drawLane(context, { lane, box: place.plot, view, palette, zone, extremes: props.extremes ?? false })
    })
    drawTimeAxis(context, { box: places.axis, view, palette, zone, reserved: simulated ? 92 : 0 })
  }, [canvas, lanes, places, view, palette, zone, width, simulated, props.extremes])

  const { a, b } = props.cursors ?? { a: null, b: null }
  const { shade } = props
  useLayoutEffect(() => {
    const context = prepare(overlay.current, width, places.height)
    if (!context) return
    context.clearRect(0, 0, width, places.height)
    const x = (time: number) => ((time - view.from) / (view.to - view.from)) * width
    const fill = (stretch: View, opacity: number) => {
      context.fillStyle = alpha(palette.accent, opacity)
      for (const { plot } of places.lanes) context.fillRect(x(stretch.from), plot.y, Math.max(1, x(stretch.to) - x(stretch.from)), plot.height)
    }
    const upright = (time: number, colour: string, dash: number[]) => {
      const at = Math.round(x(time)) + 0.5
      context.strokeStyle = colour
      context.setLineDash(dash)
      context.beginPath()
      for (const { plot } of places.lanes) {
        context.moveTo(at, plot.y)
        context.lineTo(at, plot.y + plot.height)
      }
      context.stroke()
      context.setLineDash([])
    }
    if (shade) fill(shade, 0.08)
    if (pointed.brush) fill(pointed.brush, 0.2)
    if (a !== null) upright(a, palette.accent, [])
    if (b !== null) upright(b, palette.accent, [6, 3])
    if (pointed.time !== null) upright(pointed.time, alpha(palette.text[0], 0.5), [])
  }, [places, view, palette, width, a, b, shade, pointed])

  return (
    <div className="tt-lanes" ref={frame}>
      <div className="tt-lanes-area" ref={area} style={{ height: places.height }} role="group" aria-label={props.label} tabIndex={0}>
        <canvas ref={canvas} aria-hidden />
        <canvas ref={overlay} className="tt-lanes-over" aria-hidden />
        {places.strip && <SpanStrip spans={spans ?? []} view={view} width={width} selected={props.selectedSpan ?? null} onSpan={onSpan} />}
        {lanes.map((lane, i) => (
          <LaneHead key={lane.id} lane={lane} place={places.lanes[i]} time={pointed.time} onRemove={onRemove} onDropTag={onDropTag}>
            {head?.(lane)}
          </LaneHead>
        ))}
        {lanes.map((lane, i) => {
          const plot = places.lanes[i]?.plot
          const range = lane.level?.move && valueRange(lane, view)
          if (!lane.level?.move || !plot || !range) return null
          const { min, max, label, to } = lane.level.move
          return <LevelHandle key={lane.id} value={lane.level.value} label={label} text={lane.level.label} min={min} max={max} plot={plot} range={range} onMove={to} />
        })}
        {pointed.time !== null && <PointedTime time={pointed.time} view={view} width={width} y={places.axis.y} zone={zone} />}
        {simulated && (
          <span className="tt-simulated tt-lanes-simulated" style={{ top: places.axis.y + 2 }} title={t.common.simulatedAbout}>
            {t.common.simulated}
          </span>
        )}
      </div>
    </div>
  )
}

interface HeadProps {
  readonly lane: Lane
  readonly place: Geometry['lanes'][number] | undefined
  readonly time: number | null
  readonly onRemove: ((trace: Trace) => void) | undefined
  readonly onDropTag: ((event: DragEvent, lane: string) => void) | undefined
  readonly children: ReactNode
}

function LaneHead({ lane, place, time, onRemove, onDropTag, children }: HeadProps) {
  const { palette } = useScheme()
  const [over, setOver] = useState(false)
  if (!place) return null
  return (
    <>
      <div className="tt-lane-head" style={{ top: place.head.y, height: place.head.height }}>
        {lane.traces.map((trace) => {
          if (trace.quiet && time === null) return null
          const under = time === null ? null : bucketAt(trace, time)
          return (
            <span key={trace.key} className="tt-lane-trace">
              <i style={{ borderTopColor: traceColour(palette, trace.colour), borderTopStyle: trace.dashed ? 'dashed' : 'solid' }} aria-hidden />
              <span className="tt-ellipsis">{trace.label}</span>
              <span className="tt-hint">{trace.unit}</span>
              {time !== null && <span className="tt-number tt-lane-value">{under ? (under.min === under.max ? value(under.max, 5) : `${value(under.min)} … ${value(under.max)}`) : '–'}</span>}
              {onRemove && (
                <button type="button" className="tt-lane-remove" aria-label={t.explore.removeTag(trace.label)} title={t.explore.removeTag(trace.label)} onClick={() => onRemove(trace)}>
                  <X size={11} aria-hidden />
                </button>
              )}
            </span>
          )
        })}
        {children}
        {lane.traces.length > 0 && lane.traces.every((trace) => trace.t.length === 0) && <span className="tt-hint">{t.explore.noData}</span>}
      </div>
      {onDropTag && (
        <div
          className={`tt-lane-drop ${over ? 'tt-lane-drop-over' : ''}`}
          style={{ top: place.plot.y, height: place.plot.height }}
          onDragEnter={() => setOver(true)}
          onDragLeave={() => setOver(false)}
          onDragOver={(event) => event.preventDefault()}
          onDrop={(event) => {
            setOver(false)
            onDropTag(event, lane.id)
          }}
        >
          {over && t.explore.dropOver}
        </div>
      )}
    </>
  )
}

function SpanStrip({ spans, view, width, selected, onSpan }: { spans: readonly Span[]; view: View; width: number; selected: string | null; onSpan: ((id: string) => void) | undefined }) {
  const x = (time: number) => ((time - view.from) / (view.to - view.from)) * width
  const shown = spans.filter((span) => span.to >= view.from && span.from <= view.to).slice(0, 400)
  return (
    <div className="tt-spans">
      {shown.map((span) => {
        const left = Math.max(0, x(span.from))
        return (
          <button
            key={span.id}
            type="button"
            tabIndex={-1}
            aria-label={span.label}
            title={span.label}
            aria-pressed={span.id === selected}
            className={span.judged ? 'tt-span tt-span-judged' : 'tt-span'}
            style={{ left, width: Math.max(4, Math.min(width, x(span.to)) - left), borderColor: `var(--severity-${span.severity})` }}
            onClick={() => onSpan?.(span.id)}
          />
        )
      })}
    </div>
  )
}

function PointedTime({ time, view, width, y, zone }: { time: number; view: View; width: number; y: number; zone: string }) {
  const x = ((time - view.from) / (view.to - view.from)) * width
  return (
    <span className="tt-pointed tt-number" style={{ top: y + 2, left: Math.min(Math.max(x, 66), width - 66) }}>
      {formatTime(time, zone, precisionFor((view.to - view.from) / 8))}
    </span>
  )
}

/** Sizes a canvas to the pixels of the screen; null where there is no drawing (no room yet, or no canvas at all as in tests). */
function prepare(canvas: HTMLCanvasElement | null, width: number, height: number): CanvasRenderingContext2D | null {
  if (!canvas || width < 2 || height < 2) return null
  const ratio = window.devicePixelRatio || 1
  const w = Math.round(width * ratio)
  const h = Math.round(height * ratio)
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w
    canvas.height = h
    canvas.style.width = `${width}px`
    canvas.style.height = `${height}px`
  }
  const context = canvas.getContext('2d')
  context?.setTransform(ratio, 0, 0, ratio, 0, 0)
  return context
}
