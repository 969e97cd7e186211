import type { Palette } from '../theme/tokens.ts'
import { alpha, font, hatch, type Box } from './ink.ts'
import type { Trace, View } from './lane.ts'
import { stateRuns } from './states.ts'

interface StatesDrawing {
  readonly traces: readonly Trace[]
  readonly box: Box
  readonly view: View
  readonly x: (t: number) => number
  readonly palette: Palette
  /** There are lines in the lane too: the bars lie at its foot. */
  readonly behind: boolean
}

/** A bar for each discrete tag: state 0 is empty, others are filled and named, and what changes faster than a pixel is hatched. */
export function drawStates(context: CanvasRenderingContext2D, { traces, box, view, x, palette, behind }: StatesDrawing) {
  if (traces.length === 0) return
  const height = behind ? 14 : Math.min(28, box.height / traces.length - 4)
  const foot = behind ? box.y + box.height - traces.length * (height + 2) : box.y + (box.height - traces.length * (height + 4)) / 2
  context.font = font
  context.textAlign = 'left'
  context.textBaseline = 'middle'
  traces.forEach((trace, row) => {
    const top = Math.round(foot + row * (height + (behind ? 2 : 4)))
    for (const { from, to, code } of stateRuns(trace, view)) {
      const left = Math.max(box.x, x(from))
      const width = Math.max(1, Math.min(box.x + box.width, x(to)) - left)
      const fill = code === null ? hatch(context, palette.text[1]) : code === 0 ? alpha(palette.text[0], 0.05) : alpha(palette.series[(Math.abs(Math.round(code)) - 1) % palette.series.length] ?? palette.text[0], 0.32)
      if (!fill) continue
      context.fillStyle = fill
      context.fillRect(left, top, width, height)
      context.fillStyle = palette.text[2]
      context.fillRect(left, top, 1, height)
      const words = code === null ? '' : (trace.states?.(code) ?? '')
      if (words === '' || context.measureText(words).width + 8 > width) continue
      context.fillStyle = palette.text[0]
      context.fillText(words, left + 4, top + height / 2 + 0.5)
    }
  })
}
