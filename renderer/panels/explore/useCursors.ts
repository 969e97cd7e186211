import { useState } from 'react'
import type { Range } from '../../workspace/selection.ts'

const steps = 100

/** The crosshair that keys move, cursors A and B, and what was measured with Alt held. */
export function useCursors(view: Range | null) {
  const [crosshair, setCrosshair] = useState<number | null>(null)
  const [a, setA] = useState<number | null>(null)
  const [b, setB] = useState<number | null>(null)
  const [measured, setMeasured] = useState<Range | null>(null)
  const inView = crosshair !== null && view !== null && crosshair >= view.from && crosshair <= view.to ? crosshair : null
  const between = a !== null && b !== null && a !== b ? { from: Math.min(a, b), to: Math.max(a, b) } : null
  return {
    crosshair: inView,
    cursors: { a, b },
    measured,
    /** What statistics and annotations are about; null where nothing is chosen. */
    stretch: measured ?? between,
    /** An annotation may also belong to the instant of one cursor. */
    instant: a ?? b,
    pin(time: number, second: boolean) {
      if (second) setB(time)
      else setA(time)
      setMeasured(null)
    },
    measure: setMeasured,
    /** A hundredth of the view to one side; the first step puts it into the middle. */
    step(by: 1 | -1) {
      if (!view) return
      const width = (view.to - view.from) / steps
      setCrosshair(inView === null ? (view.from + view.to) / 2 : Math.min(Math.max(inView + by * width, view.from), view.to))
    },
    clear() {
      setCrosshair(null)
      setA(null)
      setB(null)
      setMeasured(null)
    },
  }
}
