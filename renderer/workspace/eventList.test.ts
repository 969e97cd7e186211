import { describe, expect, it } from 'vitest'
import type { Event } from '../../main/contract/events.ts'
import { shareEvents } from './eventList.ts'

const event = (id: string, more: Partial<Event> = {}): Event => ({
  id, asset: 1, assetName: 'Pump', detection: 1, start: 0, end: 1, peak: 0, score: 4, tail: 1e-4, severity: 3, words: 'Flow fell.', stage: '', operating: 'running', inReference: false, simulated: false, channels: [], verdict: null, ...more,
})
const judged = event('b', { verdict: { event: 'b', verdict: 'problem', reason: null, note: '', until: null, by: 'me', at: 5 } })

describe('the list of events', () => {
  it('is the same object while nothing changed', () => {
    const before = [event('a'), event('b')]
    expect(shareEvents(before, structuredClone(before))).toBe(before)
  })

  it('keeps the objects of what is the same, and takes a verdict, a new order or a new event', () => {
    const before = [event('a'), event('b')]
    const after = shareEvents(before, structuredClone([judged, before[0] ?? event('a'), event('c')]))
    expect(after[0]).toEqual(judged)
    expect(after[1]).toBe(before[0])
    expect(after).toHaveLength(3)
    expect(shareEvents(before, [before[1] ?? event('b'), before[0] ?? event('a')])).not.toBe(before)
  })

  it.each([{ detection: 2 }, { words: 'Flow rose.' }, { assetName: 'Pump 2' }, { end: 9 }])('takes %j', (change) => {
    const before = [event('a')]
    expect(shareEvents(before, [event('a', change)])[0]).toMatchObject(change)
  })
})
