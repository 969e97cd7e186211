import { useEffect, useRef, useState, type RefObject } from 'react'
import type { View } from './lane.ts'

export interface Gestures {
  readonly view: View | null
  /** Left and right edge of the plots in the element, px. */
  readonly width: number
  /** A new stretch that is remembered in the zoom history. */
  readonly onShow: (view: View) => void
  /** A stretch on the way: while panning and turning the wheel. */
  readonly onSlide: (view: View) => void
  readonly onBack: () => void
  /** A stretch was marked with Alt held: to measure, not to zoom. */
  readonly onMeasure?: ((view: View) => void) | undefined
  /** A click that was no drag. */
  readonly onPick?: ((time: number, event: PointerEvent) => void) | undefined
}

export interface Pointed {
  /** The instant under the pointer; null when it is elsewhere. */
  readonly time: number | null
  /** The stretch that is being brushed. */
  readonly brush: View | null
}

const least = 1 // ms: no zoom goes below
const wheelPause = 400 // ms after which the next turn of the wheel is a new step of the history
const clickSlack = 4 // px that a click may wander

/** Drag = zoom, wheel = zoom at the pointer, shift-wheel = pan, double-click = back: the same on every chart. */
export function useGestures(element: RefObject<HTMLElement | null>, options: Gestures): Pointed {
  const [pointed, setPointed] = useState<Pointed>({ time: null, brush: null })
  const latest = useRef(options)
  useEffect(() => {
    latest.current = options
  })

  useEffect(() => {
    const target = element.current
    if (!target) return
    let start: { x: number; time: number } | null = null
    let lastWheel = Number.NEGATIVE_INFINITY
    const stop = new AbortController()
    const { signal } = stop

    const xOf = (event: MouseEvent) => event.clientX - target.getBoundingClientRect().left
    const timeAt = (x: number) => {
      const { view, width } = latest.current
      return view && width > 0 ? view.from + (Math.min(Math.max(x, 0), width) / width) * (view.to - view.from) : null
    }
    const brushTo = (time: number | null): View | null => (start && time !== null ? { from: Math.min(start.time, time), to: Math.max(start.time, time) } : null)

    target.addEventListener(
      'pointerdown',
      (event) => {
        const time = timeAt(xOf(event))
        if (event.button !== 0 || time === null || (event.target as Element).closest('button, .tt-level, .tt-spans[data-over=true]')) return // as: listeners on elements get elements
        start = { x: xOf(event), time }
        target.setPointerCapture(event.pointerId)
      },
      { signal },
    )
    target.addEventListener(
      'pointermove',
      (event) => {
        const x = xOf(event)
        const time = timeAt(x)
        setPointed({ time, brush: start && Math.abs(x - start.x) > clickSlack ? brushTo(time) : null })
      },
      { signal },
    )
    target.addEventListener(
      'pointerup',
      (event) => {
        if (!start) return
        const x = xOf(event)
        const time = timeAt(x)
        const brushed = brushTo(time)
        const dragged = Math.abs(x - start.x) > clickSlack
        start = null
        setPointed((before) => ({ ...before, brush: null }))
        if (time === null || !brushed) return
        if (!dragged) latest.current.onPick?.(time, event)
        else if (event.altKey) latest.current.onMeasure?.(brushed)
        else if (brushed.to - brushed.from > least) latest.current.onShow(brushed)
      },
      { signal },
    )
    target.addEventListener('pointercancel', () => (start = null), { signal })
    target.addEventListener('pointerleave', () => !start && setPointed({ time: null, brush: null }), { signal })
    target.addEventListener('dblclick', () => latest.current.onBack(), { signal })
    target.addEventListener(
      'wheel',
      (event) => {
        const { view, width, onShow, onSlide } = latest.current
        const time = timeAt(xOf(event))
        if (!view || time === null) return
        const sideways = event.shiftKey ? event.deltaY || event.deltaX : Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : 0
        // a plain wheel zooms; where the chart itself scrolls, Ctrl is not needed either: the scroll bar and keys remain
        event.preventDefault()
        const next = sideways ? panned(view, (sideways / width) * 0.9) : zoomed(view, time, Math.exp(Math.sign(event.deltaY) * Math.min(Math.abs(event.deltaY), 120) * 0.0022))
        if (event.timeStamp - lastWheel > wheelPause) onShow(next)
        else onSlide(next)
        lastWheel = event.timeStamp
      },
      { signal, passive: false },
    )
    return () => stop.abort()
  }, [element])
  return pointed
}

const panned = ({ from, to }: View, share: number): View => ({ from: from + (to - from) * share, to: to + (to - from) * share })

/** The view `factor` times as long, with `time` staying where it is. */
export function zoomed(view: View, time: number, factor: number): View {
  const span = Math.max((view.to - view.from) * factor, least)
  const share = (time - view.from) / (view.to - view.from)
  return { from: time - span * share, to: time + span * (1 - share) }
}
