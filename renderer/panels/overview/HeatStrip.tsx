import { useLayoutEffect, useRef, useState } from 'react'
import { scoreColour } from '../../charts/ramp.ts'
import type { Span } from '../../charts/lane.ts'
import { useSize } from '../../charts/useSize.ts'
import { value } from '../../format/number.ts'
import { time } from '../../format/time.ts'
import { useScheme } from '../../theme/useScheme.ts'
import { useZone } from '../../workspace/preferences.ts'
import type { Range } from '../../workspace/selection.ts'
import { cellCount, type Strip } from './useScoreStrips.ts'

const height = 18

/** One asset over time: a cell per stretch, grey where all was normal. Brushing a stretch shows it; a click opens the event there. */
export function HeatStrip({ strip, range, spans, label, onPick, onBrush }: { strip: Strip; range: Range; spans: readonly Span[]; label: string; onPick: (time: number) => void; onBrush: (range: Range) => void }) {
  const { scheme, palette } = useScheme()
  const zone = useZone()
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const { width } = useSize(frame)
  const [brush, setBrush] = useState<{ from: number; to: number } | null>(null)
  const [over, setOver] = useState<number | null>(null)
  useLayoutEffect(() => {
    const target = canvas.current
    const ratio = window.devicePixelRatio || 1
    if (!target || width < 2) return
    target.width = Math.round(width * ratio)
    target.height = height * ratio
    const context = target.getContext('2d')
    if (!context) return
    context.scale(ratio, ratio)
    context.fillStyle = palette.bg[1]
    context.fillRect(0, 0, width, height)
    const cell = width / cellCount
    strip.cells.forEach((score, i) => {
      if (Number.isNaN(score)) return
      context.fillStyle = scoreColour(score, strip.threshold, scheme, palette.bg[2])
      context.fillRect(i * cell, 0, cell + 0.5, height)
    })
    context.fillStyle = palette.text[0]
    for (const span of spans) {
      if (!span.judged) continue
      const x = (((span.from + span.to) / 2 - range.from) / (range.to - range.from)) * width
      context.fillRect(x - 1, height - 4, 2, 4)
    }
  }, [strip, width, scheme, palette, spans, range])
  const share = (event: React.PointerEvent) => Math.min(Math.max((event.clientX - event.currentTarget.getBoundingClientRect().left) / Math.max(width, 1), 0), 1)
  const at = (part: number) => range.from + part * (range.to - range.from)
  return (
    <div
      className="tt-strip"
      ref={frame}
      role="img"
      aria-label={label}
      title={over === null ? label : `${time(at(over), zone)}  ${value(strip.cells[Math.min(Math.floor(over * cellCount), cellCount - 1)], 3)}`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        setBrush({ from: share(event), to: share(event) })
      }}
      onPointerMove={(event) => {
        setOver(share(event))
        if (brush) setBrush({ ...brush, to: share(event) })
      }}
      onPointerLeave={() => setOver(null)}
      onPointerUp={() => {
        if (!brush) return
        const from = Math.min(brush.from, brush.to)
        const to = Math.max(brush.from, brush.to)
        setBrush(null)
        if ((to - from) * width < 5) onPick(at(from))
        else onBrush({ from: at(from), to: at(to) })
      }}
    >
      <canvas ref={canvas} style={{ width: '100%', height }} aria-hidden />
      {brush && <i style={{ left: `${Math.min(brush.from, brush.to) * 100}%`, width: `${Math.abs(brush.to - brush.from) * 100}%` }} />}
    </div>
  )
}
