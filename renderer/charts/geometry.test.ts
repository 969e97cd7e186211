import { describe, expect, it } from 'vitest'
import { geometry } from './geometry.ts'

const lane = (id: string, weight?: number) => ({ id, traces: [], ...(weight && { weight }) })

describe('geometry', () => {
  it('fills the height with lanes by their weight, and nothing overlaps', () => {
    const { lanes, axis, height } = geometry({ lanes: [lane('a', 2), lane('b')], width: 100, height: 400, strip: true, least: 40 })
    expect(height).toBeLessThanOrEqual(400)
    expect(height).toBeGreaterThan(396)
    expect((lanes[0]?.plot.height ?? 0) / (lanes[1]?.plot.height ?? 1)).toBeCloseTo(2, 1)
    expect(lanes[1]?.head.y).toBeGreaterThanOrEqual((lanes[0]?.plot.y ?? 0) + (lanes[0]?.plot.height ?? 0))
    expect(axis.y).toBeGreaterThanOrEqual((lanes[1]?.plot.y ?? 0) + (lanes[1]?.plot.height ?? 0))
  })

  it('grows instead of pressing lanes together', () => {
    const many = Array.from({ length: 20 }, (_, i) => lane(String(i)))
    const { lanes, height } = geometry({ lanes: many, width: 100, height: 300, strip: false, least: 40 })
    expect(lanes.every(({ plot }) => plot.height === 40)).toBe(true)
    expect(height).toBeGreaterThan(300)
  })
})
