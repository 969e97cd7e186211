import { useLayoutEffect, useRef, useState } from 'react'
import type { Asset } from '../../../main/contract/assets.ts'
import type { Event } from '../../../main/contract/events.ts'
import { drawTimeAxis } from '../../charts/draw.ts'
import { roomOfATime, timeTicks } from '../../charts/scale.ts'
import { useSize } from '../../charts/useSize.ts'
import { value } from '../../format/number.ts'
import { precisionFor, time } from '../../format/time.ts'
import { t } from '../../strings.ts'
import { useScheme } from '../../theme/useScheme.ts'
import { useZone } from '../../workspace/preferences.ts'
import type { Range } from '../../workspace/selection.ts'
import { drawFleet } from './drawFleet.ts'
import { cellAt, moved, ordered, timeOf, type Block } from './fleet.ts'
import { cellCount, type Strip } from './useScoreStrips.ts'

export const axisHeight = 22

export interface FleetMapProps {
  readonly assets: readonly Asset[]
  readonly strips: ReadonlyMap<number, Strip>
  readonly events: ReadonlyMap<number, readonly Event[]>
  readonly range: Range
  readonly rowHeight: number
  readonly block: Block | null
  readonly onBlock: (block: Block | null) => void
  /** A single cell was clicked, or Enter was pressed. */
  readonly onOpen: (block: Block) => void
}

/** All assets over time on one canvas: colour is the worst score, a mark is an event. Cells are chosen by dragging or by arrow keys. */
export function FleetMap({ assets, strips, events, range, rowHeight, block, onBlock, onOpen }: FleetMapProps) {
  const { scheme, palette } = useScheme()
  const zone = useZone()
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const { width } = useSize(frame)
  const [over, setOver] = useState<{ row: number; cell: number } | null>(null)
  const rows = assets.length + 1
  const simulated = assets.some((asset) => asset.simulated)
  const height = rows * rowHeight
  const dragging = useRef(false)

  useLayoutEffect(() => {
    const target = canvas.current
    const ratio = window.devicePixelRatio || 1
    if (!target || width < 2) return
    target.width = Math.round(width * ratio)
    target.height = Math.round((height + axisHeight) * ratio)
    const context = target.getContext('2d')
    if (!context) return
    context.scale(ratio, ratio)
    drawFleet(context, { zone, assets, strips, events, range, rowHeight, width, palette, scheme })
    drawTimeAxis(context, { box: { x: 0, y: height, width, height: axisHeight }, view: range, palette, times: timeTicks({ ...range, count: width / roomOfATime, zone }), reserved: simulated ? 92 : 0 })
  }, [simulated, assets, strips, events, range, rowHeight, width, height, palette, scheme, zone])

  const under = (event: React.PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect()
    return cellAt({ x: event.clientX - box.left, y: event.clientY - box.top, width, rowHeight, rows })
  }
  const told = over ?? (block ? { row: block.toRow, cell: block.toCell } : null)
  const chosen = block && ordered(block)
  return (
    <div className="tt-fleet-map" ref={frame}>
      <div
        className="tt-fleet-cells"
        role="group"
        aria-label={t.overview.map}
        aria-describedby="overview-cell"
        tabIndex={0}
        style={{ height }}
        onPointerDown={(event) => {
          if (event.button !== 0) return
          event.currentTarget.setPointerCapture(event.pointerId)
          const { row, cell } = under(event)
          dragging.current = true
          onBlock({ row: event.shiftKey && block ? block.row : row, cell: event.shiftKey && block ? block.cell : cell, toRow: row, toCell: cell })
        }}
        onPointerMove={(event) => {
          const { row, cell } = under(event)
          setOver({ row, cell })
          if (dragging.current && block) onBlock({ ...block, toRow: row, toCell: cell })
        }}
        onPointerLeave={() => setOver(null)}
        onPointerUp={() => (dragging.current = false)}
        onPointerCancel={() => (dragging.current = false)}
        onDoubleClick={() => block && onOpen(block)}
        onKeyDown={(event) => {
          const steps = { ArrowLeft: { right: -1 }, ArrowRight: { right: 1 }, ArrowUp: { down: -1 }, ArrowDown: { down: 1 }, PageUp: { right: -24 }, PageDown: { right: 24 }, Home: { right: -cellCount }, End: { right: cellCount } }[event.key]
          if (steps) onBlock(block ? moved(block, { ...steps, rows, extend: event.shiftKey }) : { row: 1, cell: cellCount - 1, toRow: 1, toCell: cellCount - 1 })
          else if (event.key === 'Enter' && block) onOpen(block)
          else if (event.key === 'Escape' && block) onBlock(null)
          else return
          event.preventDefault()
        }}
      >
        <canvas ref={canvas} style={{ width: '100%', height: height + axisHeight }} aria-hidden />
        {chosen && (
          <i
            className="tt-fleet-block"
            style={{ left: `${(chosen.cell / cellCount) * 100}%`, width: `${((chosen.toCell - chosen.cell + 1) / cellCount) * 100}%`, top: chosen.row * rowHeight, height: (chosen.toRow - chosen.row + 1) * rowHeight }}
          />
        )}
      </div>
      <div className="tt-fleet-axis" style={{ height: axisHeight }}>
        {simulated && (
          <span className="tt-simulated" title={t.common.simulatedAbout}>
            {t.common.simulated}
          </span>
        )}
      </div>
      <p className="tt-visually-hidden" id="overview-cell" role="status">
        {told && cellWords(told)}
      </p>
      {over && <Pointed {...{ over, width, rowHeight, rows }} words={cellWords(over)} />}
    </div>
  )

  function cellWords({ row, cell }: { row: number; cell: number }): string {
    const { from, to } = timeOf({ row, cell, toRow: row, toCell: cell }, range)
    const asset = assets[row - 1]
    const strip = asset && strips.get(asset.id)
    const at = `${time(from, zone, precisionFor(range.to - from > 0 ? (to - from) * 10 : 0))}`
    return asset ? t.overview.cell(asset.name, at, strip ? value(strip.cells[cell], 3) : '–', (events.get(asset.id) ?? []).filter((event) => event.start < to && event.end >= from).length) : t.overview.cellAll(at)
  }
}

function Pointed({ over, width, rowHeight, rows, words }: { over: { row: number; cell: number }; width: number; rowHeight: number; rows: number; words: string }) {
  const x = (over.cell / cellCount) * width
  const below = over.row < rows - 1
  return (
    <span className="tt-fleet-pointed tt-number" aria-hidden style={{ top: (over.row + (below ? 1 : -1)) * rowHeight + 3, ...(x < width / 2 ? { left: x + 8 } : { right: width - x + 8 }) }}>
      {words}
    </span>
  )
}
