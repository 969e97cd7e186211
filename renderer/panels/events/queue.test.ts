import { describe, expect, it } from 'vitest'
import type { Event, VerdictCode } from '../../../main/contract/events.ts'
import { isWaiting, neighbour, nextWaiting, paceOf, queueOf } from './queue.ts'

function event(id: string, more: Partial<Event> = {}, verdict: VerdictCode | null = null, until: number | null = null): Event {
  return {
    id, asset: 1, assetName: 'Pump A', detection: 1, start: 0, end: 1, peak: 0, score: 5, tail: 1e-5, severity: 2, words: 'Bearing temperature rose', stage: '',
    operating: 'running', inReference: false, simulated: false, channels: [], verdict: verdict ? { event: id, verdict, reason: null, note: '', until, by: 'me', at: 0 } : null,
    ...more,
  }
}
const base = { show: 'waiting', filter: '', now: 100, keep: new Set<string>() } as const

describe('queue', () => {
  const events = [event('a'), event('b', {}, 'problem'), event('c', { assetName: 'Valve', words: 'sticks' }), event('d', {}, 'postponed', 50), event('e', {}, 'postponed', 500)]

  it('holds what waits: the unjudged and the postponed whose date has come', () => {
    expect(queueOf({ ...base, events }).map(({ id }) => id)).toEqual(['a', 'c', 'd'])
    expect(queueOf({ ...base, events, show: 'judged' }).map(({ id }) => id)).toEqual(['b', 'e'])
    expect(isWaiting(event('x', {}, 'postponed', null), 100)).toBe(false)
  })

  it('keeps what was just judged in its place', () => {
    expect(queueOf({ ...base, events, keep: new Set(['b']) }).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd'])
  })

  it('filters by every word, in names and words', () => {
    expect(queueOf({ ...base, events, show: 'all', filter: 'pump BEARING' }).map(({ id }) => id)).toEqual(['a', 'b', 'd', 'e'])
    expect(queueOf({ ...base, events, filter: 'valve bearing' })).toEqual([])
  })

  it('walks without falling off the ends, and turns to the next that waits', () => {
    const queue = [event('a'), event('b', {}, 'problem'), event('c')]
    expect(neighbour(queue, 'a', -1)?.id).toBe('a')
    expect(neighbour(queue, null, 1)?.id).toBe('a')
    expect(nextWaiting(queue, 'a', 100)?.id).toBe('c')
    expect(nextWaiting(queue, 'c', 100)?.id).toBe('a')
    expect(nextWaiting([event('b', {}, 'problem')], 'b', 100)).toBeUndefined()
  })

  it('measures the pace by the median and leaves out breaks', () => {
    expect(paceOf([0, 5000])).toBeNull()
    expect(paceOf([0, 4000, 10_000, 16_000, 9_000_000])).toBe(6000)
  })
})
