import { describe, expect, it } from 'vitest'
import type { Trace } from './lane.ts'
import { stateRuns } from './states.ts'

const trace = (t: number[], min: number[], max = min, e = t): Trace => ({ key: 'a', label: 'a', unit: '', t: Float64Array.from(t), e: Float64Array.from(e), min: Float64Array.from(min), max: Float64Array.from(max), quality: null, gap: 15, colour: 0, states: String })

describe('stateRuns', () => {
  it('joins samples of one state, which holds until the next', () => {
    expect(stateRuns(trace([0, 10, 20, 30], [1, 1, 0, 0]), { from: 0, to: 100 })).toEqual([{ from: 0, to: 20, code: 1 }, { from: 20, to: 30, code: 0 }])
  })

  it('leaves a gap a gap, and a missing value too', () => {
    expect(stateRuns(trace([0, 10, 50, 60, 70], [1, 1, 1, Number.NaN, 1]), { from: 0, to: 100 })).toEqual([{ from: 0, to: 10, code: 1 }, { from: 50, to: 60, code: 1 }, { from: 70, to: 70, code: 1 }])
  })

  it('says that a bucket holds several states', () => {
    expect(stateRuns(trace([0, 10, 20], [0, 0, 1], [0, 1, 1], [9, 19, 29]), { from: 0, to: 100 })).toEqual([{ from: 0, to: 10, code: 0 }, { from: 10, to: 20, code: null }, { from: 20, to: 29, code: 1 }])
  })

  it('shows the state that was entered before the view', () => {
    expect(stateRuns(trace([0, 10, 20], [3, 3, 3]), { from: 12, to: 14 })).toEqual([{ from: 10, to: 20, code: 3 }])
    expect(stateRuns(trace([0, 10], [3, 3]), { from: 50, to: 60 })).toEqual([])
  })
})
