import { describe, expect, it } from 'vitest'
import { findEvents } from '../detectors/findEvents.ts'
import { randomStream } from '../plant/random.ts'
import { fitJudge, judge, thresholdOf } from './judge.ts'

const rows = 20_000
const minute = 60_000

function noise(seed: number): Float32Array {
  const random = randomStream(seed, 'noise')
  return Float32Array.from({ length: rows }, () => Math.abs(random.normal()))
}
const learned = Uint32Array.from({ length: rows }, (_, i) => i)

describe('judge', () => {
  it('keeps about the budget of alarms on other normal rows', () => {
    const fitted = fitJudge([noise(1), noise(2)], learned, 15)
    const threshold = thresholdOf(fitted, minute, 3)
    const weeks = (rows * minute) / 604_800_000
    const events = [3, 5, 7, 9, 11].map((seed) => findEvents(judge(fitted, [noise(seed), noise(seed + 1)]), threshold).length)
    expect(events.reduce((a, b) => a + b) / 5 / weeks).toBeLessThan(6)
  })

  it('rises well above the threshold where one channel alone is no longer foreseen', () => {
    const fitted = fitJudge([noise(1), noise(2)], learned, 15)
    const errors = [noise(3), noise(4)]
    errors[1].fill(5, 700, 760)
    const scores = judge(fitted, errors)
    expect(scores[740]).toBeGreaterThan(thresholdOf(fitted, minute, 3))
  })

  it('scores rows without a prediction 0 and never gives NaN', () => {
    const errors = [noise(1)]
    errors[0].fill(Number.NaN, 0, 50)
    const scores = judge(fitJudge(errors, learned.subarray(50), 15), errors)
    expect([...scores.subarray(0, 50)]).toEqual(Array.from({ length: 50 }, () => 0))
    expect(scores.some(Number.isNaN)).toBe(false)
  })

  it('asks for a higher score when fewer alarms can be handled', () => {
    const fitted = fitJudge([noise(1)], learned, 15)
    expect(thresholdOf(fitted, minute, 1)).toBeGreaterThan(thresholdOf(fitted, minute, 20))
  })
})
