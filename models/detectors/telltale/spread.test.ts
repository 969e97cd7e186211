import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitSpread, furthestSpread, spreadStage } from './spread.ts'

const noise = (rows: number, size: (row: number) => number) => {
  let seed = 7
  return Float64Array.from({ length: rows }, (_, row) => {
    seed = (seed * 1664525 + 1013904223) % 4294967296
    return (seed / 4294967296 - 0.5) * size(row)
  })
}
const scoresOf = (z: Float64Array, kind: 'variance' | 'roughness') => {
  const stage = spreadStage(fitSpread(z.subarray(0, 1000), kind, 30))
  const out = new Float64Array(z.length)
  stage.run(new Float64Array(stage.memory), z, out)
  return out
}
const largest = (scores: Float64Array, from: number, to: number) => Math.max(...scores.subarray(from, to))

describe.each(['variance', 'roughness'] as const)('spreadStage: %s', (kind) => {
  it.each([
    ['grows', (row: number) => (row >= 1500 && row < 1700 ? 20 : 2)],
    ['dies away', (row: number) => (row >= 1500 && row < 1700 ? 0.1 : 2)],
  ])('sees noise that %s, and nothing before', (_, size) => {
    const scores = scoresOf(noise(2000, size), kind)
    expect(largest(scores, 1500, 1700)).toBeGreaterThan(1.5)
    expect(largest(scores, 100, 1500)).toBeLessThan(1)
  })

  it.each([20, 0.2])('tells the spread of uniform noise in widths, usual and furthest, when it goes from 2 to %d wide', (size) => {
    const z = noise(2000, (row) => (row >= 1500 && row < 1700 ? size : 2))
    const { actual, usual } = furthestSpread(fitSpread(z.subarray(0, 1000), kind, 30), z, { from: 1400, to: 1800 })
    const known = (width: number) => width / Math.sqrt(kind === 'variance' ? 12 : 6) // standard deviation of the noise, and of its steps
    expect(usual / known(2)).toBeCloseTo(1, 1)
    expect(actual / known(size)).toBeGreaterThan(0.75)
    expect(actual / known(size)).toBeLessThan(1.4)
  })

  it('does not take its own beginning for a fault where a channel is far quieter than its width', () => {
    const z = noise(2000, () => 0.01).map((x) => x + 2)
    expect(largest(scoresOf(z, kind), 0, 200)).toBeLessThan(1)
  })

  it('is a number above 0 for a stuck channel, a spike of 1e300 widths and a gap', () => {
    const z = noise(2000, () => 2)
    z.fill(0.3, 1200, 1400)
    z[1500] = 1e300
    z.fill(NaN, 1600, 1650)
    const scores = scoresOf(z, kind)
    for (const score of scores) expect(Number.isFinite(score)).toBe(true)
    expect(scores[1399]).toBeGreaterThan(2)
    expect(scores[1500]).toBeGreaterThan(2)
  })

  it('gives the same to the bit in any cut', () => {
    const z = noise(600, () => 2)
    z[50] = NaN
    const once = scoresOf(z, kind)
    const stage = spreadStage(fitSpread(z, kind, 30))
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 12 }), (sizes) => {
        const memory = new Float64Array(stage.memory)
        const out = new Float64Array(z.length)
        let at = 0
        for (const size of [...sizes, z.length]) {
          stage.run(memory, z.subarray(at, at + size), out.subarray(at, at + size))
          at = Math.min(z.length, at + size)
        }
        expect(out).toEqual(once)
      }),
    )
  })
})
