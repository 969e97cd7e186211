import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsOf } from './columns.ts'

const all = (values: readonly number[], times: readonly number[], gap = 1000) => ({ t: Float64Array.from(times), e: Float64Array.from(times), min: Float64Array.from(values), max: Float64Array.from(values), gap })
const shown = (trace: ReturnType<typeof all>, width: number, to: number) => columnsOf(trace, { from: 0, to: trace.t.length, view: { from: 0, to }, width })

describe('columns of a line', () => {
  it('keep every minimum and maximum, whatever the width', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 300 }), fc.integer({ min: 1, max: 200 }), (values, width) => {
        const { low, high } = shown(all(values, values.map((_, i) => i)), width, values.length)
        values.forEach((value, i) => {
          const column = Math.floor((i * width) / values.length)
          // a point on the border of two columns may fall to either side by rounding
          const near = [column - 1, column, column + 1].some((c) => (low[c] ?? Number.NaN) <= value && (high[c] ?? Number.NaN) >= value)
          expect(near).toBe(true)
        })
        expect(Math.min(...low.filter((x) => !Number.isNaN(x)))).toBe(Math.min(...values))
        expect(Math.max(...high.filter((x) => !Number.isNaN(x)))).toBe(Math.max(...values))
      }),
    )
  })

  it('touch each other where the line goes on, also over columns without a point', () => {
    const { low, high } = shown(all([0, 10, 0], [0, 50, 99]), 100, 100)
    for (let column = 1; column < 100; column++) {
      expect(low[column]).not.toBeNaN()
      expect(Math.max(low[column] ?? 0, low[column - 1] ?? 0)).toBeLessThanOrEqual(Math.min(high[column] ?? 0, high[column - 1] ?? 0) + 1e-9)
    }
    expect(high[25]).toBeCloseTo(5, 0)
  })

  it('are absent over a gap and over missing values', () => {
    const gapped = shown(all([1, 1], [0, 90], 20), 10, 100)
    expect([...gapped.low].map((x) => Number.isNaN(x))).toEqual([false, true, true, true, true, true, true, true, true, false])
    const missing = shown(all([1, Number.NaN, 1], [0, 50, 90]), 10, 100)
    expect(Number.isNaN(missing.low[4])).toBe(true)
  })

  it('come from outside of the view to its edge', () => {
    const trace = all([0, 10], [-100, 100])
    const { low, high } = columnsOf(trace, { from: 0, to: 2, view: { from: 0, to: 100 }, width: 10 })
    expect([low[0], high[0], low[9], high[9]].map((x) => Math.round((x ?? 0) * 10) / 10)).toEqual([4.5, 5, 9, 9.5])
  })
})
