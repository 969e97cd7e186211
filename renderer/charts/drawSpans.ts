import type { Palette } from '../theme/tokens.ts'
import { alpha, type Box, type Context } from './ink.ts'
import type { Span, View } from './lane.ts'

/** Events as spans in the strip above the lanes, never over the data: what waits is a block in its severity, what was judged a line at its foot. */
export function drawSpans(context: Context, { spans, selected, box, view, palette }: { spans: readonly Span[]; selected: string | null; box: Box; view: View; palette: Palette }) {
  context.fillStyle = palette.bg[1]
  context.fillRect(box.x, box.y, box.width, box.height)
  let chosen: { left: number; width: number } | null = null
  for (const { span, left, right } of spansToDraw({ spans, view, width: box.width, selected })) {
    context.fillStyle = alpha(palette.severity[Math.min(Math.max(span.severity, 1), 4) - 1] ?? palette.text[0], span.judged || span.id === selected ? 1 : 0.85)
    const [top, height] = span.judged ? [box.y + box.height - 6, 2] : [box.y + 2, box.height - 4]
    const blocks = blocksOf(span, left, right, view, box.width)
    for (const block of blocks) context.fillRect(box.x + block.left, top, block.right - block.left, height)
    // what came and went is held together by a line
    if (blocks.length > 1) context.fillRect(box.x + left, box.y + box.height - 6, right - left - 0.5, 1)
    if (span.id === selected) chosen = { left, width: right - left }
  }
  if (!chosen) return
  context.strokeStyle = palette.accent
  context.lineWidth = 2
  context.strokeRect(box.x + chosen.left, box.y + 1, chosen.width, box.height - 2)
  context.lineWidth = 1
}

const least = 4 // px that a span is wide at least

/** A span narrower than this is drawn as if it had lasted, px. */
const leastWithStretches = 12

/** Where a span is filled, px: where it alarmed, each at least a pixel wide and joined where they touch. */
export function blocksOf(span: Span, left: number, right: number, view: View, width: number): { left: number; right: number }[] {
  if (!span.stretches || right - left < leastWithStretches) return [{ left, right: right - 0.5 }]
  const x = (time: number) => ((time - view.from) / (view.to - view.from)) * width
  const blocks: { left: number; right: number }[] = []
  for (const { from, to } of span.stretches) {
    const block = { left: Math.max(left, x(from)), right: Math.min(right, Math.max(x(from) + 1, x(to))) }
    if (block.right <= block.left) continue
    const last = blocks.at(-1)
    if (last && block.left <= last.right + 0.5) last.right = Math.max(last.right, block.right)
    else blocks.push(block)
  }
  return blocks
}

interface Drawn {
  readonly span: Span
  readonly left: number
  readonly right: number
}

/**
 * The spans in sight with their edges in px. Of those that would lie over one another because they are narrower than can be drawn, the
 * gravest stays: a thousand events become at most a quarter as many marks as there are px, over the whole stretch.
 */
export function spansToDraw({ spans, view, width, selected }: { spans: readonly Span[]; view: View; width: number; selected: string | null }): Drawn[] {
  const x = (time: number) => ((time - view.from) / (view.to - view.from)) * width
  const drawn: { span: Span; left: number; right: number }[] = []
  for (const span of spans) {
    if (span.to < view.from || span.from > view.to) continue
    const left = Math.max(0, x(span.from))
    const right = Math.max(left + least, Math.min(width, x(span.to)))
    const last = drawn.at(-1)
    if (!last || left >= last.left + least || last.span.id === selected) drawn.push({ span, left, right })
    else if (span.id === selected || span.severity < last.span.severity) drawn[drawn.length - 1] = { span, left: last.left, right: Math.max(right, last.right) }
    else last.right = Math.max(last.right, right)
  }
  return drawn
}

/** Spans in the order of time, as `spansToDraw` wants them. */
export const inOrder = (spans: readonly Span[]): readonly Span[] => spans.toSorted((a, b) => a.from - b.from)

/** The span that is drawn at `x` px, the last drawn first; null where there is none. */
export const spanAt = (drawn: readonly Drawn[], x: number): Span | null => drawn.findLast(({ left, right }) => x >= left - 1 && x <= right + 1)?.span ?? null
