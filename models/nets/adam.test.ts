import { describe, expect, it } from 'vitest'
import { adamStart, adamStep } from './adam.ts'

describe('adamStep', () => {
  it('takes the steps that Kingma and Ba write down (worked by hand in double precision)', () => {
    const weights = [Float32Array.of(1, -2)]
    let state = adamStart([2])
    const gradients = [[0.5, -0.1], [0.4, 0.3]]
    const m = [0, 0]
    const v = [0, 0]
    const expected = [1, -2]
    for (const [t, gradient] of gradients.entries()) {
      state = adamStep(weights, [gradient], state, { rate: 0.01, clip: 100 })
      for (const i of [0, 1]) {
        m[i] = 0.9 * m[i] + 0.1 * gradient[i]
        v[i] = 0.999 * v[i] + 0.001 * gradient[i] ** 2
        expected[i] -= (0.01 * (m[i] / (1 - 0.9 ** (t + 1)))) / (Math.sqrt(v[i] / (1 - 0.999 ** (t + 1))) + 1e-7)
      }
    }
    expect(weights[0][0]).toBeCloseTo(expected[0], 6)
    expect(weights[0][1]).toBeCloseTo(expected[1], 6)
    expect(state.steps).toBe(2)
  })

  it('scales down a gradient beyond the clip and leaves a smaller one alone', () => {
    const momentum = (gradient: number[], clip: number) => adamStep([new Float32Array(2)], [gradient], adamStart([2]), { rate: 0.01, clip }).first[0]
    expect([...momentum([30, 40], 5)]).toEqual([...Float32Array.of(0.3, 0.4)])
    expect([...momentum([3, 4], 5)]).toEqual([...Float32Array.of(0.3, 0.4)])
    expect([...momentum([0, 0], 5)]).toEqual([0, 0])
  })

  it('finds the bottom of a bowl', () => {
    const weights = [Float32Array.of(3, -4)]
    let state = adamStart([2])
    for (let i = 0; i < 2000; i++) state = adamStep(weights, [[2 * weights[0][0], 20 * weights[0][1]]], state, { rate: 0.01, clip: 5 })
    expect(Math.hypot(...weights[0])).toBeLessThan(1e-2)
  })
})
