import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitRows, windowEnds } from './split.ts'

describe('splitRows', () => {
  it('keeps the parts in time order with the embargo between them, whatever is asked for', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.double({ min: 0.1, max: 0.9, noNaN: true }), fc.double({ min: 0.05, max: 0.5, noNaN: true }), fc.nat(300), (rows, train, validation, embargo) => {
        const split = splitRows(rows, { train, validation: Math.min(validation, 1 - train), embargo })
        expect(split.train.from).toBe(0)
        for (const [before, behind] of [[split.train, split.validation], [split.validation, split.heldOut]] as const) {
          expect(behind.from).toBeLessThanOrEqual(behind.to)
          if (behind.from < behind.to) expect(behind.from - before.to).toBeGreaterThanOrEqual(embargo)
        }
        expect(split.heldOut.to).toBe(rows)
      }),
    )
  })
})

describe('windowEnds', () => {
  it('gives just the windows that lie with their target in the part and touch no row that may not be learned from', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), fc.integer({ min: 1, max: 6 }), fc.nat(3), fc.nat(20), (flags, window, horizon, from) => {
        const usable = Uint8Array.from(flags, Number)
        const part = { from: Math.min(from, usable.length), to: usable.length }
        const expected: number[] = []
        for (let end = 0; end < usable.length; end++) {
          const rows = Array.from({ length: window + horizon }, (_, i) => end - window + 1 + i)
          if (rows.every((row) => row >= part.from && row < part.to && usable[row] === 1)) expected.push(end)
        }
        expect([...windowEnds(part, usable, { window, horizon })]).toEqual(expected)
      }),
    )
  })
})
