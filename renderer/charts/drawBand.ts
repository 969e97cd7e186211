import type { Palette } from '../theme/tokens.ts'
import { alpha, font, line, type Box, type Context } from './ink.ts'
import { lowerBound, type Band, type Level, type Trace, type View } from './lane.ts'

/** The expected range behind a line; a gap in it is a gap. */
export function drawBand(context: Context, band: Band, view: View, x: (t: number) => number, y: (v: number) => number, palette: Palette) {
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

/**
 * Where the value left its band: the room between is tinted and the line has the colour of the alarm. Outside of the stretches that the band is
 * judged in (where the event alarmed) both are faint: a machine that stands still has left its band too, and nobody asks about that.
 */
export function drawOutside(context: Context, trace: Trace, band: Band, view: View, x: (t: number) => number, y: (v: number) => number, palette: Palette) {
  const colour = palette.severity[Math.min(Math.max(band.severity, 1), 4) - 1] ?? palette.text[0]
  const judged = band.judged ?? [view]
  let stretch = 0
  const to = Math.min(trace.t.length, lowerBound(trace.t, view.to) + 1)
  const tint: Record<'loud' | 'faint', Path2D> = { loud: new Path2D(), faint: new Path2D() }
  const path: Record<'loud' | 'faint', Path2D> = { loud: new Path2D(), faint: new Path2D() }
  let last: { px: number; py: number } | null = null
  for (let i = Math.max(0, lowerBound(trace.e, view.from) - 1); i < to; i++) {
    const t = trace.t[i] ?? 0
    const j = band.t === trace.t ? i : Math.min(lowerBound(band.t, t), band.t.length - 1)
    const high = trace.max[i] ?? Number.NaN
    const low = trace.min[i] ?? Number.NaN
    const upper = band.upper[j] ?? Number.NaN
    const lower = band.lower[j] ?? Number.NaN
    const [value, edge] = high > upper ? [high, upper] : low < lower ? [low, lower] : [Number.NaN, Number.NaN]
    if (Number.isNaN(value)) {
      last = null
      continue
    }
    while (stretch < judged.length && t > judged[stretch].to) stretch++
    const how = stretch < judged.length && t >= judged[stretch].from ? 'loud' : 'faint'
    const [px, py] = [Math.round(x(t)) + 0.5, y(value)]
    tint[how].moveTo(px, py)
    tint[how].lineTo(px, y(edge))
    path[how].moveTo(last?.px ?? px - 0.5, last?.py ?? py)
    path[how].lineTo(px, py)
    last = { px, py }
  }
  context.lineWidth = 1.5
  for (const [how, ofTint, ofLine] of [['faint', 0.12, 0.35], ['loud', 0.32, 1]] as const) {
    context.strokeStyle = alpha(colour, ofTint)
    context.stroke(tint[how])
    context.strokeStyle = alpha(colour, ofLine)
    context.stroke(path[how])
  }
  context.lineWidth = 1
}

/** What of a line lies above its level once more, in the colour of the alarm. */
export function drawAbove(context: Context, box: Box, at: number, severity: number, palette: Palette, drawLine: (colour: string) => void) {
  context.save()
  context.beginPath()
  context.rect(box.x, box.y, box.width, Math.max(0, at - box.y))
  context.clip()
  drawLine(palette.severity[Math.min(Math.max(severity, 1), 4) - 1] ?? palette.text[0])
  context.restore()
}

/** A horizontal line with its words; one that can be moved has the colour of what can be acted on. */
export function drawLevel(context: Context, level: Level, box: Box, y: (v: number) => number, palette: Palette) {
  const at = Math.round(y(level.value)) + 0.5
  context.strokeStyle = level.move ? palette.accent : palette.text[1]
  context.setLineDash(level.move ? [] : [5, 4])
  context.beginPath()
  line(context, box.x, at, box.x + box.width, at)
  context.stroke()
  context.setLineDash([])
  if (level.label === '') return
  context.font = font
  context.textAlign = 'right'
  context.textBaseline = 'bottom'
  const right = box.x + box.width - (level.move ? 28 : 4)
  const foot = at - 1 < box.y + 12 ? at + 13 : at - 1
  const { width } = context.measureText(level.label)
  context.fillStyle = alpha(palette.bg[2], 0.85)
  context.fillRect(right - width - 3, foot - 12, width + 6, 12)
  context.fillStyle = palette.text[1]
  context.fillText(level.label, right, foot)
}
