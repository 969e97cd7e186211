import type { Palette } from '../theme/tokens.ts'
import { columnsOf } from './columns.ts'
import { traceColour, type Context } from './ink.ts'
import { lowerBound, type Trace, type View } from './lane.ts'

export interface Scales {
  readonly view: View
  /** px of the left edge and of the width of the plot. */
  readonly left: number
  readonly width: number
  readonly y: (value: number) => number
}

/** One line: as pixel columns where there are points for each, else from point to point. */
export function drawTrace(context: Context, trace: Trace, scales: Scales, palette: Palette, colour = traceColour(palette, trace.colour)) {
  const from = Math.max(0, lowerBound(trace.e, scales.view.from) - 1)
  const to = Math.min(trace.t.length, lowerBound(trace.t, scales.view.to) + 1)
  const dashed = trace.dashed === true || trace.colour > palette.series.length
  context.fillStyle = colour
  context.strokeStyle = colour
  // a stroked path of thousands of pieces is what a frame costs most; upright lines on whole pixels are the same picture for a tenth
  if (to - from > scales.width && !trace.step) drawColumns(context, trace, from, to, scales, dashed)
  else drawPath(context, trace, from, to, scales, dashed)
  if (to - from < scales.width / 8) {
    const { x } = across(scales)
    for (let i = from; i < to; i++) if (!Number.isNaN(trace.min[i])) context.fillRect(x(trace.t[i] ?? 0) - 1, scales.y(trace.min[i] ?? 0) - 1, 2.5, 2.5)
  }
}

const across = ({ view, left, width }: Scales) => ({ x: (t: number) => left + ((t - view.from) / (view.to - view.from)) * width })

/** Upright hairlines between whole pixels in one path: the same pixels as a rectangle for each column, for a third of the main thread. */
function drawColumns(context: Context, trace: Trace, from: number, to: number, { view, left, width, y }: Scales, dashed: boolean) {
  const { low, high } = columnsOf(trace, { from, to, view, width: Math.ceil(width) })
  context.lineWidth = 1
  context.beginPath()
  for (let column = 0; column < low.length; column++) {
    const top = high[column]! // inside, as checked
    if (Number.isNaN(top) || (dashed && column % 7 > 3)) continue
    const upper = Math.round(y(top))
    const x = left + column + 0.5
    context.moveTo(x, upper)
    context.lineTo(x, Math.max(upper + 1, Math.round(y(low[column]!))))
  }
  context.stroke()
}

function drawPath(context: Context, trace: Trace, from: number, to: number, scales: Scales, dashed: boolean) {
  const { x } = across(scales)
  const { y } = scales
  context.lineWidth = 1
  context.setLineDash(dashed ? [4, 3] : [])
  context.beginPath()
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
    const px = x((t + e) / 2)
    if (open && t - lastEnd > trace.gap) open = false
    const a = y(low)
    const b = y(high)
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
}
