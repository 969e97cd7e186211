import { useLayoutEffect, useRef, useState, type CSSProperties } from 'react'
import { traceColour } from '../../charts/ink.ts'
import { useSize } from '../../charts/useSize.ts'
import { value } from '../../format/number.ts'
import { t } from '../../strings.ts'
import { useScheme } from '../../theme/useScheme.ts'
import type { Plot } from './curve.ts'
import { axisHeight, boxesOf, drawPlots, epochAt, headHeight, xOf } from './drawPlots.ts'

/** Curves over epochs on our own canvas. The pointer, or the arrow keys, read one epoch in the heads of all plots. */
export function Curves({ plots, epochs, label, bars }: { plots: readonly Plot[]; epochs: number; label: string; bars: readonly [string, string] | null }) {
  const { palette } = useScheme()
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const { width, height } = useSize(frame)
  const [read, setRead] = useState<number | null>(null)
  const boxes = boxesOf(plots, height)
  useLayoutEffect(() => {
    const context = prepared(canvas.current, width, height)
    if (context) drawPlots(context, { plots, epochs, width, height, palette })
  }, [plots, epochs, width, height, palette])
  const step = (by: number) => setRead((now) => Math.min(Math.max((now ?? (by > 0 ? 0 : epochs + 1)) + by, 1), epochs))
  return (
    <div
      className="tt-curves"
      ref={frame}
      role="application"
      aria-roledescription={t.common.chart}
      aria-label={label}
      tabIndex={0}
      onPointerMove={(event) => setRead(epochAt(event.clientX - event.currentTarget.getBoundingClientRect().left, epochs, width))}
      onPointerLeave={() => setRead(null)}
      onBlur={() => setRead(null)}
      onKeyDown={(event) => {
        const by = { ArrowLeft: -1, ArrowRight: 1, Home: -epochs, End: epochs }[event.key]
        if (by !== undefined) {
          event.preventDefault()
          step(by)
        } else if (event.key === 'Escape' && read !== null) {
          event.stopPropagation()
          setRead(null)
        }
      }}
    >
      <canvas ref={canvas} aria-hidden />
      {read !== null && <div className="tt-curves-at" style={{ left: xOf(read, epochs, width), top: headHeight, bottom: axisHeight }} aria-hidden />}
      {plots.map((plot, i) => (
        <div key={plot.id} className="tt-curves-head" style={{ top: boxes[i]?.head ?? 0, height: headHeight }}>
          <strong>{plot.title}</strong>
          {plot.curves.map((curve) => (
            <span key={curve.key} className="tt-curves-name">
              <i style={{ borderTopColor: traceColour(palette, curve.colour), borderTopStyle: curve.dashed ? 'dashed' : 'solid' }} aria-hidden />
              {curve.label}
              {read !== null && <b className="tt-number">{value(curve.points.find(({ epoch }) => epoch === read)?.value)}</b>}
            </span>
          ))}
          {plot.bars && bars && <BarNames plot={plot} names={bars} read={read} colour={palette.series[0]} />}
          <span className="tt-hint tt-ellipsis">{plot.about}</span>
        </div>
      ))}
      <span className="tt-curves-axis tt-hint" aria-hidden>
        {t.training.epoch}
      </span>
      <span className="tt-hidden" role="status">
        {read !== null && `${t.training.epoch} ${read}: ${plots.flatMap((plot) => plot.curves.map((curve) => `${curve.label} ${value(curve.points.find(({ epoch }) => epoch === read)?.value)}`)).join(', ')}`}
      </span>
    </div>
  )
}

function BarNames({ plot, names, read, colour }: { plot: Plot; names: readonly [string, string]; read: number | null; colour: string }) {
  const parts = plot.bars?.find(({ epoch }) => epoch === read)?.parts
  return names.map((name, i) =>
    name === '' ? null : (
      <span key={name} className="tt-curves-name">
        <i className={i === 0 ? 'tt-bar-solid' : 'tt-bar-open'} style={{ '--bar': colour } as CSSProperties} aria-hidden />
        {name}
        {read !== null && <b className="tt-number">{parts?.[i] ?? '–'}</b>}
      </span>
    ),
  )
}

/** Sizes a canvas to the pixels of the screen; null where there is no drawing. */
function prepared(canvas: HTMLCanvasElement | null, width: number, height: number): CanvasRenderingContext2D | null {
  if (!canvas || width < 2 || height < 2) return null
  const ratio = window.devicePixelRatio || 1
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round(height * ratio)
  canvas.style.width = `${width}px`
  canvas.style.height = `${height}px`
  const context = canvas.getContext('2d')
  context?.setTransform(ratio, 0, 0, ratio, 0, 0)
  return context
}
