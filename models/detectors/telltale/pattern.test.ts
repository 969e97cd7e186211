import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitPattern, patternStage } from './pattern.ts'

const series = (rows: number) => Float64Array.from({ length: rows }, (_, i) => Math.sin(i / 5) + 0.3 * Math.sin(i * i) + (i > 300 && i < 310 ? 2 : 0))
const width = 20
const pattern = fitPattern(series(900), width)!

/** As written in the books: centre the window, project it on every shape, measure what is left. */
function residual(window: Float64Array): number {
  const left = window.map((x, k) => x - pattern.mean[k])
  for (let c = 0; c < pattern.count; c++) {
    const shape = pattern.shapes.subarray(c * width, (c + 1) * width)
    const dot = left.reduce((sum, x, k) => sum + x * shape[k], 0)
    for (let k = 0; k < width; k++) left[k] -= dot * shape[k]
  }
  return Math.sqrt(left.reduce((sum, x) => sum + x * x, 0) / width)
}

describe('fitPattern', () => {
  it('learns nothing from fewer windows than twice their width: they would explain themselves and nothing else', () => {
    expect(fitPattern(series(3 * width - 2), width)).toBeUndefined()
    expect(fitPattern(series(3 * width - 1), width)).toBeDefined()
  })

  it('learns the same from a column that lost single values, all but', () => {
    const lost = series(900).map((x, i) => (i % 20 === 7 ? NaN : x))
    const { count, shapes } = fitPattern(lost, width)!
    expect(Math.abs(count - pattern.count)).toBeLessThanOrEqual(1)
    const along = shapes.subarray(0, width).reduce((sum, x, k) => sum + x * pattern.shapes[k], 0)
    expect(Math.abs(along)).toBeGreaterThan(0.98)
  })
})

describe('patternStage', () => {
  const stage = patternStage(pattern)
  const z = series(2500)
  z[700] = NaN
  z.fill(NaN, 1200, 1208)
  const held = z.slice()
  held[700] = held[699]
  held.fill(held[1199], 1200, 1205)

  it('is what projection leaves of each window, a value that is lost held for five rows, and 0 where a window has a longer gap or is not full', () => {
    const out = new Float64Array(z.length)
    stage.run(new Float64Array(stage.memory), z, out)
    out.forEach((score, i) => {
      if (i < width - 1 || (i >= 1205 && i < 1207 + width)) expect(score).toBe(0)
      else expect(Math.abs(score - residual(held.slice(i + 1 - width, i + 1)))).toBeLessThan(1e-9)
    })
  })

  it('gives the same to the bit in any cut', () => {
    const once = new Float64Array(z.length)
    stage.run(new Float64Array(stage.memory), z, once)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 }), (sizes) => {
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
