import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { epochTicks, extentOf, heightOf, logTicks, placeLabels, smoothed } from './curve.ts'

const pointsOf = (values: readonly number[]) => values.map((value, i) => ({ epoch: i + 1, value }))
const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true })

describe('smoothed', () => {
  it('is the mean of what was seen so far, newer points counting more, as computed by hand', () => {
    expect(smoothed(pointsOf([1, 0, 0]), 0.5).map(({ value }) => value)).toEqual([1, 1 / 3, 1 / 7])
  })

  it('leaves a flat curve flat from the first point on, and never leaves the range of its points', () => {
    fc.assert(
      fc.property(fc.array(positive, { minLength: 1, maxLength: 40 }), fc.double({ min: 0, max: 0.95, noNaN: true }), (values, weight) => {
        const out = smoothed(pointsOf(values), weight)
        for (const { value } of out) {
          expect(value).toBeGreaterThanOrEqual(Math.min(...values) * (1 - 1e-9))
          expect(value).toBeLessThanOrEqual(Math.max(...values) * (1 + 1e-9))
        }
        expect(out[0]!.value).toBeCloseTo(values[0]!, 6)
      }),
    )
  })
})

describe('scales of a plot', () => {
  it('shows every point and level inside, whatever the values', () => {
    fc.assert(
      fc.property(fc.array(positive, { minLength: 1, maxLength: 30 }), positive, fc.constantFrom('log' as const, 'linear' as const), (values, level, scale) => {
        const extent = extentOf({ scale, curves: [{ key: 'a', label: 'a', points: pointsOf(values), colour: 0, smooth: false }], levels: [{ value: level, label: 'b', strong: true }] })!
        for (const value of [...values, level]) {
          expect(heightOf(value, extent, scale)).toBeGreaterThanOrEqual(0)
          expect(heightOf(value, extent, scale)).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  it('leaves out of a logarithmic plot what is not above zero, and has nothing to show without values', () => {
    const curve = { key: 'a', label: 'a', colour: 0, smooth: false }
    expect(extentOf({ scale: 'log', curves: [{ ...curve, points: pointsOf([0, -1]) }], levels: [] })).toBeNull()
    expect(extentOf({ scale: 'log', curves: [{ ...curve, points: pointsOf([0, 2]) }], levels: [] })!.min).toBeGreaterThan(1)
  })

  it('ticks round values inside, at least two', () => {
    fc.assert(
      fc.property(positive, fc.double({ min: 1.3, max: 1e6, noNaN: true }), (min, factor) => {
        const ticks = logTicks({ min, max: min * factor })
        for (const tick of ticks) expect(tick >= min && tick <= min * factor).toBe(true)
        if (factor > 3) expect(ticks.length).toBeGreaterThanOrEqual(1)
      }),
    )
    expect(logTicks({ min: 0.02, max: 0.9 })).toEqual([0.03, 0.1, 0.3])
    expect(epochTicks(30, 8)).toEqual([5, 10, 15, 20, 25, 30])
    expect(epochTicks(3, 8)).toEqual([1, 2, 3])
  })
})

describe('placeLabels', () => {
  it('joins labels of one height and keeps the others apart, inside the plot', () => {
    const level = (label: string, y: number, strong = false) => ({ label, y, strong, value: 0 })
    const placed = placeLabels([level('mean', 50), level('Telltale', 50.5, true), level('row before', 55), level('low', 99)], { top: 0, bottom: 100, line: 12 })
    expect(placed.map(({ text }) => text)).toEqual(['Telltale · mean', 'row before', 'low'])
    for (let i = 1; i < placed.length; i++) expect(placed[i]!.y - placed[i - 1]!.y).toBeGreaterThanOrEqual(12)
    expect(placed.at(-1)!.y).toBeLessThanOrEqual(88)
    expect(placed[0]).toMatchObject({ strong: true })
  })
})
