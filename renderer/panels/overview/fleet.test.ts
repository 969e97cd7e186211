import { describe, expect, it } from 'vitest'
import type { Asset } from '../../../main/contract/assets.ts'
import type { Event } from '../../../main/contract/events.ts'
import { assetsOf, byTrouble, cellAt, changesSinceYesterday, moved, ordered, stretchAround, timeOf, worstOfAll } from './fleet.ts'
import { cellCount } from './useScoreStrips.ts'

const asset = (id: number, more: Partial<Asset> = {}): Asset => ({ id, name: `A${id}`, parent: null, simulated: false, tags: 1, points: 1, start: 0, end: 100, attention: null, ...more })
const day = 86_400_000

describe('the map', () => {
  it('finds the cell under a point and never leaves itself', () => {
    expect(cellAt({ x: 0, y: 0, width: 480, rowHeight: 26, rows: 3 })).toEqual({ row: 0, cell: 0 })
    expect(cellAt({ x: 481, y: 999, width: 480, rowHeight: 26, rows: 3 })).toEqual({ row: 2, cell: cellCount - 1 })
    expect(cellAt({ x: -5, y: -5, width: 480, rowHeight: 26, rows: 3 })).toEqual({ row: 0, cell: 0 })
  })

  it('is walked by keys, and selects backwards as well as forwards', () => {
    const start = { row: 1, cell: 10, toRow: 1, toCell: 10 }
    expect(moved(start, { right: 1, rows: 3, extend: false })).toEqual({ row: 1, cell: 11, toRow: 1, toCell: 11 })
    const back = moved(moved(start, { right: -4, rows: 3, extend: true }), { down: 9, rows: 3, extend: true })
    expect(ordered(back)).toEqual({ row: 1, toRow: 2, cell: 6, toCell: 10 })
  })

  it('knows the time and the assets of a block; the first row is all of them', () => {
    expect(timeOf({ row: 0, cell: 239, toRow: 0, toCell: 0 }, { from: 0, to: 2400 })).toEqual({ from: 0, to: 2400 })
    expect(timeOf({ row: 0, cell: 1, toRow: 0, toCell: 2 }, { from: 0, to: 2400 })).toEqual({ from: 10, to: 30 })
    const all = [asset(1), asset(2), asset(3)]
    expect(assetsOf({ row: 2, cell: 0, toRow: 3, toCell: 0 }, all).map(({ id }) => id)).toEqual([2, 3])
    expect(assetsOf({ row: 0, cell: 0, toRow: 1, toCell: 0 }, all)).toHaveLength(3)
  })

  it('puts detections with different thresholds on one scale', () => {
    const strip = (score: number, threshold: number) => ({ cells: new Float64Array(cellCount).fill(score), threshold })
    expect(worstOfAll([strip(6, 3), strip(9, 9), strip(Number.NaN, 1)])[7]).toBe(2)
    expect(worstOfAll([])[0]).toBeNaN()
  })

  it('has the worst asset first and what was never learned last', () => {
    const attention = (severity: number | null, unjudged: number) => ({ attention: { severity, unjudged, events: 5 } })
    const sorted = [asset(1), asset(2, attention(null, 0)), asset(3, attention(3, 9)), asset(4, attention(1, 1)), asset(5, attention(3, 10))].toSorted(byTrouble)
    expect(sorted.map(({ id }) => id)).toEqual([4, 5, 3, 2, 1])
  })
})

describe('what changed since yesterday', () => {
  const event = (id: string, start: number, end: number, at: number | null = null) => ({ id, asset: 1, start, end, severity: 2, verdict: at === null ? null : { verdict: 'problem', at } }) as unknown as Event // as: the fields that are read

  it('counts from the end of the record, not from the clock', () => {
    const now = 1000 * day
    const changes = changesSinceYesterday({
      assets: [asset(1, { end: 100 * day }), asset(2, { end: 98 * day }), asset(3, { end: 10 * day })], now,
      events: [event('old', 90 * day, 90 * day), event('new', 99.5 * day, 99.6 * day), event('going', 99.9 * day, 100 * day), event('judged', 50 * day, 51 * day, now - 10), event('judged long ago', 50 * day, 51 * day, now - 2 * day)],
    })
    expect(changes).toMatchObject({ since: 99 * day, newest: 100 * day, judged: 1 })
    expect(changes?.begun.map(({ id }) => id)).toEqual(['going', 'new'])
    expect(changes?.going.map(({ id }) => id)).toEqual(['going'])
    expect(changes?.silent.map(({ id }) => id)).toEqual([2])
    expect(changesSinceYesterday({ assets: [], events: [], now })).toBeNull()
  })
})

describe('the stretch of the map', () => {
  it('holds what was recorded about the same time, step by step, and leaves out another decade', () => {
    const here = [asset(1, { start: 0, end: 100 }), asset(2, { start: 150, end: 300 }), asset(3, { start: 500, end: 600 })]
    const far = asset(4, { start: 10_000, end: 10_100 })
    expect(stretchAround(here[0], [...here, far])).toEqual({ from: 0, to: 600 })
    expect(stretchAround(far, [...here, far])).toEqual({ from: 10_000, to: 10_100 })
  })

  it('begins with any recording where the chosen asset has none, and is null where nothing is stored', () => {
    const empty = asset(1, { start: null, end: null })
    expect(stretchAround(empty, [empty, asset(2, { start: 5, end: 5 })])).toEqual({ from: 5, to: 6 })
    expect(stretchAround(undefined, [empty])).toBeNull()
  })
})
