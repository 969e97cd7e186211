import { describe, expect, it } from 'vitest'
import type { Event } from '../../../main/contract/events.ts'
import { unitsOf, valueRange } from '../../charts/lane.ts'
import { channelLane, scoreLane } from './evidenceLanes.ts'
import type { Evidence } from './useEvidence.ts'

const channel = { tag: 7, name: 'Pump.VIB', unit: 'mm/s', share: 0.4, expected: 2, actual: 4, onset: 10 }
const event: Event = {
  id: 'e', asset: 1, assetName: 'Pump', detection: 1, start: 10, end: 20, peak: 15, score: 9, tail: 1e-9, severity: 2, words: '', stage: '', operating: 'running', inReference: false, simulated: false, channels: [channel], verdict: null,
}
const t = Float64Array.of(0, 10, 20)
const evidence: Evidence = { channel, from: 0, reach: { from: 0, to: 10 }, to: 20, threshold: 3, t, actual: Float64Array.of(1, 6, 1), expected: Float64Array.of(2, 2, 2), lower: Float64Array.of(0, 0, 0), upper: Float64Array.of(3, 3, 3), scoreTime: t, score: Float64Array.of(1, 9, 1) }

describe('evidence lanes', () => {
  it('draw what was expected on the scale of what was measured, never on a second one', () => {
    const lane = channelLane(event, evidence)
    expect(unitsOf(lane)).toEqual(['mm/s'])
    const range = valueRange(lane, { from: 0, to: 20 }, 'mm/s')
    expect(range?.min).toBeLessThan(1)
    expect(range?.max).toBeGreaterThan(6)
  })

  it('judge departures in the time of the event, and the score above its threshold, in the severity of the event', () => {
    expect(channelLane(event, evidence).band).toMatchObject({ severity: 2, judged: [{ from: 10, to: 20 }] })
    expect(scoreLane(event, evidence).level).toMatchObject({ value: 3, severity: 2 })
  })
})
