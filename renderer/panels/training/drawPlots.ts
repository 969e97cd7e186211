import { alpha, traceColour } from '../../charts/ink.ts'
import { tickLabel, valueTicks } from '../../charts/scale.ts'
import { value as format } from '../../format/number.ts'
import type { Palette } from '../../theme/tokens.ts'
import { epochTicks, extentOf, heightOf, logTicks, placeLabels, smoothed, type Curve, type Extent, type Plot } from './curve.ts'

export interface PlotBox {
  readonly head: number
  readonly y: number
  readonly height: number
}

export const headHeight = 18
export const axisHeight = 20
const left = 46
const right = 8
const smoothing = 0.6
const font = '11px "JetBrains Mono", ui-monospace, monospace'
type Context = CanvasRenderingContext2D

/** Where the plots stand, one under the other over one axis of epochs. */
export function boxesOf(plots: readonly Plot[], height: number): PlotBox[] {
  const room = Math.max(0, height - axisHeight - plots.length * headHeight)
  const whole = plots.reduce((sum, { weight }) => sum + weight, 0)
  let y = 0
  return plots.map(({ weight }) => {
    const box = { head: y, y: y + headHeight, height: Math.floor((room * weight) / whole) }
    y = box.y + box.height
    return box
  })
}

const span = (width: number) => width - left - right
/** The middle of an epoch's column, px. */
export const xOf = (epoch: number, epochs: number, width: number): number => left + ((epoch - 0.5) / Math.max(1, epochs)) * span(width)
export const epochAt = (x: number, epochs: number, width: number): number => Math.min(Math.max(Math.floor(((x - left) / span(width)) * epochs) + 1, 1), Math.max(1, epochs))

export interface Drawing {
  readonly plots: readonly Plot[]
  readonly epochs: number
  readonly width: number
  readonly height: number
  readonly palette: Palette
}

export function drawPlots(context: Context, { plots, epochs, width, height, palette }: Drawing) {
  context.fillStyle = palette.bg[1]
  context.fillRect(0, 0, width, height)
  context.font = font
  const boxes = boxesOf(plots, height)
  plots.forEach((plot, i) => drawPlot(context, plot, boxes[i]!, { epochs, width, palette }))
  context.font = font
  context.fillStyle = palette.text[2]
  context.textBaseline = 'middle'
  context.textAlign = 'center'
  for (const epoch of epochTicks(epochs, span(width) / 56)) context.fillText(String(epoch), xOf(epoch, epochs, width), height - axisHeight / 2)
}

function drawPlot(context: Context, plot: Plot, box: PlotBox, { epochs, width, palette }: Pick<Drawing, 'epochs' | 'width' | 'palette'>) {
  context.fillStyle = palette.bg[2]
  context.fillRect(left, box.y, span(width), box.height)
  const extent = extentOf(plot)
  if (!extent) return
  const y = (value: number) => box.y + box.height - heightOf(value, extent, plot.scale) * box.height
  const x = (epoch: number) => xOf(epoch, epochs, width)
  drawScale(context, plot, box, extent, y, width, palette)
  context.save()
  context.beginPath()
  context.rect(left, box.y, span(width), box.height)
  context.clip()
  if (plot.bars) drawBars(context, plot, y, x, Math.max(1, span(width) / Math.max(1, epochs)), palette)
  for (const { value, strong } of plot.levels) {
    context.strokeStyle = palette.text[strong ? 0 : 1]
    context.lineWidth = strong ? 1.5 : 1
    context.setLineDash(strong ? [7, 4] : [3, 4])
    stroke(context, [[left, y(value)], [left + span(width), y(value)]])
  }
  context.setLineDash([])
  for (const curve of plot.curves) drawCurve(context, curve, plot, x, y, palette)
  context.restore()
  context.textAlign = 'right'
  context.textBaseline = 'middle'
  for (const { text, y: at, strong } of placeLabels(plot.levels.filter(({ value }) => plot.scale === 'linear' || value > 0).map((level) => ({ ...level, y: y(level.value) })), { top: box.y + 1, bottom: box.y + box.height, line: 14 })) {
    const shown = fitted(context, text, span(width) - 12)
    context.fillStyle = alpha(palette.bg[2], 0.85)
    context.fillRect(left + span(width) - 4 - context.measureText(shown).width - 3, at, context.measureText(shown).width + 6, 13)
    context.fillStyle = palette.text[strong ? 0 : 1]
    context.fillText(shown, left + span(width) - 4, at + 7)
  }
}

function drawScale(context: Context, plot: Plot, box: PlotBox, extent: Extent, y: (value: number) => number, width: number, palette: Palette) {
  const ticks = plot.scale === 'log' ? logTicks(extent) : valueTicks(extent.min, extent.max, Math.max(2, Math.floor(box.height / 30))).filter((tick) => plot.curves.length > 0 || Number.isInteger(tick))
  context.lineWidth = 1
  context.strokeStyle = alpha(palette.text[0], 0.07)
  context.fillStyle = palette.text[2]
  context.textAlign = 'right'
  context.textBaseline = 'middle'
  let free = Number.POSITIVE_INFINITY
  for (const tick of ticks) {
    const at = Math.round(y(tick)) + 0.5
    stroke(context, [[left, at], [left + span(width), at]])
    if (at < box.y + 5 || at > box.y + box.height - 4 || free - at < 13) continue
    free = at
    context.fillText(plot.scale === 'log' ? format(tick, 2).replace(/\.?0+$/, '') : tickLabel(tick, ticks), left - 5, at)
  }
}

function drawCurve(context: Context, { points, colour, dashed, smooth, best }: Curve, { scale }: Plot, x: (epoch: number) => number, y: (value: number) => number, palette: Palette) {
  const shown = points.filter(({ value }) => Number.isFinite(value) && (scale === 'linear' || value > 0))
  if (shown.length === 0) return
  const ink = traceColour(palette, colour)
  context.setLineDash(dashed ? [4, 3] : [])
  const line = (of: readonly { epoch: number; value: number }[]) => stroke(context, of.map(({ epoch, value }) => [x(epoch), y(value)]))
  context.lineWidth = 1
  if (smooth && shown.length > 2) {
    context.strokeStyle = alpha(ink, 0.35)
    line(shown)
  }
  const drawn = smooth ? smoothed(shown, smoothing) : shown
  context.strokeStyle = ink
  context.lineWidth = 1.5
  line(drawn)
  context.setLineDash([])
  const last = drawn.at(-1)!
  context.fillStyle = ink
  context.beginPath()
  context.arc(x(last.epoch), y(last.value), 2, 0, 2 * Math.PI)
  context.fill()
  const kept = shown.find(({ epoch }) => epoch === best)
  if (!kept) return
  context.lineWidth = 1.5
  context.strokeStyle = ink
  context.fillStyle = palette.bg[2]
  context.beginPath()
  context.arc(x(kept.epoch), y(kept.value), 4.5, 0, 2 * Math.PI)
  context.fill()
  context.stroke()
}

function drawBars(context: Context, { bars = [] }: Plot, y: (value: number) => number, x: (epoch: number) => number, column: number, palette: Palette) {
  const wide = Math.max(1, Math.min(18, Math.floor(column * 0.6)))
  for (const { epoch, parts } of bars) {
    const at = Math.round(x(epoch) - wide / 2)
    const [solid = 0, open = 0] = parts
    context.fillStyle = palette.series[0]
    if (solid > 0) context.fillRect(at, y(solid), wide, y(0) - y(solid))
    if (open === 0) continue
    const [top, bottom] = [Math.round(y(solid + open)), Math.round(y(solid))]
    context.fillStyle = alpha(palette.text[1], 0.28)
    context.fillRect(at, top, wide, bottom - top)
    if (wide < 4) continue
    context.strokeStyle = palette.text[1]
    context.lineWidth = 1
    context.strokeRect(at + 0.5, top + 0.5, wide - 1, bottom - top - 1)
  }
}

function stroke(context: Context, points: readonly (readonly [number, number])[]) {
  context.beginPath()
  points.forEach(([x, y], i) => (i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)))
  // a lone point between nothing would else be invisible
  if (points.length === 1) context.lineTo(points[0]![0] + 0.6, points[0]![1])
  context.stroke()
}

function fitted(context: Context, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text
  const letters = Math.max(1, Math.floor(width / context.measureText('0').width) - 1)
  return `${text.slice(0, letters)}…`
}
