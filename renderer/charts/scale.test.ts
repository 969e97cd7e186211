import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tickLabel, timeTicks, valueTicks } from './scale.ts'

describe('valueTicks', () => {
  it('gives round values inside the range, ascending and not too many', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 1e-3, max: 1e6, noNaN: true }), fc.integer({ min: 1, max: 10 }), (min, span, count) => {
        const max = min + span
        const ticks = valueTicks(min, max, count)
        expect(ticks.length).toBeLessThanOrEqual(count + 1)
        ticks.forEach((tick, i) => {
          expect(tick).toBeGreaterThanOrEqual(min - span * 1e-9)
          expect(tick).toBeLessThanOrEqual(max + span * 1e-9)
          if (i > 0) expect(tick).toBeGreaterThan(ticks[i - 1] ?? 0)
        })
      }),
    )
  })

  it('chooses steps of 1, 2 and 5', () => {
    expect(valueTicks(0, 10, 5)).toEqual([0, 2, 4, 6, 8, 10])
    expect(valueTicks(0, 0.9, 4).map((x) => x.toFixed(2))).toEqual(['0.00', '0.50'])
    expect(valueTicks(3, 3, 4)).toEqual([])
  })
})

describe('tickLabel', () => {
  it('gives all ticks of an axis the same decimals', () => {
    const labels = (min: number, max: number, count: number) => {
      const ticks = valueTicks(min, max, count)
      return ticks.map((tick) => tickLabel(tick, ticks))
    }
    expect(labels(0, 2, 4)).toEqual(['0.0', '0.5', '1.0', '1.5', '2.0'])
    expect(labels(-20, 40, 3)).toEqual(['−20', '0', '20', '40'])
    expect(labels(0, 3e8, 3)).toEqual(['0e0', '1e8', '2e8', '3e8'])
  })
})

describe('timeTicks', () => {
  const from = Date.UTC(2026, 2, 28, 20)

  it('labels a day by its date and hours by the wall clock of the zone', () => {
    const ticks = timeTicks({ from, to: from + 12 * 3_600_000, count: 6, zone: 'Europe/Berlin' })
    expect(ticks.map((tick) => tick.label)).toContain('2026-03-29')
    expect(ticks.every((tick) => tick.t >= from)).toBe(true)
  })

  it('keeps few ticks inside the range, from milliseconds to decades', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 14, noNaN: true }), fc.constantFrom('UTC', 'Asia/Kolkata', 'America/New_York'), (power, zone) => {
        const to = from + Math.min(10 ** power, 4e12)
        const ticks = timeTicks({ from, to, count: 8, zone })
        expect(ticks.length).toBeLessThanOrEqual(20)
        for (const tick of ticks) expect(tick.t >= from - 3_600_000 && tick.t <= to + 3_600_000).toBe(true)
      }),
    )
  })

  it('speaks of months over a year', () => {
    const labels = timeTicks({ from: Date.UTC(2025, 0, 1), to: Date.UTC(2026, 2, 1), count: 8, zone: 'UTC' }).map((tick) => tick.label)
    expect(labels).toEqual(['2025', 'Mar', 'May', 'Jul', 'Sep', 'Nov', '2026', 'Mar'])
  })
})
