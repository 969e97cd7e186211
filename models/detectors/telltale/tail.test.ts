import { describe, expect, it } from 'vitest'
import { fitTail, fitWholeTail, standsOut, tailScore } from './tail.ts'

const ordinary = (rows: number) => Float64Array.from({ length: rows }, (_, row) => 1 + ((row * 7919) % 997) / 997)
const withBump = (height: number) => ordinary(6000).fill(height, 3000, 3060)

describe('tailScore', () => {
  it('calls the one score of a channel that stood still ordinary, and anything above it rare', () => {
    const tail = fitTail(new Float64Array(500))
    expect(tailScore(0, tail)).toBe(0)
    expect(tailScore(1, tail)).toBeGreaterThan(3)
  })

  it('rises with the score and is a number for every non-negative one', () => {
    const tail = fitTail(ordinary(3000))
    const scores = [0, 1, 1.5, 1.9, 2, 3, 10, 1e6, 1e300].map((x) => tailScore(x, tail))
    expect(scores.toSorted((a, b) => a - b)).toEqual(scores)
    for (const score of scores) expect(Number.isFinite(score)).toBe(true)
  })

  it('is the empirical probability below the highest twentieth', () => {
    const scores = ordinary(9970)
    const quarter = scores.toSorted()[Math.floor(0.75 * scores.length)]
    expect(tailScore(quarter, fitTail(scores))).toBeCloseTo(Math.log10(4), 2)
  })
})

describe('a whole history that may hold a fault', () => {
  it('keeps a bump that stands out above the limit, and a hair of the ordinary below it', () => {
    expect(standsOut(withBump(8))).toBeLessThan(8)
    expect(standsOut(withBump(8))).toBeGreaterThanOrEqual(2 * 0.99)
    // Less than a sixth above what is ordinary: no stretch of its own.
    expect(standsOut(withBump(2.2))).toBeGreaterThanOrEqual(2.2)
  })

  it('takes the way up to a peak for a part of it, where a long fault has raised the limit to just below the peak', () => {
    const scores = ordinary(6000).fill(3, 4000, 5200)
    for (let row = 5140; row < 5200; row++) scores[row] = 3 + (row - 5140) / 59
    expect(standsOut(scores)).toBeLessThan(4)
  })

  it('gives what just stands out the score that was asked for', () => {
    const scores = withBump(8)
    expect(tailScore(standsOut(scores), fitWholeTail(scores, 3.3, false))).toBeCloseTo(3.3, 6)
    expect(tailScore(8, fitWholeTail(scores, 3.3, false))).toBeGreaterThan(3.3)
  })
})
