import { describe, expect, it } from 'vitest'
import { highestOf } from './calibrate.ts'

describe('held-out scores of several groups', () => {
  it('are joined by the highest at each row, whichever group it was in, and nothing given is changed', () => {
    const groups = [Float64Array.of(1, 5, 0), Float64Array.of(4, 2, 0), Float64Array.of(3, 3, 7)]
    expect(highestOf(groups)).toEqual(Float64Array.of(4, 5, 7))
    expect(groups[0]).toEqual(Float64Array.of(1, 5, 0))
  })

  it('are none where nothing was held out', () => {
    expect(highestOf([undefined, undefined])).toBeUndefined()
    expect(highestOf([])).toBeUndefined()
  })
})
