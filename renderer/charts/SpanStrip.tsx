import type { Span, View } from './lane.ts'

interface Props {
  readonly spans: readonly Span[]
  readonly view: View
  readonly width: number
  readonly selected: string | null
  readonly onSpan: ((id: string) => void) | undefined
}

/** Events as spans above the lanes, never over the data. */
export function SpanStrip({ spans, view, width, selected, onSpan }: Props) {
  const shown = spansToDraw({ spans, view, width, selected })
  return (
    <div className="tt-spans">
      {shown.map(({ span, left, right }) => (
        <button
          key={span.id}
          type="button"
          tabIndex={-1}
          aria-label={span.label}
          title={span.label}
          aria-pressed={span.id === selected}
          className={span.judged ? 'tt-span tt-span-judged' : 'tt-span'}
          style={{ left, width: right - left, borderColor: `var(--severity-${span.severity})` }}
          onClick={() => onSpan?.(span.id)}
        />
      ))}
    </div>
  )
}

const least = 4 // px that a span is wide at least

/**
 * The spans in sight with their edges in px. Of those that would lie over one another because they are narrower than can be drawn, the
 * gravest stays: a thousand events become at most a quarter as many marks as there are px, over the whole stretch.
 */
export function spansToDraw({ spans, view, width, selected }: Omit<Props, 'onSpan'>): { span: Span; left: number; right: number }[] {
  const x = (time: number) => ((time - view.from) / (view.to - view.from)) * width
  const drawn: { span: Span; left: number; right: number }[] = []
  const inSight = spans.filter((span) => span.to >= view.from && span.from <= view.to).toSorted((a, b) => a.from - b.from)
  for (const span of inSight) {
    const left = Math.max(0, x(span.from))
    const right = Math.max(left + least, Math.min(width, x(span.to)))
    const last = drawn.at(-1)
    if (!last || left >= last.left + least || last.span.id === selected) drawn.push({ span, left, right })
    else if (span.id === selected || span.severity < last.span.severity) drawn[drawn.length - 1] = { span, left: last.left, right: Math.max(right, last.right) }
    else last.right = Math.max(last.right, right)
  }
  return drawn
}
