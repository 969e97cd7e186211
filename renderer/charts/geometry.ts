import { axisHeight, headHeight } from './draw.ts'
import type { Box } from './ink.ts'
import type { Lane } from './lane.ts'

export const stripHeight = 12
const laneGap = 1

export interface Geometry {
  /** Height of the whole chart, which may be more than there is room for. */
  readonly height: number
  /** The strip of event spans, above all lanes; null when there is none. */
  readonly strip: Box | null
  /** Per lane: the head with its values, and the plot under it. */
  readonly lanes: readonly { readonly head: Box; readonly plot: Box }[]
  readonly axis: Box
}

export interface Room {
  readonly lanes: readonly Lane[]
  readonly width: number
  readonly height: number
  readonly strip: boolean
  /** Plot height that no lane goes below; then the chart grows and scrolls. */
  readonly least: number
}

/** Where everything lies. Lanes share the height by weight. */
export function geometry({ lanes, width, height, strip, least }: Room): Geometry {
  const top = strip ? stripHeight : 0
  const weights = lanes.map((lane) => lane.weight ?? 1)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const free = height - top - axisHeight - lanes.length * (headHeight + laneGap)
  const unit = total > 0 ? free / total : 0
  let y = top
  const boxes = weights.map((weight) => {
    const plotHeight = Math.max(Math.floor(unit * weight), least)
    const head = { x: 0, y, width, height: headHeight }
    const plot = { x: 0, y: y + headHeight, width, height: plotHeight }
    y += headHeight + plotHeight + laneGap
    return { head, plot }
  })
  return { height: y + axisHeight, strip: strip ? { x: 0, y: 0, width, height: stripHeight } : null, lanes: boxes, axis: { x: 0, y, width, height: axisHeight } }
}
