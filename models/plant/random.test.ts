import { describe, expect, it } from 'vitest'
import { randomStream, wander } from './random.ts'

describe('randomStream', () => {
  it('gives the same figures for the same seed and name, others for another of either', () => {
    const draw = (seed: number, name: string) => {
      const random = randomStream(seed, name)
      return Array.from({ length: 8 }, () => random.next())
    }
    expect(draw(1, 'a')).toEqual(draw(1, 'a'))
    expect(draw(1, 'a')).not.toEqual(draw(2, 'a'))
    expect(draw(1, 'a')).not.toEqual(draw(1, 'b'))
  })

  it('draws uniform and normal figures with the moments of their distributions', () => {
    const random = randomStream(5, 'moments')
    const uniform = Array.from({ length: 100_000 }, () => random.next())
    expect(mean(uniform)).toBeCloseTo(0.5, 2)
    expect(mean(uniform.map((x) => (x - 0.5) ** 2))).toBeCloseTo(1 / 12, 2)
    const normal = Array.from({ length: 100_000 }, () => random.normal())
    expect(mean(normal)).toBeCloseTo(0, 1)
    expect(mean(normal.map((x) => x * x))).toBeCloseTo(1, 1)
    expect(mean(normal.map((x) => x ** 4))).toBeCloseTo(3, 0)
  })
})

describe('wander', () => {
  it('has unit variance and forgets with its correlation time', () => {
    const next = wander(randomStream(2, 'wander'), 10, 1)
    const values = Array.from({ length: 200_000 }, next)
    const at = (lag: number) => mean(values.slice(lag).map((value, i) => value * (values[i] ?? 0)))
    expect(at(0)).toBeCloseTo(1, 1)
    expect(at(10)).toBeCloseTo(Math.exp(-1), 1)
  })
})

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
