import { describe, expect, it } from 'vitest'
import type { Channel } from '../../series/frame.ts'
import { findEvents } from '../findEvents.ts'
import { telltale } from './index.ts'

const channels: Channel[] = ['a', 'b', 'c'].map((name) => ({ name, unit: '', kind: 'analogue' }))

/** Three related channels from a small linear congruential generator; channel b rises by six widths from row 1500 to 1600. */
function recording(rows: number) {
  let seed = 12345
  const noise = () => {
    let sum = -6
    for (let k = 0; k < 12; k++) {
      seed = (seed * 1664525 + 1013904223) % 4294967296
      sum += seed / 4294967296
    }
    return sum
  }
  const time = Float64Array.from({ length: rows }, (_, i) => i * 1000)
  const columns = channels.map(() => new Float64Array(rows))
  for (let i = 0; i < rows; i++) {
    const common = Math.sin(i / 40)
    columns[0][i] = 10 + common + 0.3 * noise()
    columns[1][i] = -5 + 2 * common + 0.5 * noise() + (i >= 1500 && i < 1600 ? 9 : 0)
    columns[2][i] = common + noise()
  }
  return { time, columns }
}

describe('telltale', () => {
  const frame = recording(2500)
  const fitted = telltale.fit(frame, channels, { reference: { from: 0, to: 1000 } })

  it('finds the risen channel, names it first and is quiet elsewhere', () => {
    const scores = fitted.scorer().push(frame)
    const events = findEvents(scores.asset, fitted.thresholdFor(2))
    expect(events).toHaveLength(1)
    expect(events[0].from).toBeGreaterThanOrEqual(1500)
    expect(events[0].from).toBeLessThan(1540)
    const why = fitted.explain(frame, events[0])
    expect(why.channels[0].channel).toBe(1)
    expect(why.channels.reduce((sum, channel) => sum + channel.share, 0)).toBeCloseTo(1, 9)
  })

  it.each([0, 50_000])('gives the same scores to the bit after restore, in pieces and from a checkpoint; a pause of %i ms lies in it', (pause) => {
    const paused = frame.time.map((t, row) => (row < 1503 ? t : t + pause))
    const whole = fitted.scorer().push({ ...frame, time: paused })
    const restored = telltale.restore(structuredClone(fitted.state))
    let scorer = restored.scorer()
    const pieces: number[] = []
    for (const [from, to] of [[0, 1], [1, 700], [700, 700], [700, 1501], [1501, 2500]]) {
      const block = scorer.push({ time: paused.subarray(from, to), columns: frame.columns.map((column) => column.subarray(from, to)) })
      pieces.push(...block.asset)
      scorer = restored.scorer(structuredClone(scorer.checkpoint()))
    }
    expect(pieces).toEqual([...whole.asset])
  })

  it('says how much history is missing', () => {
    expect(() => telltale.fit(recording(10), channels, { reference: 'whole' })).toThrowError(expect.objectContaining({ code: 'not_enough_history' }))
  })
})
