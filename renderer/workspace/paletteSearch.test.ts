import { describe, expect, it } from 'vitest'
import type { Event } from '../../main/contract/events.ts'
import { eventsFor, rankOf, ranked } from './paletteSearch.ts'

const event = (i: number, more: Partial<Event> = {}): Event => ({
  id: `e${i}`, asset: 1, assetName: 'Pump A', detection: 1, start: i, end: i + 1, peak: i, score: 4, tail: 1e-4, severity: 3, words: 'Flow fell 2 l/s.', stage: '', operating: 'running', inReference: false, simulated: false, channels: [], verdict: null, ...more,
})

describe('palette search', () => {
  it('ranks a name that begins with what was typed before one that holds it, and that before its description', () => {
    expect([rankOf('ex', 'Explore'), rankOf('plo', 'Explore'), rankOf('lanes save', 'Save the lanes'), rankOf('time tags', 'Explore', 'Tags in lanes over time'), rankOf('zz', 'Explore')]).toEqual([0, 1, 2, 3, null])
    expect(ranked('event', ['Filter events', 'Event strongest', 'Pan'], (label) => ({ label }))).toEqual(['Event strongest', 'Filter events'])
  })

  it('keeps everything in order while nothing is typed', () => {
    expect(ranked(' ', ['b', 'a', 'c'], (label) => ({ label }), 2)).toEqual(['b', 'a'])
  })

  it('reaches an event at the far end of ten thousand by its words, its asset or the time as it is written', () => {
    const all = [...Array.from({ length: 9999 }, (_, i) => event(i)), event(9999, { assetName: 'Motor B', words: 'Winding temperature rose 9 K.' })]
    const say = (ms: number) => `2026-01-01 ${ms}`
    for (const query of ['motor', 'winding rose', '9999', 'motor 2026-01']) expect(eventsFor(query, all, say, 5).map(({ id }) => id)).toEqual(['e9999'])
    expect(eventsFor('flow', all, say, 5)).toHaveLength(5)
  })
})
