import { value } from '../format/number.ts'
import type { Palette } from '../theme/tokens.ts'
import { lowerBound, valueRange, type Band, type Lane, type Level, type Trace, type View } from './lane.ts'
import { tickLabel, timeTicks, valueTicks } from './scale.ts'

export const axisHeight = 20
export const headHeight = 18

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

type Context = CanvasRenderingContext2D
const font = '11px "JetBrains Mono", ui-monospace, monospace'

/** The colour of a place in the palette; beyond the sixth they come again (then dashed). */
export const traceColour = (palette: Palette, place: number): string => (place === 0 ? palette.text[0] : (palette.series[(place - 1) % palette.series.length] ?? palette.text[0]))

export interface LaneDrawing {
  readonly lane: Lane
  readonly box: Box
  readonly view: View
  readonly palette: Palette
  readonly zone: string
  readonly extremes: boolean
}

/** One lane: grid, bad quality, expected band, lines, level; labels last so that they can be read. */
export function drawLane(context: Context, { lane, box, view, palette, zone, extremes }: LaneDrawing) {
  context.fillStyle = palette.bg[2]
  context.fillRect(box.x, box.y, box.width, box.height)
  const range = valueRange(lane, view)
  const x = (t: number) => box.x + ((t - view.from) / (view.to - view.from)) * box.width
  const y = (v: number) => (range ? box.y + box.height - ((v - range.min) / (range.max - range.min)) * box.height : box.y)
  context.save()
  context.beginPath()
  context.rect(box.x, box.y, box.width, box.height)
  context.clip()
  context.lineWidth = 1
  context.strokeStyle = alpha(palette.text[0], 0.07)
  const ticks = range ? valueTicks(range.min, range.max, Math.max(2, Math.floor(box.height / 34))) : []
  context.beginPath()
  for (const tick of timeTicks({ ...view, count: box.width / 110, zone })) line(context, x(tick.t), box.y, x(tick.t), box.y + box.height)
  for (const tick of ticks) line(context, box.x, y(tick), box.x + box.width, y(tick))
  context.stroke()
  if (range) {
    for (const trace of lane.traces) drawBadQuality(context, trace, box, view, x, palette)
    if (lane.band) drawBand(context, lane.band, view, x, y, palette)
    for (const trace of lane.traces) drawTrace(context, trace, view, x, y, palette, box.width)
    if (lane.band && lane.traces[0]) drawOutside(context, lane.traces[0], lane.band, view, x, y, palette)
    if (lane.level) drawLevel(context, lane.level, box, y, palette)
    if (extremes) for (const trace of lane.traces) drawExtremes(context, trace, view, x, y, palette, box)
  }
  context.restore()
  context.font = font
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  for (const tick of ticks) {
    const at = y(tick)
    if (at < box.y + 6 || at > box.y + box.height - 6) continue
    const text = tickLabel(tick, ticks)
    context.fillStyle = alpha(palette.bg[2], 0.8)
    context.fillRect(box.x + 2, at - 6, context.measureText(text).width + 4, 12)
    context.fillStyle = palette.text[2]
    context.fillText(text, box.x + 4, at + 0.5)
  }
}

function drawTrace(context: Context, trace: Trace, view: View, x: (t: number) => number, y: (v: number) => number, palette: Palette, width: number) {
  const from = Math.max(0, lowerBound(trace.e, view.from) - 1)
  const to = Math.min(trace.t.length, lowerBound(trace.t, view.to) + 1)
  context.strokeStyle = traceColour(palette, trace.colour)
  context.lineWidth = 1
  context.setLineDash(trace.dashed || trace.colour > palette.series.length ? [4, 3] : [])
  context.beginPath()
  // many points a pixel: on whole pixels a line is one pixel wide; few: its slope matters more
  const snap = to - from > width / 4 ? (px: number) => Math.round(px) + 0.5 : (px: number) => px
  let open = false
  let lastY = 0
  let lastEnd = 0
  for (let i = from; i < to; i++) {
    const low = trace.min[i] ?? Number.NaN
    const high = trace.max[i] ?? Number.NaN
    const t = trace.t[i] ?? 0
    const e = trace.e[i] ?? t
    if (Number.isNaN(low) || Number.isNaN(high)) {
      open = false
      continue
    }
    const px = snap(x((t + e) / 2))
    if (open && t - lastEnd > trace.gap) open = false
    const a = snap(y(low))
    const b = snap(y(high))
    // the nearer extreme first: the line never crosses itself
    const [near, far] = Math.abs(a - lastY) < Math.abs(b - lastY) ? [a, b] : [b, a]
    if (!open) {
      context.moveTo(px, near)
      // a lone point between two gaps would else be invisible
      context.lineTo(px + 0.6, near)
    } else {
      if (trace.step) context.lineTo(px, lastY)
      context.lineTo(px, near)
    }
    if (far !== near) context.lineTo(px, far)
    lastY = far
    lastEnd = e
    open = true
  }
  context.stroke()
  context.setLineDash([])
  if (to - from < width / 8) {
    context.fillStyle = context.strokeStyle
    for (let i = from; i < to; i++) if (!Number.isNaN(trace.min[i])) context.fillRect(x(trace.t[i] ?? 0) - 1, y(trace.min[i] ?? 0) - 1, 2.5, 2.5)
  }
}

function drawBand(context: Context, band: Band, view: View, x: (t: number) => number, y: (v: number) => number, palette: Palette) {
  const from = Math.max(0, lowerBound(band.t, view.from) - 1)
  const to = Math.min(band.t.length, lowerBound(band.t, view.to) + 1)
  context.fillStyle = alpha(palette.accent, 0.2)
  let start = from
  for (let i = from; i <= to; i++) {
    const whole = i < to && !Number.isNaN(band.lower[i]) && !Number.isNaN(band.upper[i])
    if (whole) continue
    if (i > start) {
      context.beginPath()
      for (let j = start; j < i; j++) context.lineTo(x(band.t[j] ?? 0), y(band.upper[j] ?? 0))
      for (let j = i - 1; j >= start; j--) context.lineTo(x(band.t[j] ?? 0), y(band.lower[j] ?? 0))
      context.fill()
    }
    start = i + 1
  }
}

/** Where the value left its band: the piece between, filled in the colour of the alarm. */
function drawOutside(context: Context, trace: Trace, band: Band, view: View, x: (t: number) => number, y: (v: number) => number, palette: Palette) {
  context.strokeStyle = alpha(palette.severity[Math.min(Math.max(band.severity, 1), 4) - 1] ?? palette.text[0], 0.75)
  context.lineWidth = 1.5
  context.beginPath()
  const to = Math.min(trace.t.length, lowerBound(trace.t, view.to) + 1)
  for (let i = lowerBound(trace.e, view.from); i < to; i++) {
    const j = band.t === trace.t ? i : Math.min(lowerBound(band.t, trace.t[i] ?? 0), band.t.length - 1)
    const high = trace.max[i] ?? Number.NaN
    const low = trace.min[i] ?? Number.NaN
    const upper = band.upper[j] ?? Number.NaN
    const lower = band.lower[j] ?? Number.NaN
    const px = x(trace.t[i] ?? 0)
    if (high > upper) line(context, px, y(high), px, y(upper))
    else if (low < lower) line(context, px, y(low), px, y(lower))
  }
  context.stroke()
  context.lineWidth = 1
}

function drawLevel(context: Context, level: Level, box: Box, y: (v: number) => number, palette: Palette) {
  const at = Math.round(y(level.value)) + 0.5
  context.strokeStyle = palette.text[1]
  context.setLineDash([5, 4])
  context.beginPath()
  line(context, box.x, at, box.x + box.width, at)
  context.stroke()
  context.setLineDash([])
  context.font = font
  context.textAlign = 'right'
  context.textBaseline = 'bottom'
  context.fillStyle = palette.text[1]
  context.fillText(level.label, box.x + box.width - (level.move ? 28 : 4), at - 1 < box.y + 12 ? at + 13 : at - 1)
}

function drawBadQuality(context: Context, trace: Trace, box: Box, view: View, x: (t: number) => number, palette: Palette) {
  const { quality } = trace
  if (!quality) return
  const to = Math.min(trace.t.length, lowerBound(trace.t, view.to) + 1)
  let pattern: CanvasPattern | null = null
  for (let i = lowerBound(trace.e, view.from); i < to; i++) {
    if (!quality[i]) continue
    let last = i
    while (last + 1 < to && quality[last + 1]) last++
    pattern ??= hatch(context, palette.text[2])
    if (pattern) context.fillStyle = pattern
    const left = x(trace.t[i] ?? 0)
    context.fillRect(left, box.y, Math.max(2, x(trace.e[last] ?? 0) - left), box.height)
    i = last
  }
}

function hatch(context: Context, colour: string): CanvasPattern | null {
  const tile = context.canvas.ownerDocument.createElement('canvas')
  tile.width = tile.height = 6
  const on = tile.getContext('2d')
  if (!on) return null
  on.strokeStyle = alpha(colour, 0.7)
  on.beginPath()
  for (const offset of [-6, 0, 6]) line(on, offset, 6, offset + 6, 0)
  on.stroke()
  return context.createPattern(tile, 'repeat')
}

function drawExtremes(context: Context, trace: Trace, view: View, x: (t: number) => number, y: (v: number) => number, palette: Palette, box: Box) {
  let low = -1
  let high = -1
  const to = lowerBound(trace.t, view.to)
  for (let i = lowerBound(trace.e, view.from); i < to; i++) {
    if (low < 0 || (trace.min[i] ?? Infinity) < (trace.min[low] ?? Infinity)) low = i
    if (high < 0 || (trace.max[i] ?? -Infinity) > (trace.max[high] ?? -Infinity)) high = i
  }
  context.font = font
  context.fillStyle = traceColour(palette, trace.colour)
  for (const [i, v] of [[low, trace.min[low]], [high, trace.max[high]]] as const) {
    if (v === undefined) continue
    const px = x(trace.t[i] ?? 0)
    context.textAlign = px > box.x + box.width - 60 ? 'right' : 'left'
    context.textBaseline = i === low ? 'bottom' : 'top'
    context.fillRect(px - 2, y(v) - 2, 4, 4)
    context.fillText(value(v), px + (context.textAlign === 'right' ? -5 : 5), y(v))
  }
}

/** The common time axis under all lanes; its right end is left free for `reserved` px. */
export function drawTimeAxis(context: Context, { box, view, palette, zone, reserved }: { box: Box; view: View; palette: Palette; zone: string; reserved: number }) {
  context.fillStyle = palette.bg[1]
  context.fillRect(box.x, box.y, box.width, box.height)
  context.font = font
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  let free = box.x
  for (const tick of timeTicks({ ...view, count: box.width / 110, zone })) {
    const px = box.x + ((tick.t - view.from) / (view.to - view.from)) * box.width
    const half = context.measureText(tick.label).width / 2
    if (px - half < free || px + half > box.x + box.width - reserved) continue
    context.fillStyle = tick.major ? palette.text[0] : palette.text[2]
    context.fillText(tick.label, px, box.y + box.height / 2 + 0.5)
    free = px + half + 12
  }
}

function line(context: Context, x1: number, y1: number, x2: number, y2: number) {
  context.moveTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5)
  context.lineTo(Math.round(x2) + 0.5, Math.round(y2) + 0.5)
}

/** `#rrggbb` at an opacity. */
export function alpha(colour: string, opacity: number): string {
  return `${colour}${Math.round(opacity * 255).toString(16).padStart(2, '0')}`
}
