import { fireEvent, render } from '@testing-library/react'
import { useRef } from 'react'
import { beforeEach, describe, expect, it } from 'vitest'
import { useGestures, zoomed } from './gestures.ts'
import type { View } from './lane.ts'

const view: View = { from: 0, to: 1000 }
const asked: [string, unknown][] = []
beforeEach(() => void asked.splice(0))

/** A chart 100 px wide over 1000 ms: a px is 10 ms. */
function Chart() {
  const element = useRef<HTMLDivElement>(null)
  const tell = (name: string) => (what?: unknown) => void asked.push([name, what])
  const pointed = useGestures(element, { view, width: 100, onShow: tell('show'), onSlide: tell('slide'), onBack: tell('back'), onMeasure: tell('measure'), onPick: (time, event) => void asked.push([event.shiftKey ? 'pick B' : 'pick A', time]) })
  return <div ref={element} data-testid="chart">{`${pointed.time} ${pointed.brush ? `${pointed.brush.from}-${pointed.brush.to}` : ''}`}</div>
}

function chart() {
  const target = render(<Chart />).getByTestId('chart')
  target.setPointerCapture = () => {}
  const drag = (from: number, to: number, more: Record<string, unknown> = {}) => {
    fireEvent.pointerDown(target, { clientX: from, button: 0, pointerId: 1 })
    fireEvent.pointerMove(target, { clientX: to, pointerId: 1 })
    const brushing = target.textContent
    fireEvent.pointerUp(target, { clientX: to, pointerId: 1, ...more })
    return brushing
  }
  // a wheel event of this test page does not know where the pointer is: one is made from a mouse event
  const wheel = (deltaY: number, init: MouseEventInit) => fireEvent(target, Object.assign(new MouseEvent('wheel', { ...init, bubbles: true, cancelable: true }), { deltaX: 0, deltaY }))
  return { target, drag, wheel }
}

describe('gestures of a chart', () => {
  it('zoom to what is brushed, in either direction', () => {
    const { drag } = chart()
    expect(drag(20, 60)).toContain('200-600')
    drag(60, 20)
    expect(asked).toEqual([['show', { from: 200, to: 600 }], ['show', { from: 200, to: 600 }]])
  })

  it('measure with Alt, and pin cursors by a click that hardly wandered', () => {
    const { drag } = chart()
    drag(20, 60, { altKey: true })
    drag(30, 32)
    drag(50, 50, { shiftKey: true })
    expect(asked).toEqual([['measure', { from: 200, to: 600 }], ['pick A', 320], ['pick B', 500]])
  })

  it('zoom at the pointer by the wheel, pan with Shift, and go back by a double click', () => {
    const { target, wheel } = chart()
    wheel(-100, { clientX: 25 })
    const zoom = asked[0]?.[1] as View
    expect(zoom.to - zoom.from).toBeLessThan(1000)
    expect((250 - zoom.from) / (zoom.to - zoom.from)).toBeCloseTo(0.25, 9)
    wheel(100, { clientX: 25, shiftKey: true })
    const pan = asked[1]?.[1] as View
    expect(pan.to - pan.from).toBeCloseTo(1000, 9)
    expect(pan.from).toBeGreaterThan(0)
    fireEvent.dblClick(target)
    expect(asked.map(([name]) => name)).toEqual(['show', 'slide', 'back'])
  })

  it('show where the pointer is, and nothing once it has left', () => {
    const { target } = chart()
    fireEvent.pointerMove(target, { clientX: 40, pointerId: 1 })
    expect(target.textContent).toBe('400 ')
    fireEvent.pointerLeave(target)
    expect(target.textContent).toBe('null ')
  })
})

describe('zoomed', () => {
  it('keeps the instant where it is, and never goes below a millisecond', () => {
    expect(zoomed(view, 250, 0.5)).toEqual({ from: 125, to: 625 })
    const tiny = zoomed({ from: 0, to: 1 }, 0.5, 0.001)
    expect(tiny.to - tiny.from).toBe(1)
  })
})
