import type { Asset } from '../../../main/contract/assets.ts'
import type { Event } from '../../../main/contract/events.ts'
import { font } from '../../charts/ink.ts'
import { scoreColour } from '../../charts/ramp.ts'
import { time } from '../../format/time.ts'
import { t } from '../../strings.ts'
import type { Palette, Scheme } from '../../theme/tokens.ts'
import type { Range } from '../../workspace/selection.ts'
import { isJudged } from '../events/queue.ts'
import { worstOfAll } from './fleet.ts'
import { cellCount, type Strip } from './useScoreStrips.ts'

interface Drawing {
  readonly assets: readonly Asset[]
  readonly strips: ReadonlyMap<number, Strip>
  readonly events: ReadonlyMap<number, readonly Event[]>
  readonly range: Range
  readonly rowHeight: number
  readonly width: number
  readonly palette: Palette
  readonly scheme: Scheme
  readonly zone: string
}

const gap = 2
/** Height of the track under the colours of an asset in which its events are marked. */
const track = 10

/** The rows of the map: all assets together, then each with its colours and, under them, its events. */
export function drawFleet(context: CanvasRenderingContext2D, { assets, strips, events, range, rowHeight, width, palette, scheme, zone }: Drawing) {
  context.fillStyle = palette.bg[1]
  context.fillRect(0, 0, width, (assets.length + 1) * rowHeight)
  const cell = width / cellCount
  const rowOf = (cells: Float64Array, threshold: number, y: number, height: number) => {
    context.fillStyle = palette.bg[2]
    context.fillRect(0, y, width, height)
    cells.forEach((score, i) => {
      if (Number.isNaN(score)) return
      context.fillStyle = scoreColour(score, threshold, scheme, palette.bg[2])
      context.fillRect(i * cell, y, cell + 0.5, height)
    })
  }
  rowOf(worstOfAll(assets.flatMap(({ id }) => strips.get(id) ?? [])), 1, gap, rowHeight - track)
  assets.forEach((asset, i) => {
    const y = (i + 1) * rowHeight + gap
    const strip = strips.get(asset.id)
    if (asset.start !== null && asset.end !== null && (asset.end < range.from || asset.start > range.to)) return drawElsewhere(context, asset, { y: y + (rowHeight - track) / 2 - gap, palette, zone })
    if (strip) rowOf(strip.cells, strip.threshold, y, rowHeight - track - 2 * gap)
    for (const [x, event] of thinned(events.get(asset.id) ?? [], range, width)) drawMark(context, event, x, (i + 2) * rowHeight - track / 2 - 1, palette)
  })
}

/** An asset that was not recorded in this stretch says when it was, instead of looking calm. */
function drawElsewhere(context: CanvasRenderingContext2D, { start, end }: Asset, { y, palette, zone }: { y: number; palette: Palette; zone: string }) {
  context.font = font
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  context.fillStyle = palette.text[2]
  context.fillText(t.overview.recorded(time(start ?? 0, zone, 'day'), time(end ?? 0, zone, 'day')), 6, y)
}

const markWidth = 9
const rankOf = (event: Event): number => Number(isJudged(event)) * 10 + event.severity

/** One mark per 9 px, so that each can be told: what waits before what was judged, then the most severe. */
function thinned(events: readonly Event[], { from, to }: Range, width: number): Map<number, Event> {
  const marks = new Map<number, Event>()
  for (const event of events) {
    const x = (Math.floor((((event.start + event.end) / 2 - from) / (to - from)) * (width / markWidth)) + 0.5) * markWidth
    const there = marks.get(x)
    if (!there || rankOf(event) < rankOf(there)) marks.set(x, event)
  }
  return marks
}

/** Waiting: the shape of its severity, filled in its colour, the two that are less than high smaller. Judged a problem: a square of ink. Judged otherwise: a hollow dot. */
function drawMark(context: CanvasRenderingContext2D, event: Event, x: number, y: number, palette: Palette) {
  if (x < -4 || x > context.canvas.width) return
  context.beginPath()
  if (isJudged(event)) {
    if (event.verdict?.verdict === 'problem') {
      context.rect(x - 2.5, y - 2.5, 5, 5)
      context.fillStyle = palette.text[0]
      context.fill()
    } else {
      context.arc(x, y, 2, 0, 2 * Math.PI)
      context.lineWidth = 1
      context.strokeStyle = palette.text[1]
      context.stroke()
    }
    return
  }
  const severity = Math.min(Math.max(event.severity, 1), 4)
  if (severity === 1) polygon(context, [[x, y - 4.5], [x + 4.5, y], [x, y + 4.5], [x - 4.5, y]])
  else if (severity === 2) polygon(context, [[x, y - 4], [x + 4, y + 3.5], [x - 4, y + 3.5]])
  else if (severity === 3) context.rect(x - 2.5, y - 2.5, 5, 5)
  else context.arc(x, y, 2.2, 0, 2 * Math.PI)
  context.fillStyle = palette.severity[severity - 1] ?? palette.text[0]
  context.fill()
}

function polygon(context: CanvasRenderingContext2D, points: readonly (readonly [number, number])[]) {
  points.forEach(([x, y], i) => (i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)))
  context.closePath()
}
