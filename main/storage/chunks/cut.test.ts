import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wave } from '../testing/stores.ts'
import { chunkSize } from './codec.ts'
import { cutAtRoundTimes, cutEvenly } from './cut.ts'
import { concat } from './points.ts'

const hour = 3_600_000

describe('cutAtRoundTimes', () => {
  it('ends chunks of one sample a second at full hours, wherever the series begins', () => {
    const starts = cutAtRoundTimes(wave(40_000, 1_600_000_000_000 + 1_234_000)).map((piece) => piece.time[0]! % hour)
    expect(starts.slice(1)).toEqual(starts.slice(1).map(() => 0))
    expect(starts.length).toBeGreaterThan(10)
  })

  it('crosses no hour with ten samples a second, and stays well filled', () => {
    const pieces = cutAtRoundTimes(wave(400_000, 1_600_000_000_000, 100))
    const crossing = pieces.filter((piece) => Math.floor(piece.time[0]! / hour) !== Math.floor(piece.time.at(-1)! / hour))
    expect(crossing).toEqual([])
    expect(pieces.length).toBeLessThan(1.5 * Math.ceil(400_000 / chunkSize))
  })

  it('keeps all points in order, in chunks that are neither too long nor mostly short', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30_000 }), fc.double({ min: 0.01, max: 1e7, noNaN: true }), fc.integer({ min: 0, max: 1e12 }), (n, step, start) => {
        const all = wave(n, start, step)
        for (const cut of [cutAtRoundTimes, cutEvenly]) {
          const pieces = cut(all)
          expect(concat(pieces)).toEqual(all)
          expect(Math.max(...pieces.map((piece) => piece.time.length))).toBeLessThanOrEqual(chunkSize)
          expect(pieces.length).toBeLessThanOrEqual(2 + (2 * n) / (chunkSize / 2))
        }
      }),
      { numRuns: 60 },
    )
  })
})
