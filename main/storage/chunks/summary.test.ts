import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { differences, summarise } from './summary.ts'

const value = fc.oneof({ weight: 6, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) }, { weight: 2, arbitrary: fc.integer({ min: -5, max: 5 }) }, { weight: 1, arbitrary: fc.double() }, { weight: 1, arbitrary: fc.constant(NaN) })
const columns = fc.tuple(fc.array(value, { minLength: 1, maxLength: 300 }), fc.integer({ min: 1, max: 4096 }), fc.constantFrom(0, 0, 1)).map(([seed, n, flag]) => ({
  time: Float64Array.from({ length: n }, (_, i) => i * 1000),
  value: Float64Array.from({ length: n }, (_, i) => seed[(i * 7) % seed.length]!),
  quality: Uint8Array.from({ length: n }, (_, i) => (i % 50 === 7 ? 2 * flag : 0)),
}))

describe('summarise', () => {
  it('gives the same bits by vectors as by the plain loop, for any stretch', () => {
    fc.assert(
      fc.property(columns, fc.nat(), fc.nat(), (points, a, b) => {
        const n = points.time.length
        const [from, to] = [Math.min(a % n, b % n), Math.max(a % n, b % n) + 1]
        expect(summarise(points, from, to)).toEqual(summarise(points, from, to, null))
      }),
      { numRuns: 300 },
    )
  })

  it('says what plain arithmetic says', () => {
    fc.assert(
      fc.property(columns, (points) => {
        const there = points.value.filter((v) => !Number.isNaN(v))
        const found = summarise(points)
        expect(found.missing).toBe(points.value.length - there.length)
        expect(found.worst).toBe(points.quality.reduce((a, b) => Math.max(a, b), 0))
        if (there.length === 0) return
        expect(found.min + 0).toBe(there.reduce((a, b) => Math.min(a, b)) + 0)
        expect(found.max + 0).toBe(there.reduce((a, b) => Math.max(a, b)) + 0)
        const mean = there.reduce((sum, v) => sum + v, 0) / there.length
        const plain = { ...found, mean, m2: there.reduce((sum, v) => sum + (v - mean) ** 2, 0) }
        if (there.every((v) => Math.abs(v) <= 1e6)) expect(differences(plain, found)).toEqual([])
      }),
      { numRuns: 100 },
    )
  })

  it('tells another mean, and not another order of summing', () => {
    const points = { time: Float64Array.of(1, 2, 3), value: Float64Array.of(0.1, 0.2, 0.3), quality: new Uint8Array(3) }
    const found = summarise(points)
    expect(differences(found, { ...found, mean: found.mean + 1e-16, m2: found.m2 * (1 + 1e-15) })).toEqual([])
    expect(differences(found, { ...found, mean: found.mean + 1e-9, m2: found.m2 * 1.001, min: -0.1 })).toEqual(['min', 'mean', 'm2'])
  })
})
