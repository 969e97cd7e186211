import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultRules, findEvents } from '../findEvents.ts'
import { fitLimits, thresholdWithin } from './limits.ts'

const minute = 60_000
/** Scores of rows that are ordinary but for peaks of the given heights, 200 rows apart. */
const withPeaks = (rows: number, heights: readonly number[]) => {
  const scores = Float64Array.from({ length: rows }, (_, row) => 0.5 + 0.4 * Math.sin(row))
  heights.forEach((height, k) => (scores[100 + 200 * k] = height))
  return scores
}

describe('thresholdWithin', () => {
  it('rises as the budget falls', () => {
    const limits = fitLimits(withPeaks(30_000, [2, 3]), minute, null)
    const thresholds = [50, 20, 5, 2, 1].map((budget) => thresholdWithin(limits, budget))
    expect(thresholds.toSorted((a, b) => a - b)).toEqual(thresholds)
  })

  it('keeps the budget on a reference that is long enough to hold it, whatever the tail says', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1, max: 9, noNaN: true }), { maxLength: 60 }), fc.integer({ min: 1, max: 8 }), (heights, budget) => {
        const scores = withPeaks(20_160, heights)
        const threshold = thresholdWithin(fitLimits(scores, minute, null), budget)
        expect(findEvents(scores, threshold, defaultRules).length).toBeLessThanOrEqual(2 * budget)
      }),
    )
  })

  it('asks a short reference at a fast clock for no more than it can know', () => {
    const limits = fitLimits(withPeaks(400, []), 1000, null)
    expect(thresholdWithin(limits, 2)).toBeCloseTo(2.7, 12)
    expect(thresholdWithin(limits, 0.001)).toBeCloseTo(2.7, 12)
  })

  it('asks a long reference for what it can count: no alarm is commoner than its hundredth rarest row', () => {
    const threshold = (rows: number) => thresholdWithin(fitLimits(withPeaks(rows, []), 3_600_000, null), 1000)
    expect([1000, 10_000, 20_000, 100_000].map(threshold)).toEqual([2, 2, Math.log10(200), 2.7])
  })

  it('does not take the faults of a whole history for its budget', () => {
    const scores = withPeaks(20_160, [8, 8, 8, 8, 8, 8])
    expect(thresholdWithin(fitLimits(scores, minute, 3), 1)).toBeLessThan(8)
    expect(thresholdWithin(fitLimits(scores, minute, null), 1)).toBe(8)
  })

  it('is a number without a clock', () => {
    expect(thresholdWithin(fitLimits(withPeaks(400, []), 0, null), 2)).toBeGreaterThanOrEqual(0)
  })
})
