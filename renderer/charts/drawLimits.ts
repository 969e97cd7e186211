import type { Palette } from '../theme/tokens.ts'
import { alpha, type Box } from './ink.ts'
import type { Trace } from './lane.ts'

/** What lies beyond the operating limits of a line is shaded, and the limit is a thin line: grey, because nothing alarms on it. */
export function drawLimits(context: CanvasRenderingContext2D, { limits }: Trace, box: Box, y: (v: number) => number, palette: Palette) {
  if (!limits) return
  const shade = (from: number, to: number) => {
    const top = Math.max(box.y, Math.min(from, to))
    const foot = Math.min(box.y + box.height, Math.max(from, to))
    if (foot > top) context.fillRect(box.x, top, box.width, foot - top)
  }
  context.fillStyle = alpha(palette.text[0], 0.08)
  if (limits.high !== null) shade(box.y, y(limits.high))
  if (limits.low !== null) shade(y(limits.low), box.y + box.height)
  context.strokeStyle = palette.text[2]
  context.beginPath()
  for (const limit of [limits.low, limits.high]) {
    if (limit === null) continue
    const at = Math.round(y(limit)) + 0.5
    context.moveTo(box.x, at)
    context.lineTo(box.x + box.width, at)
  }
  context.stroke()
}
