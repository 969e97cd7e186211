import { useRef, type KeyboardEvent, type PointerEvent } from 'react'
import type { Box } from './ink.ts'

export interface LevelHandleProps {
  readonly value: number
  /** What a screen reader calls the line, and how it says its value. */
  readonly label: string
  readonly text: string
  /** Lowest and highest value that the line may take. */
  readonly min: number
  readonly max: number
  readonly plot: Box
  /** Values at the foot and at the top of the plot. */
  readonly range: { readonly min: number; readonly max: number }
  readonly onMove: (value: number) => void
}

/** Steps of the arrow keys are hundredths of the range, with Shift thousandths, of the page keys tenths. */
const stepsOf: Readonly<Record<string, number>> = { ArrowUp: 0.01, ArrowDown: -0.01, PageUp: 0.1, PageDown: -0.1 }
const grip = 9 // px

/** Grips a horizontal line of a lane: it is dragged, or moved by the arrow keys. The line itself is drawn on the canvas below. */
export function LevelHandle({ value, label, text, min, max, plot, range, onMove }: LevelHandleProps) {
  const held = useRef<{ pointer: number; y: number; value: number; perPixel: number } | null>(null)
  const y = plot.y + plot.height * (1 - (value - range.min) / (range.max - range.min))
  const move = (to: number) => onMove(Math.min(Math.max(to, min), max))

  const down = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return
    event.stopPropagation()
    event.currentTarget.setPointerCapture(event.pointerId)
    // the scale of the moment counts: the line follows the pointer even when the axis adapts to it
    held.current = { pointer: event.pointerId, y: event.clientY, value, perPixel: (range.max - range.min) / plot.height }
  }
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (held.current?.pointer !== event.pointerId) return
    move(held.current.value + (held.current.y - event.clientY) * held.current.perPixel)
  }
  const key = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = stepsOf[event.key]
    if (step !== undefined) move(value + step * (event.shiftKey ? 0.1 : 1) * (max - min))
    else if (event.key === 'Home') move(min)
    else if (event.key === 'End') move(max)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div
      className="tt-level"
      style={{ top: Math.min(Math.max(y, plot.y), plot.y + plot.height) - grip / 2, height: grip }}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-orientation="vertical"
      aria-valuemin={min}
      aria-valuemax={max}
      aria-valuenow={value}
      aria-valuetext={text}
      onPointerDown={down}
      onPointerMove={drag}
      onPointerUp={() => (held.current = null)}
      onPointerCancel={() => (held.current = null)}
      onDoubleClick={(event) => event.stopPropagation()}
      onKeyDown={key}
    >
      <span aria-hidden />
    </div>
  )
}
