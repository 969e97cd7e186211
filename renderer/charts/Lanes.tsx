import { useLayoutEffect, useMemo, useRef, type DragEvent, type ReactNode, type RefObject } from 'react'
import { precisionFor, time as formatTime } from '../format/time.ts'
import { t } from '../strings.ts'
import { useScheme } from '../theme/useScheme.ts'
import { useZone } from '../workspace/preferences.ts'
import './charts.css'
import { axisHeight, drawLane, drawTimeAxis } from './draw.ts'
import { geometry } from './geometry.ts'
import { useGestures } from './gestures.ts'
import { valueRange, type Lane, type Note, type Span, type Trace, type View } from './lane.ts'
import { alpha, font } from './ink.ts'
import { LaneHead } from './LaneHead.tsx'
import { LevelHandle } from './LevelHandle.tsx'
import { Notes, stretchesOf } from './Notes.tsx'
import { drawSpans, inOrder } from './drawSpans.ts'
import { SpanStrip } from './SpanStrip.tsx'
import { roomOfATime, timeTicks } from './scale.ts'
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
  readonly shade?: View | readonly View[] | null
  readonly extremes?: boolean
  readonly least?: number
  readonly onShow: (view: View) => void
  readonly onSlide: (view: View) => void
  readonly onBack: () => void
  readonly onMeasure?: (view: View) => void
  readonly onPick?: (time: number, second: boolean) => void
  readonly onSpan?: (id: string) => void
  /** What was written on the lanes; pressing one opens it. */
  readonly notes?: readonly Note[]
  readonly onNote?: (id: string) => void
  /** Where the crosshair stands while no pointer is over the chart: moved by keys. */
  readonly crosshair?: number | null
  /** Buttons beside the name of a line. */
  readonly traceActions?: (trace: Trace, lane: Lane) => ReactNode
  readonly onDropTag?: (event: DragEvent, lane: string, where: 'over' | 'before') => void
  /** More for the head of a lane, after its values. */
  readonly head?: (lane: Lane) => ReactNode
  readonly canvasRef?: RefObject<HTMLCanvasElement | null>
}

/** Stacked lanes over one stretch of time, drawn on our own canvas: any number of them, one crosshair, values in the heads. */
export function Lanes(props: LanesProps) {
  const { lanes, view, spans, notes, simulated, onSpan, onDropTag, head, least = 44 } = props
  const zone = useZone()
  const { palette } = useScheme()
  const frame = useRef<HTMLDivElement>(null)
  const area = useRef<HTMLDivElement>(null)
  const own = useRef<HTMLCanvasElement>(null)
  const canvas = props.canvasRef ?? own
  const overlay = useRef<HTMLCanvasElement>(null)
  const axis = useRef<HTMLCanvasElement>(null)
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
  const ordered = useMemo(() => inOrder(spans ?? []), [spans])
  const selectedSpan = props.selectedSpan ?? null
  const time = pointed.time ?? props.crosshair ?? null

  useLayoutEffect(() => {
    const context = prepare(canvas.current, width, places.height)
    if (!context) return
    const times = timeTicks({ ...view, count: width / roomOfATime, zone })
    context.fillStyle = palette.bg[1]
    context.fillRect(0, 0, width, places.height)
    if (places.strip) drawSpans(context, { spans: ordered, selected: selectedSpan, box: places.strip, view, palette })
    lanes.forEach((lane, i) => {
      const place = places.lanes[i]
      if (place) drawLane(context, { lane, box: place.plot, view, palette, times, extremes: props.extremes ?? false })
    })
    const reserved = simulated ? 92 : 0
    drawTimeAxis(context, { box: places.axis, view, palette, times, reserved })
    const sticky = prepare(axis.current, width, axisHeight)
    if (sticky) drawTimeAxis(sticky, { box: { ...places.axis, y: 0 }, view, palette, times, reserved })
  }, [canvas, lanes, places, ordered, selectedSpan, view, palette, zone, width, simulated, props.extremes])

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
    const upright = (time: number, colour: string, dash: number[], name = '') => {
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
      const [first] = places.lanes
      if (name === '' || !first) return
      const top = first.plot.y + first.plot.height - 13
      context.fillStyle = colour
      context.fillRect(at + 0.5, top, 11, 13)
      context.fillStyle = palette.onAccent
      context.font = font
      context.fillText(name, at + 2.5, top + 10)
    }
    context.fillStyle = alpha(palette.text[0], 0.06)
    places.lanes.forEach(({ plot }, i) => {
      for (const { from, to } of stretchesOf(notes ?? [], lanes[i]?.id ?? '')) context.fillRect(x(from), plot.y, Math.max(1, x(to) - x(from)), plot.height)
    })
    if (shade) for (const stretch of 'from' in shade ? [shade] : shade) fill(stretch, 0.08)
    if (pointed.brush) fill(pointed.brush, 0.2)
    if (a !== null) upright(a, palette.accent, [], 'A')
    if (b !== null) upright(b, palette.accent, [6, 3], 'B')
    if (time !== null) upright(time, alpha(palette.text[0], 0.5), [])
  }, [places, lanes, notes, view, palette, width, a, b, shade, pointed.brush, time])

  return (
    <div className="tt-lanes" ref={frame}>
      <div className="tt-lanes-area" ref={area} style={{ height: places.height }} role="group" aria-label={props.label} tabIndex={0}>
        <canvas ref={canvas} aria-hidden />
        <canvas ref={overlay} className="tt-lanes-over" aria-hidden />
        {places.strip && <SpanStrip spans={ordered} view={view} width={width} selected={selectedSpan} onSpan={onSpan} />}
        {lanes.map((lane, i) => (
          <LaneHead key={lane.id} lane={lane} place={places.lanes[i]} time={time} actions={props.traceActions} onDropTag={onDropTag} more={head} />
        ))}
        {lanes.map((lane, i) => {
          const plot = places.lanes[i]?.plot
          const range = lane.level?.move && valueRange(lane, view)
          if (!lane.level?.move || !plot || !range) return null
          const { min, max, label, to } = lane.level.move
          return <LevelHandle key={lane.id} value={lane.level.value} label={label} text={lane.level.label} min={min} max={max} plot={plot} range={range} onMove={to} />
        })}
        {notes && notes.length > 0 && <Notes notes={notes} lanes={lanes} places={places} view={view} width={width} onNote={props.onNote} />}
      </div>
      {/* over the axis of the picture, and in sight while the lanes scroll */}
      <div className="tt-lanes-axis" style={{ height: axisHeight, marginTop: -axisHeight, width }}>
        <canvas ref={axis} aria-hidden />
        {time !== null && <PointedTime time={time} view={view} width={width} zone={zone} />}
        {simulated && (
          <span className="tt-simulated tt-lanes-simulated" title={t.common.simulatedAbout}>
            {t.common.simulated}
          </span>
        )}
      </div>
    </div>
  )
}

/** Half the width of a time to the millisecond, px. */
const pointedRoom = 90

function PointedTime({ time, view, width, zone }: { time: number; view: View; width: number; zone: string }) {
  const x = ((time - view.from) / (view.to - view.from)) * width
  return (
    <span className="tt-pointed tt-number" style={{ top: 2, left: Math.min(Math.max(x, pointedRoom), width - pointedRoom) }}>
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
