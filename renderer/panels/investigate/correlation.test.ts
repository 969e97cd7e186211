import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { correlations, loosened, onOneClock, pearson } from './correlation.ts'

const f = (...values: number[]) => Float64Array.from(values)

describe('pearson', () => {
  it('is what the textbook says (Anscombe’s first set: 0.81642)', () => {
    const x = f(10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5)
    const y = f(8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68)
    expect(pearson(x, y)).toBeCloseTo(0.81642, 5)
    expect(pearson(x.map((v) => v + 1e9), y)).toBeCloseTo(0.81642, 5)
  })

  it('leaves out pairs with a gap, and says nothing of too few or of what stands still', () => {
    const x = f(1, 2, 3, 4, 5, 6, 7, 8, 9)
    const gap = x.map((v, i) => (i === 4 ? Number.NaN : -v))
    expect(pearson(x, gap)).toBeCloseTo(-1, 12)
    expect(pearson(x.subarray(0, 7), x.subarray(0, 7))).toBeNull()
    expect(pearson(x, new Float64Array(9).fill(0.1))).toBeNull()
  })

  it('is the same both ways, never beyond one, and blind to scale', () => {
    const some = fc.array(fc.tuple(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.double({ min: -1e3, max: 1e3, noNaN: true })), { minLength: 8, maxLength: 60 })
    fc.assert(
      fc.property(some, (pairs) => {
        const a = Float64Array.from(pairs, ([x]) => x)
        const b = Float64Array.from(pairs, ([, y]) => y)
        const r = pearson(a, b)
        const back = pearson(b, a)
        expect(r === null).toBe(back === null)
        if (r === null || back === null) return
        expect(Math.abs(r)).toBeLessThanOrEqual(1)
        expect(back).toBeCloseTo(r, 9)
      }),
    )
  })
})

describe('the matrix', () => {
  it('puts series on one clock by means, with gaps as gaps', () => {
    expect([...onOneClock({ t: f(0, 1, 9), v: f(2, 4, 7) }, { from: 0, to: 10, cells: 5 })]).toEqual([3, Number.NaN, Number.NaN, Number.NaN, 7])
  })

  it('names first the pair that came apart most', () => {
    const up = Float64Array.from({ length: 20 }, (_, i) => i)
    const down = up.map((v) => -v)
    const zigzag = up.map((v) => v % 2)
    const [first] = loosened(correlations([up, down, zigzag]), correlations([up, up, zigzag]))
    expect(first).toMatchObject({ a: 0, b: 1, now: -1, before: 1 })
  })
})
