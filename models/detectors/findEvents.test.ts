import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findEvents } from './findEvents.ts'

const at = (length: number, rows: Record<number, number>) => Float64Array.from({ length }, (_, i) => rows[i] ?? 0)

describe('findEvents', () => {
  it('joins alarming rows over a quiet spell of `gap` rows and splits over a longer one', () => {
    const scores = at(40, { 3: 5, 4: 6, 8: 5, 13: 9 })
    expect(findEvents(scores, 4, { gap: 3, minimum: 1 })).toEqual([
      { from: 3, to: 9, peak: 4, score: 6 },
      { from: 13, to: 14, peak: 13, score: 9 },
    ])
  })

  it('drops events with fewer alarming rows than the minimum, counting rows and not length', () => {
    expect(findEvents(at(40, { 3: 5, 9: 5, 20: 5, 21: 5, 22: 5 }), 4, { gap: 10, minimum: 3 })).toEqual([{ from: 3, to: 23, peak: 3, score: 5 }])
    expect(findEvents(at(40, { 3: 5, 9: 5 }), 4, { gap: 10, minimum: 3 })).toEqual([])
  })

  it('does not alarm at the threshold itself', () => {
    expect(findEvents(new Float64Array(10), 0)).toEqual([])
  })

  it('covers every alarming row exactly once, in order, whatever the scores', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 10, noNaN: true })), fc.nat(5), (values, gap) => {
        const scores = Float64Array.from(values)
        const events = findEvents(scores, 5, { gap, minimum: 1 })
        scores.forEach((score, i) => {
          const holders = events.filter((event) => event.from <= i && i < event.to)
          expect(holders.length).toBeLessThanOrEqual(1)
          if (score > 5) expect(holders).toHaveLength(1)
        })
        for (let i = 1; i < events.length; i++) expect(events[i].from - events[i - 1].to).toBeGreaterThan(gap)
      }),
    )
  })
})
