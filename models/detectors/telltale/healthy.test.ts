/** A recording without faults gives no list of alarms, whatever the dial says: learned from its own whole, or from a part of it. */
import { describe, expect, it } from 'vitest'
import type { Channel, Frame } from '../../series/frame.ts'
import { findEvents } from '../findEvents.ts'
import { telltale } from './index.ts'

const rows = 20_160 // two weeks of minutes

function generator(seed: number) {
  let state = seed
  const uniform = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 4_294_967_296
  return () => {
    let sum = -6
    for (let k = 0; k < 12; k++) sum += uniform()
    return sum
  }
}

/** Channels that follow a daily course and a slow wander in common, each with noise of its own that is itself correlated. */
function healthy(seed: number, width: number): Frame {
  const normal = generator(seed)
  const columns = Array.from({ length: width }, () => new Float64Array(rows))
  const own = new Float64Array(width)
  let load = 0
  for (let row = 0; row < rows; row++) {
    load += -load / 200 + normal() / 14
    const day = Math.sin((2 * Math.PI * row) / 1440)
    columns.forEach((column, c) => {
      own[c] += -own[c] / 8 + normal() / 4
      column[row] = 50 + (c + 1) * (load + 0.7 * day) + own[c]
    })
  }
  return { time: Float64Array.from({ length: rows }, (_, row) => row * 60_000), columns }
}

const channels = (width: number): Channel[] => Array.from({ length: width }, (_, c) => ({ name: `c${c}`, unit: '', kind: 'analogue' }))

/** As many recordings of one to five channels; two weeks at two alarms a week allow four events in each. */
const recordings = Array.from({ length: 10 }, (_, k) => ({ width: 1 + (k % 5), frame: healthy(1000 + 7919 * k, 1 + (k % 5)) }))
const allowed = 4
/** Ten recordings are learned and scored: seconds, on a machine with nothing else to do. */
const patience = 120_000

describe('healthy recordings', () => {
  it('learned from their own whole fill less than half of the budget, and none more than its own: the budget is no quota', () => {
    const events = recordings.map(({ frame, width }) => {
      const fitted = telltale.fit(frame, channels(width), { reference: 'whole' })
      return findEvents(fitted.scorer().push(frame).asset, fitted.thresholdFor(2)).length
    })
    expect(Math.max(...events)).toBeLessThanOrEqual(allowed)
    expect(events.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual((allowed * events.length) / 2)
  }, patience)

  it('learned from their first half are all but silent in the second', () => {
    const events = recordings.map(({ frame, width }) => {
      const fitted = telltale.fit(frame, channels(width), { reference: { from: 0, to: rows / 2 } })
      return findEvents(fitted.scorer().push(frame).asset.subarray(rows / 2), fitted.thresholdFor(2)).length
    })
    expect(events.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(2)
  }, patience)
})
