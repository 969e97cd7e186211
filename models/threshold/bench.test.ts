import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findEvents } from '../detectors/findEvents.ts'
import { createThresholdBench } from './bench.ts'

const scores = fc.array(fc.oneof(fc.integer({ min: 0, max: 6 }), fc.double({ min: 0, max: 6, noNaN: true })), { maxLength: 120 }).map((values) => Float64Array.from(values))
const gaps = fc.integer({ min: 0, max: 9 })

describe('createThresholdBench', () => {
  it('counts as many events at any threshold as merging them one by one', () => {
    fc.assert(
      fc.property(scores, gaps, fc.double({ min: -1, max: 7, noNaN: true }), (values, gap, other) => {
        const bench = createThresholdBench(values, gap)
        for (const threshold of [other, ...values]) expect(bench.eventsAt(threshold)).toBe(findEvents(values, threshold, { gap, minimum: 1 }).length)
      }),
    )
  })

  it('solves a budget: it and every higher threshold keep it, and the next lower score breaks it', () => {
    fc.assert(
      fc.property(scores, gaps, fc.integer({ min: 0, max: 12 }), (values, gap, budget) => {
        const count = (threshold: number) => findEvents(values, threshold, { gap, minimum: 1 }).length
        const lowest = createThresholdBench(values, gap).lowestWithin(budget)
        const steps = [0, ...values.toSorted()]
        for (const step of steps) if (step >= lowest) expect(count(step)).toBeLessThanOrEqual(budget)
        expect(count(lowest)).toBeLessThanOrEqual(budget)
        if (lowest > 0) expect(Math.max(...steps.filter((step) => step < lowest).map(count))).toBeGreaterThan(budget)
      }),
    )
  })

  it('knows that nothing gives nothing', () => {
    const bench = createThresholdBench(new Float64Array(0), 60)
    expect([bench.eventsAt(0), bench.lowestWithin(0)]).toEqual([0, 0])
  })
})
