import { describe, expect, it } from 'vitest'
import { byAttention, type Event, type VerdictCode } from '../../../main/contract/events.ts'
import { between, isWaiting, neighbour, nextWaiting, paceOf, queueOf } from './queue.ts'

function event(id: string, more: Partial<Event> = {}, verdict: VerdictCode | null = null, until: number | null = null): Event {
  return {
    id, asset: 1, assetName: 'Pump A', detection: 1, start: 0, end: 1, peak: 0, score: 5, tail: 1e-5, severity: 2, words: 'Bearing temperature rose', stage: '',
    operating: 'running', inReference: false, simulated: false, channels: [], verdict: verdict ? { event: id, verdict, reason: null, note: '', until, by: 'me', at: 0 } : null,
    ...more,
  }
}
const base = { show: 'waiting', filter: '', now: 100, keep: new Map<string, boolean>() } as const

describe('queue', () => {
  const events = [event('a'), event('b', {}, 'problem'), event('c', { assetName: 'Valve', words: 'sticks' }), event('d', {}, 'postponed', 50), event('e', {}, 'postponed', 500)]

  it('holds what waits: the unjudged and the postponed whose date has come', () => {
    expect(queueOf({ ...base, events }).map(({ id }) => id)).toEqual(['a', 'c', 'd'])
    expect(queueOf({ ...base, events, show: 'judged' }).map(({ id }) => id)).toEqual(['b', 'e'])
    expect(isWaiting(event('x', {}, 'postponed', null), 100)).toBe(false)
  })

  it('keeps what was just judged in its place', () => {
    const order = (list: Event[], keep: [string, boolean][], show: 'waiting' | 'judged' | 'all' = 'waiting') => queueOf({ ...base, show, events: list.toSorted(byAttention), keep: new Map(keep) }).map(({ id }) => id)
    const before = [event('a', { severity: 1 }), event('b'), event('c', { severity: 3 }), event('d', { severity: 4 })]
    expect(order(before, [])).toEqual(['a', 'b', 'c', 'd'])
    const after = before.map((one) => (one.id === 'a' || one.id === 'c' ? event(one.id, { severity: one.severity }, 'problem') : one))
    expect(order(after, [])).toEqual(['b', 'd'])
    expect(order(after, [['c', true], ['a', true]])).toEqual(['a', 'b', 'c', 'd'])
    expect(order(after, [['c', true], ['a', true]], 'all')).toEqual(['a', 'b', 'c', 'd'])
    // what had a verdict before stays behind those that have none
    expect(order(after, [['a', false]])).toEqual(['b', 'd', 'a'])
    expect(order(after, [['a', true]], 'judged')).toEqual(['a', 'c'])
  })

  it('filters by every word, in names and words', () => {
    expect(queueOf({ ...base, events, show: 'all', filter: 'pump BEARING' }).map(({ id }) => id)).toEqual(['a', 'b', 'd', 'e'])
    expect(queueOf({ ...base, events, filter: 'valve bearing' })).toEqual([])
  })

  it('narrows by asset, stage, severity, verdict and time, all together', () => {
    const all = [event('a', { severity: 1, stage: 'level', start: 0, end: 10 }), event('b', { severity: 2, stage: 'level', start: 20, end: 30 }), event('c', { severity: 2, stage: 'relation', asset: 2, start: 40, end: 50 }, 'problem')]
    const ids = (more: object) => queueOf({ ...base, events: all, show: 'all', ...more }).map(({ id }) => id)
    expect(ids({ severity: 2 })).toEqual(['b', 'c'])
    expect(ids({ severity: 2, stage: 'level' })).toEqual(['b'])
    expect(ids({ asset: 2, verdict: 'problem' })).toEqual(['c'])
    expect(ids({ verdict: 'seen_before' })).toEqual([])
    expect(ids({ from: 10, to: 25 })).toEqual(['a', 'b'])
  })

  it('takes a stretch of the queue in either direction', () => {
    const queue = [event('a'), event('b'), event('c'), event('d')]
    expect(between(queue, 'b', 'd')).toEqual(['b', 'c', 'd'])
    expect(between(queue, 'd', 'b')).toEqual(['b', 'c', 'd'])
    expect(between(queue, null, 'b')).toEqual(['b'])
    expect(between(queue, 'a', 'zz')).toEqual([])
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
