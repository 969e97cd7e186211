import { value } from '../format/number.ts'
import type { Palette } from '../theme/tokens.ts'
import { drawAbove, drawBand, drawLevel, drawOutside } from './drawBand.ts'
import { drawLimits } from './drawLimits.ts'
import { drawStates } from './drawStates.ts'
import { drawTrace } from './drawTrace.ts'
import { alpha, font, hatch, line, traceColour, type Box, type Context } from './ink.ts'
import { lowerBound, unitsOf, valueRange, type Lane, type Trace, type View } from './lane.ts'
import { tickLabel, valueTicks, type TimeTick } from './scale.ts'

export const axisHeight = 20
export const headHeight = 18

export interface LaneDrawing {
  readonly lane: Lane
  readonly box: Box
  readonly view: View
  readonly palette: Palette
  /** Round times in sight: the same for all lanes and for the axis. */
  readonly times: readonly TimeTick[]
  readonly extremes: boolean
}

/** One lane: grid, bad quality, expected band, lines, level; labels last so that they can be read. */
export function drawLane(context: Context, { lane, box, view, palette, times, extremes }: LaneDrawing) {
  context.fillStyle = palette.bg[2]
  context.fillRect(box.x, box.y, box.width, box.height)
  const x = (t: number) => box.x + ((t - view.from) / (view.to - view.from)) * box.width
  const scales = scalesOf(lane, view, box)
  const [{ range, y } = { range: null, y: () => box.y }, second] = scales
  const yOf = (trace: Trace) => scales.find(({ unit }) => unit === trace.unit)?.y ?? y
  const lines = lane.traces.filter(({ states }) => !states)
  context.save()
  context.beginPath()
  context.rect(box.x, box.y, box.width, box.height)
  context.clip()
  context.lineWidth = 1
  context.strokeStyle = alpha(palette.text[0], 0.07)
  const ticks = range ? valueTicks(range.min, range.max, ticksIn(box)) : []
  context.beginPath()
  for (const tick of times) line(context, x(tick.t), box.y, x(tick.t), box.y + box.height)
  for (const tick of ticks) line(context, box.x, y(tick), box.x + box.width, y(tick))
  context.stroke()
  if (range) {
    for (const trace of lines) drawLimits(context, trace, box, yOf(trace), palette)
    for (const trace of lines) drawBadQuality(context, trace, box, view, x, palette)
    if (lane.band) drawBand(context, lane.band, view, x, y, palette)
    for (const trace of lines) drawTrace(context, trace, { view, left: box.x, width: box.width, y: yOf(trace) }, palette)
    if (lane.band && lane.traces[0]) drawOutside(context, lane.traces[0], lane.band, view, x, y, palette)
    const { level } = lane
    const [first] = lines
    if (level?.severity !== undefined && first) drawAbove(context, box, y(level.value), level.severity, palette, (colour) => drawTrace(context, first, { view, left: box.x, width: box.width, y }, palette, colour))
    if (level) drawLevel(context, level, box, y, palette)
    if (extremes) for (const trace of lines) drawExtremes(context, trace, view, x, yOf(trace), palette, box)
  }
  drawStates(context, { traces: lane.traces.filter(({ states }) => states), box, view, x, palette, behind: lines.length > 0 })
  context.restore()
  context.font = font
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  labelTicks(context, ticks, { y, box, palette, colour: palette.text[2], right: false })
  // another unit has its own axis at the right, in the colour of its line: never a silent second scale
  if (!second?.range) return
  const colour = traceColour(palette, lines.find(({ unit }) => unit === second.unit)?.colour ?? 0)
  labelTicks(context, valueTicks(second.range.min, second.range.max, ticksIn(box)), { y: second.y, box, palette, colour, right: true })
}

/** How many values an axis names: at least two in sight, whatever the height, and no ruler in a high lane. */
const ticksIn = ({ height }: Box): number => Math.min(Math.max(3, Math.floor(height / 36)), 8)

/** A scale for each unit of the lane; the first has the bands and levels. */
function scalesOf(lane: Lane, view: View, box: Box) {
  return unitsOf(lane).map((unit) => {
    const range = valueRange(lane, view, unit)
    return { unit, range, y: (v: number) => (range ? box.y + box.height - ((v - range.min) / (range.max - range.min)) * box.height : box.y) }
  })
}

function labelTicks(context: Context, ticks: readonly number[], { y, box, palette, colour, right }: { y: (v: number) => number; box: Box; palette: Palette; colour: string; right: boolean }) {
  for (const tick of ticks) {
    const at = y(tick)
    if (at < box.y + 6 || at > box.y + box.height - 6) continue
    const text = tickLabel(tick, ticks)
    const { width } = context.measureText(text)
    const left = right ? box.x + box.width - width - 6 : box.x + 2
    context.fillStyle = alpha(palette.bg[2], 0.8)
    context.fillRect(left, at - 6, width + 4, 12)
    context.fillStyle = colour
    context.fillText(text, left + 2, at + 0.5)
  }
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
export function drawTimeAxis(context: Context, { box, view, palette, times, reserved }: Pick<LaneDrawing, 'box' | 'view' | 'palette' | 'times'> & { reserved: number }) {
  context.fillStyle = palette.bg[1]
  context.fillRect(box.x, box.y, box.width, box.height)
  context.font = font
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  let free = box.x
  for (const tick of times) {
    const px = box.x + ((tick.t - view.from) / (view.to - view.from)) * box.width
    const half = context.measureText(tick.label).width / 2
    if (px - half < free || px + half > box.x + box.width - reserved) continue
    context.fillStyle = tick.major ? palette.text[0] : palette.text[2]
    context.fillText(tick.label, px, box.y + box.height / 2 + 0.5)
    free = px + half + 12
  }
}
