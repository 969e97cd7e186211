import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldRepeats, repeatHorizon, type Story } from './foldRepeats.ts'

const day = 86_400_000
const hour = day / 24
const year = Float64Array.from({ length: 365 * 24 }, (_, row) => row * hour)
const story = (from: number, length: number, score: number, lead = 1, leaders = [lead]): Story => ({ from, to: from + length, peak: from + 1, score, lead, leaders, alarm: from })

describe('foldRepeats', () => {
  it('tells an alarm that comes back every day once, with its stretches and its highest row', () => {
    const daily = Array.from({ length: 60 }, (_, k) => story(24 * (10 + k), 14, 3 + 0.01 * k))
    const [told, ...others] = foldRepeats(daily, year, 2)
    expect(others).toEqual([])
    expect(told).toMatchObject({ from: 240, to: 24 * 69 + 14, score: 3.59, peak: 24 * 69 + 1 })
    expect(told.stretches).toHaveLength(60)
  })

  it('ends an event that was quiet for most of a fortnight: a blip a day for two months is told every twelve days', () => {
    const blips = Array.from({ length: 60 }, (_, k) => story(24 * (10 + k), 2, 3))
    expect(foldRepeats(blips, year, 2).map(({ stretches }) => stretches.length)).toEqual([13, 13, 13, 13, 8])
  })

  it('tells anew what is ten times less likely, and what comes after the horizon', () => {
    const told = foldRepeats([story(100, 5, 3), story(120, 5, 3.9), story(140, 5, 4.95), story(1000, 5, 3)], year, 2)
    expect(told.map(({ from, stretches }) => [from, stretches.length])).toEqual([[100, 2], [140, 1], [1000, 1]])
  })

  it('tells another story anew while the first goes on: two that take turns are two events and not twenty', () => {
    const turns = Array.from({ length: 20 }, (_, k) => story(100 + 10 * k, 5, 3, 1 + (k % 2)))
    const told = foldRepeats(turns, year, 2)
    expect(told.map(({ from, to, stretches }) => [from, to, stretches.length])).toEqual([[100, 285, 10], [110, 295, 10]])
  })

  it('knows a story by whoever led it for long, also when another channel leads at the peak of the repeat', () => {
    const told = foldRepeats([story(100, 5, 3, 1, [1, 2]), story(120, 5, 3, 2), story(140, 5, 3, 3, [3, 2]), story(160, 5, 3, 2)], year, 2)
    expect(told.map(({ stretches }) => stretches.map(({ from }) => from))).toEqual([[100, 120], [140, 160]])
  })

  it('lets a story go on after any time within an alarm that did not pause, and not otherwise', () => {
    const within = [story(100, 200, 3, 1), story(300, 200, 3, 2), story(500, 50, 3, 1)]
    expect(foldRepeats(within.map((one) => ({ ...one, alarm: 100 })), year, 2).map(({ stretches }) => stretches.length)).toEqual([2, 1])
    expect(foldRepeats(within, year, 2).map(({ stretches }) => stretches.length)).toEqual([1, 1, 1])
  })

  it('folds nothing where a recording is short: its events stay apart however few the budget allows', () => {
    const minutes = Float64Array.from({ length: 8000 }, (_, row) => row * 60_000)
    const apart = [story(1000, 20, 4), story(1150, 20, 4), story(1300, 20, 4)]
    expect(foldRepeats(apart, minutes, 1e-3).map(({ from }) => from)).toEqual([1000, 1150, 1300])
  })

  const lists = fc.array(fc.tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 2, max: 30 }), fc.double({ min: 2, max: 9, noNaN: true }), fc.integer({ min: 0, max: 3 })), { maxLength: 40 })
  const laid = (parts: readonly (readonly [number, number, number, number])[]) => {
    let at = 0
    return parts.map(([gap, length, score, lead]) => {
      const one = story(at + gap, length, score, lead)
      at = one.to
      return one
    })
  }

  it('keeps every stretch once, in order within an event, and gives no two events the same peak', () => {
    fc.assert(
      fc.property(lists, fc.integer({ min: 1, max: 14 }), (parts, budget) => {
        const stories = laid(parts)
        const told = foldRepeats(stories, year, budget)
        expect(told.flatMap(({ stretches }) => stretches).toSorted((a, b) => a.from - b.from)).toEqual(stories.map(({ from, to }) => ({ from, to })))
        expect(new Set(told.map(({ peak }) => peak)).size).toBe(told.length)
        expect(told.map(({ from }) => from)).toEqual(told.map(({ from }) => from).toSorted((a, b) => a - b))
        for (const { from, to, peak, score, stretches } of told) {
          expect([from, to]).toEqual([stretches[0].from, stretches.at(-1)!.to])
          expect(stretches.some((one) => one.from <= peak && peak < one.to)).toBe(true)
          expect(score).toBe(Math.max(...stories.filter((one) => stretches.some(({ from: begin }) => begin === one.from)).map((one) => one.score)))
        }
      }),
    )
  })

  it('never tells a story more often than once a horizon but for escalations and for what was quiet for most of its time', () => {
    fc.assert(
      fc.property(lists, fc.integer({ min: 1, max: 14 }), (parts, budget) => {
        const horizon = repeatHorizon(year, budget)
        const told = foldRepeats(laid(parts.map(([gap, length, score]) => [gap, length, score, 1] as const)), year, budget)
        for (let k = 1; k < told.length; k++) {
          const [before, after] = [told[k - 1], told[k]]
          const span = year[after.stretches[0].to - 1] - year[before.from]
          expect(year[after.from] - year[before.to - 1] > horizon || after.score > before.score + 1 || span > 4 * horizon).toBe(true)
        }
        for (const { from, to, stretches } of told) {
          const span = year[to - 1] - year[from]
          const alarmed = stretches.reduce((sum, one) => sum + year[one.to - 1] - year[one.from], 0)
          expect(span <= 4 * horizon || 2 * alarmed >= span).toBe(true)
        }
      }),
    )
  })

  it('does not ask what a leader is called', () => {
    fc.assert(
      fc.property(lists, fc.constantFrom([3, 2, 1, 0], [1, 0, 3, 2]), (parts, names) => {
        const renamed = parts.map(([gap, length, score, lead]) => [gap, length, score, names[lead]] as const)
        expect(foldRepeats(laid(renamed), year, 2)).toEqual(foldRepeats(laid(parts), year, 2))
      }),
    )
  })
})
