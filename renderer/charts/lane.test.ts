import { describe, expect, it } from 'vitest'
import { bucketAt, lowerBound, valueRange, type Trace } from './lane.ts'

const trace = (t: number[], v: number[], more: Partial<Trace> = {}): Trace => {
  const time = Float64Array.from(t)
  const values = Float64Array.from(v)
  return { key: 'a', label: 'a', unit: '', t: time, e: time, min: values, max: values, quality: null, gap: 3, colour: 0, ...more }
}

describe('lane', () => {
  it('finds the first time that is not before another', () => {
    const times = Float64Array.of(1, 2, 2, 5)
    expect([0, 1, 2, 3, 5, 6].map((time) => lowerBound(times, time))).toEqual([0, 0, 1, 3, 3, 4])
  })

  it('measures only what is in sight, and ignores missing values', () => {
    const lane = { id: 'l', traces: [trace([0, 1, 2, 3], [100, 1, Number.NaN, 3])] }
    const range = valueRange(lane, { from: 0.5, to: 4 })
    expect(range?.min).toBeCloseTo(0.86)
    expect(range?.max).toBeCloseTo(3.14)
    expect(valueRange(lane, { from: 10, to: 11 })).toBeNull()
  })

  it('gives a constant some room, and keeps in sight what must be', () => {
    const flat = { id: 'l', traces: [trace([0, 1], [5, 5])] }
    expect(valueRange(flat, { from: 0, to: 2 })).toEqual({ min: 4.5, max: 5.5 })
    expect(valueRange({ ...flat, include: [10] }, { from: 0, to: 2 })?.max).toBeGreaterThan(10)
  })

  it('reads the nearest value, and nothing in a gap', () => {
    const a = trace([0, 1, 10], [7, 8, 9])
    expect(bucketAt(a, 0.6)?.min).toBe(8)
    expect(bucketAt(a, 3.5)?.min).toBe(8)
    expect(bucketAt(a, 5.5)).toBeNull()
    expect(bucketAt(a, 9)?.min).toBe(9)
    expect(bucketAt(trace([], []), 0)).toBeNull()
  })
})
