import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bestRival, f1, missedByBetter } from './better.ts'

const labelled = (found: number, missed: number, falseAlarms: number) => ({ found, missed, falseAlarms })

describe('bestRival', () => {
  it('says of a simple method that it is better when it finds more faults with fewer false alarms', () => {
    const found = bestRival(labelled(1, 2, 5), [{ detector: 'a', labelled: labelled(0, 3, 0) }, { detector: 'b', labelled: labelled(2, 1, 1) }])
    expect(found).toEqual({ rival: { detector: 'b', labelled: labelled(2, 1, 1) }, outcome: 'better' })
  })

  it('says nothing without labels, without a fault among them, and without a rival', () => {
    expect(bestRival(null, [{ detector: 'a', labelled: labelled(1, 0, 0) }])).toBeNull()
    expect(bestRival(labelled(0, 0, 4), [{ detector: 'a', labelled: labelled(0, 0, 0) }])).toBeNull()
    expect(bestRival(labelled(1, 0, 0), [{ detector: 'a', labelled: null }])).toBeNull()
  })

  it('is equal only where the F1 of events is', () => {
    expect(bestRival(labelled(0, 2, 9), [{ detector: 'a', labelled: labelled(0, 2, 0) }])?.outcome).toBe('equal')
    expect(bestRival(labelled(2, 0, 0), [{ detector: 'a', labelled: labelled(2, 0, 1) }])?.outcome).toBe('worse')
  })
})

it('says what the better one misses that the other finds', () => {
  const missed = (ours: ReturnType<typeof labelled>, theirs: ReturnType<typeof labelled>) => missedByBetter(ours, bestRival(ours, [{ detector: 'a', labelled: theirs }])!)
  expect(missed(labelled(3, 1, 5), labelled(4, 0, 13))).toBe(1)
  expect(missed(labelled(4, 0, 13), labelled(2, 2, 0))).toBe(2)
  expect(missed(labelled(4, 0, 5), labelled(3, 1, 13))).toBe(0)
  expect(missed(labelled(1, 0, 0), labelled(1, 0, 0))).toBe(0)
})

describe('f1', () => {
  it('is the harmonic mean of precision and recall of events', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), fc.nat(50), (found, missed, falseAlarms) => {
        const precision = found / (found + falseAlarms)
        const recall = found / (found + missed)
        const mean = (2 * precision * recall) / (precision + recall)
        expect(f1(labelled(found, missed, falseAlarms))).toBeCloseTo(Number.isFinite(mean) ? mean : 0, 12)
      }),
    )
  })
})
