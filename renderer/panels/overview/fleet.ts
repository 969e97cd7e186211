import type { Asset } from '../../../main/contract/assets.ts'
import type { Event } from '../../../main/contract/events.ts'
import type { Range } from '../../workspace/selection.ts'
import { isJudged } from '../events/queue.ts'
import { cellCount } from './useScoreStrips.ts'

/** A block of the map: rows and cells, both ends included; `row` 0 stands for all assets together. */
export interface Block {
  readonly row: number
  readonly cell: number
  readonly toRow: number
  readonly toCell: number
}

const clamp = (x: number, most: number) => Math.min(Math.max(x, 0), most)

/** The cell under a point of the map, clamped into it. */
export function cellAt({ x, y, width, rowHeight, rows }: { x: number; y: number; width: number; rowHeight: number; rows: number }): { row: number; cell: number } {
  return { row: clamp(Math.floor(y / rowHeight), rows - 1), cell: clamp(Math.floor((x / Math.max(width, 1)) * cellCount), cellCount - 1) }
}

/** The same block with its ends in order. */
export const ordered = ({ row, cell, toRow, toCell }: Block): Block => ({ row: Math.min(row, toRow), toRow: Math.max(row, toRow), cell: Math.min(cell, toCell), toCell: Math.max(cell, toCell) })

/** Moves the far end of a block, or with `extend` false the whole of it as one cell. */
export function moved(block: Block, { down = 0, right = 0, rows, extend }: { down?: number; right?: number; rows: number; extend: boolean }): Block {
  const toRow = clamp(block.toRow + down, rows - 1)
  const toCell = clamp(block.toCell + right, cellCount - 1)
  return extend ? { ...block, toRow, toCell } : { row: toRow, cell: toCell, toRow, toCell }
}

/** The time that the cells of a block cover. */
export function timeOf(block: Block, { from, to }: Range): Range {
  const { cell, toCell } = ordered(block)
  const step = (to - from) / cellCount
  return { from: from + cell * step, to: from + (toCell + 1) * step }
}

/** The assets of a block: all of them where the first row is in it. */
export function assetsOf(block: Block, assets: readonly Asset[]): readonly Asset[] {
  const { row, toRow } = ordered(block)
  return row === 0 ? assets : assets.slice(row - 1, toRow)
}

/** Worst of all assets, cell by cell, as multiples of each one's threshold: scores of different detections stand on one scale. */
export function worstOfAll(strips: readonly { readonly cells: Float64Array; readonly threshold: number }[]): Float64Array {
  const worst = new Float64Array(cellCount).fill(Number.NaN)
  for (const { cells, threshold } of strips) {
    cells.forEach((score, i) => {
      const share = score / threshold
      if (!Number.isNaN(share) && !((worst[i] ?? Number.NaN) >= share)) worst[i] = share
    })
  }
  return worst
}

/**
 * The stretch that the map shows by itself: that of one asset with all that were recorded about then. Recordings that lie further away than
 * the stretch is long belong to another time; on one axis with them neither could be seen.
 */
export function stretchAround(anchor: Asset | undefined, assets: readonly Asset[]): Range | null {
  const spans = assets.flatMap(({ start, end }) => (start === null || end === null ? [] : [{ from: start, to: Math.max(end, start + 1) }]))
  let found = anchor && anchor.start !== null && anchor.end !== null ? { from: anchor.start, to: Math.max(anchor.end, anchor.start + 1) } : spans[0]
  if (!found) return null
  for (;;) {
    const { from, to }: Range = found
    const reach = to - from
    const near = spans.filter((span) => span.to >= from - reach && span.from <= to + reach)
    const wider = { from: Math.min(from, ...near.map((span) => span.from)), to: Math.max(to, ...near.map((span) => span.to)) }
    if (wider.from === from && wider.to === to) return found
    found = wider
  }
}

/** Rank of an asset: what waits with the worst severity first, what was never learned last. */
export function byTrouble(a: Asset, b: Asset): number {
  return rank(a) - rank(b) || (b.attention?.unjudged ?? 0) - (a.attention?.unjudged ?? 0) || a.name.localeCompare(b.name)
}
const rank = ({ attention }: Asset): number => (attention === null ? 20 : attention.unjudged === 0 ? 10 : (attention.severity ?? 5))

const day = 86_400_000

export interface Changes {
  /** The instant from which on things are new: a day before the newest record. */
  readonly since: number
  readonly newest: number
  readonly begun: readonly Event[]
  /** Still alarming at the end of the record. */
  readonly going: readonly Event[]
  /** Verdicts of the last day on the clock. */
  readonly judged: number
  /** Assets whose record ended more than a day before that of the others of the last month. */
  readonly silent: readonly Asset[]
}

/** What is different from a day ago. A day ends at the newest record, not at the clock: recordings are often older. Null without any. */
export function changesSinceYesterday({ assets, events, now }: { assets: readonly Asset[]; events: readonly Event[]; now: number }): Changes | null {
  const ends = assets.flatMap(({ end }) => (end === null ? [] : [end]))
  if (ends.length === 0) return null
  const newest = Math.max(...ends)
  const since = newest - day
  const endOf = new Map(assets.map(({ id, end }) => [id, end]))
  return {
    since,
    newest,
    begun: events.filter(({ start }) => start >= since).toSorted((a, b) => a.severity - b.severity || b.start - a.start),
    going: events.filter((event) => !isJudged(event) && event.end >= (endOf.get(event.asset) ?? Number.POSITIVE_INFINITY) - 10 * 60_000),
    judged: events.filter((event) => isJudged(event) && (event.verdict?.at ?? 0) >= now - day).length,
    silent: assets.filter(({ end }) => end !== null && end < since && end >= newest - 30 * day),
  }
}
