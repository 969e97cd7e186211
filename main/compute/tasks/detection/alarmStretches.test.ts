import { describe, expect, it } from 'vitest'
import { alarmStretches } from './alarmStretches.ts'

const time = Float64Array.from({ length: 100 }, (_, row) => 1000 * row)

describe('the stretches of an event', () => {
  it('are told in time, each with its last row included', () => {
    expect(alarmStretches({ stretches: [{ from: 2, to: 5 }, { from: 10, to: 11 }] }, time)).toEqual({ stretches: [{ from: 2000, to: 4000 }, { from: 10_000, to: 10_000 }] })
  })

  it('are absent where it alarmed all along', () => {
    expect(alarmStretches({ stretches: [{ from: 2, to: 5 }] }, time)).toEqual({})
  })

  it('are joined where they lie closest, down to as many as are kept', () => {
    const stretches = [{ from: 0, to: 2 }, { from: 3, to: 5 }, { from: 20, to: 22 }, { from: 25, to: 26 }, { from: 60, to: 61 }]
    expect(alarmStretches({ stretches }, time, 3)).toEqual({ stretches: [{ from: 0, to: 4000 }, { from: 20_000, to: 25_000 }, { from: 60_000, to: 60_000 }] })
    expect(alarmStretches({ stretches }, time, 1)).toEqual({})
  })
})
