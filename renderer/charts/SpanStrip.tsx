import { useState } from 'react'
import { spanAt, spansToDraw } from './drawSpans.ts'
import type { Span, View } from './lane.ts'

interface Props {
  /** In the order of time. */
  readonly spans: readonly Span[]
  readonly view: View
  readonly width: number
  readonly selected: string | null
  readonly onSpan: ((id: string) => void) | undefined
}

/**
 * What the pointer finds in the strip of events: the sentence of the span under it, and the event itself at a press. The spans are drawn on the
 * canvas below (thousands of elements that move with every frame were what a pan cost most); by keys events are walked in the queue.
 */
export function SpanStrip({ spans, view, width, selected, onSpan }: Props) {
  const [under, setUnder] = useState<Span | null>(null)
  const find = (event: { clientX: number; currentTarget: Element }) => spanAt(spansToDraw({ spans, view, width, selected }), event.clientX - event.currentTarget.getBoundingClientRect().left)
  return (
    <div
      className="tt-spans"
      aria-hidden
      title={under?.label}
      data-over={under !== null && onSpan !== undefined}
      onPointerMove={(event) => setUnder(find(event))}
      onPointerLeave={() => setUnder(null)}
      onPointerDown={(event) => find(event) && event.stopPropagation()}
      onClick={(event) => {
        const span = find(event)
        if (span) onSpan?.(span.id)
      }}
    />
  )
}
