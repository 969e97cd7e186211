import { describe, expect, it } from 'vitest'
import type { Event } from '../../main/contract/events.ts'
import { byAttention, checkOf } from '../../main/contract/events.ts'
import { askedFor, merged, shareEvents } from './eventList.ts'

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

describe('what changed in the list', () => {
  const verdict = (id: string, at: number) => ({ event: id, verdict: 'problem' as const, reason: null, note: '', until: null, by: 'me', at })
  const names = [{ asset: 1, name: 'Pump' }]
  const held = [event('a'), event('b', { verdict: verdict('b', 500_000) }), event('c', { detection: 2, asset: 2, assetName: 'Fan' })].sort(byAttention)

  it('is asked for by the detections that are held, from a little before the newest verdict on', () => {
    expect(askedFor(held)).toEqual({ detections: [1, 2], since: 440_000 })
    expect(askedFor([])).toEqual({ detections: [], since: -60_000 })
  })

  it('takes a verdict and one that was taken back, drops what is no longer shown, and is in the order of the queue', () => {
    const now = [event('a', { verdict: verdict('a', 600_000) }), event('b'), event('d', { detection: 3, severity: 1 })].sort(byAttention)
    expect(merged(held, { detections: [1, 3], names, events: now, check: checkOf(now) })).toEqual(now)
    expect(now.map(({ id }) => id)).toEqual(['d', 'b', 'a'])
  })

  it('keeps the objects of what is the same, and takes a new name of the asset', () => {
    const same = merged(held, { detections: [1, 2], names: [...names, { asset: 2, name: 'Fan' }], events: [], check: checkOf(held) })
    expect(same).toEqual(held)
    same?.forEach((one, i) => expect(one).toBe(held[i]))
    expect(merged(held, { detections: [1, 2], names: [...names, { asset: 2, name: 'Fan 2' }], events: [], check: checkOf(held) })?.find(({ id }) => id === 'c')?.assetName).toBe('Fan 2')
  })

  it('is not taken where it does not add up: a verdict or an event was missed', () => {
    const names2 = [...names, { asset: 2, name: 'Fan' }]
    const judgedMeanwhile = held.map((one) => (one.id === 'a' ? { ...one, verdict: verdict('a', 7) } : one))
    expect(merged(held, { detections: [1, 2], names: names2, events: [], check: checkOf(judgedMeanwhile) })).toBeNull()
    expect(merged(held, { detections: [1, 2], names: names2, events: [], check: checkOf([...held, event('e')]) })).toBeNull()
  })
})
