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

/** Where the value left its band: the piece between, filled in the colour of the alarm. */
export function drawOutside(context: Context, trace: Trace, band: Band, view: View, x: (t: number) => number, y: (v: number) => number, palette: Palette) {
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
