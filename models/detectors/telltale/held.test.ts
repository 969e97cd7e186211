import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { heldMemory, holdScores, lasting, longestWay } from './held.ts'

const held = (scores: readonly number[], way = 0) => {
  const out = Float64Array.from(scores)
  holdScores(new Float64Array(heldMemory), out, way)
  return [...out]
}

describe('holdScores', () => {
  it('takes something off a blip and nothing off what lasts', () => {
    const scores = [...Array<number>(20).fill(0), 3, ...Array<number>(20).fill(0), ...Array<number>(lasting + 1).fill(3)]
    const out = held(scores)
    expect(out[20]).toBeCloseTo(2.7, 12)
    expect(out.at(-3)).toBeCloseTo(2.7, 12)
    expect(out.at(-2)).toBe(3)
  })

  it('waits out the way to a stop, however high it scores, and takes what lasts longer', () => {
    const alarm = (rows: number) => [...Array<number>(40).fill(0), ...Array<number>(rows).fill(9), ...Array<number>(5).fill(0)]
    expect(Math.max(...held(alarm(8), 8))).toBe(0)
    expect(held(alarm(9), 8)[48]).toBeCloseTo(8.7, 12)
    expect(Math.max(...held(alarm(8)))).toBeCloseTo(8.7, 12)
  })

  it('never rises above the score nor below 0, and is the same to the bit in any cut', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 20, noNaN: true }), { maxLength: 60 }), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: longestWay }), (scores, at, way) => {
        const once = held(scores, way)
        once.forEach((score, i) => expect(score >= 0 && score <= scores[i]).toBe(true))
        const memory = new Float64Array(heldMemory)
        const pieces = [scores.slice(0, at), scores.slice(at)].flatMap((piece) => {
          const out = Float64Array.from(piece)
          holdScores(memory, out, way)
          return [...out]
        })
        expect(pieces).toEqual(once)
      }),
    )
  })
})
