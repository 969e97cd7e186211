import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldRepeats, repeatHorizon } from './foldRepeats.ts'

const day = 86_400_000
const hour = day / 24
const year = Float64Array.from({ length: 365 * 24 }, (_, row) => row * hour)
const event = (from: number, length: number, score: number) => ({ from, to: from + length, peak: from + 1, score })

describe('foldRepeats', () => {
  it('tells an alarm that comes back every day once, with its stretches and its highest row', () => {
    const daily = Array.from({ length: 60 }, (_, k) => event(24 * (10 + k), 6, 3 + 0.01 * k))
    const [told, ...others] = foldRepeats(daily, year, 2)
    expect(others).toEqual([])
    expect(told).toMatchObject({ from: 240, to: 24 * 69 + 6, score: 3.59, peak: 24 * 69 + 1 })
    expect(told.stretches).toHaveLength(60)
  })

  it('tells anew what is ten times less likely, and what comes after the horizon', () => {
    const told = foldRepeats([event(100, 5, 3), event(120, 5, 3.9), event(140, 5, 4.95), event(1000, 5, 3)], year, 2)
    expect(told.map(({ from, stretches }) => [from, stretches.length])).toEqual([[100, 2], [140, 1], [1000, 1]])
  })

  it('folds nothing where a recording is short: its events stay apart however few the budget allows', () => {
    const minutes = Float64Array.from({ length: 8000 }, (_, row) => row * 60_000)
    const apart = [event(1000, 20, 4), event(1150, 20, 4), event(1300, 20, 4)]
    expect(foldRepeats(apart, minutes, 1e-3).map(({ from }) => from)).toEqual([1000, 1150, 1300])
  })

  it('keeps every stretch once and in order, and never tells more often than once a horizon but for escalations', () => {
    const lists = fc.array(fc.tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 30 }), fc.double({ min: 2, max: 9, noNaN: true })), { maxLength: 40 })
    fc.assert(
      fc.property(lists, fc.integer({ min: 1, max: 14 }), (parts, budget) => {
        let at = 0
        const events = parts.map(([gap, length, score]) => {
          const one = event(at + gap, length, score)
          at = one.to
          return one
        })
        const told = foldRepeats(events, year, budget)
        expect(told.flatMap(({ stretches }) => stretches)).toEqual(events.map(({ from, to }) => ({ from, to })))
        for (let k = 1; k < told.length; k++) {
          const apart = year[told[k].from] - year[told[k - 1].to - 1]
          expect(apart > repeatHorizon(year, budget) || told[k].score > told[k - 1].score + 1).toBe(true)
        }
      }),
    )
  })
})
