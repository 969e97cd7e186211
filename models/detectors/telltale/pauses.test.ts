import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Frame } from '../../series/frame.ts'
import { findEvents } from '../findEvents.ts'
import { telltale } from './index.ts'
import { findPauses, longestGap, pauseMemory } from './pauses.ts'

const minute = 60_000
const at = (rows: number, pause: number, second: number) => Float64Array.from({ length: rows }, (_, row) => (row < second ? row : row + pause) * minute)

/** A slow, smooth swing, a little noise; the second recording begins on the other side of it. */
function smooth(rows: number, second: number): Float64Array {
  let seed = 5
  const noise = () => ((seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) / 4_294_967_296) - 0.5
  return Float64Array.from({ length: rows }, (_, row) => 10 * Math.sin(row / 90) * (row < second ? 1 : -1) + 0.02 * noise())
}

describe('two recordings behind one another', () => {
  const rows = 6000
  const second = 4020 // at a crest: the jump from one to the other is twice the swing
  const column = smooth(rows, second)
  const eventsOf = (pause: number) => {
    const frame: Frame = { time: at(rows, pause, second), columns: [column] }
    const fitted = telltale.fit(frame, [{ name: 'a', unit: '', kind: 'analogue' }], { reference: { from: 0, to: 3000 } })
    return findEvents(fitted.scorer().push(frame).asset, fitted.thresholdFor(2)).filter(({ to, from }) => to > second && from < second + 200)
  }

  it('are no event where they meet when a pause lies between them, and one when none does', () => {
    expect(eventsOf(1000)).toEqual([])
    expect(eventsOf(0)).toHaveLength(1)
  })
})

describe('findPauses', () => {
  const frame: Frame = { time: Float64Array.of(0, 1, 2, 30, 31, 32, 33, 50), columns: [Float64Array.of(1, 1, 1, 1, NaN, 1, 1, 1), Float64Array.of(1, 1, 1, 1, NaN, NaN, 1, 1)] }

  it('finds the rows behind a long time without a row, or without a value in any judged column', () => {
    expect(findPauses(new Float64Array(pauseMemory), frame, [0, 1], 10)).toEqual([3, 7])
    expect(findPauses(new Float64Array(pauseMemory), frame, [1], 2.5)).toEqual([3, 6, 7])
  })

  it('finds the same in any cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 8 }), (sizes) => {
        const memory = new Float64Array(pauseMemory)
        const found: number[] = []
        let from = 0
        for (const size of [...sizes, frame.time.length]) {
          const to = Math.min(frame.time.length, from + size)
          found.push(...findPauses(memory, { time: frame.time.subarray(from, to), columns: frame.columns.map((column) => column.subarray(from, to)) }, [0, 1], 10).map((row) => row + from))
          from = to
        }
        expect(found).toEqual([3, 7])
      }),
    )
  })
})

describe('longestGap', () => {
  it('is ten intervals, or what the recording itself often takes', () => {
    expect(longestGap(Float64Array.from({ length: 5000 }, (_, row) => row * 60), 60)).toBe(600)
    // Rows come when a value changes: an hour without one is how it is written.
    expect(longestGap(Float64Array.from({ length: 5000 }, (_, row) => row * 60 + Math.floor(row / 50) * 3600), 60)).toBe(3660)
  })
})
