import { describe, expect, it } from 'vitest'
import type { Channel } from '../series/frame.ts'
import { findEvents } from './findEvents.ts'
import { leadsOf, nobody } from './leads.ts'
import { storiesWithin, tellEvents } from './tellEvents.ts'
import { telltale } from './telltale/index.ts'

/** Spells of `[rows, score, lead]` one after the other. */
function spells(...parts: readonly (readonly [rows: number, score: number, lead: number])[]) {
  const rows = parts.reduce((sum, [count]) => sum + count, 0)
  const scores = new Float64Array(rows)
  const leads = new Uint16Array(rows)
  let at = 0
  for (const [count, score, lead] of parts) {
    scores.fill(score, at, at + count)
    leads.fill(lead, at, at + count)
    at += count
  }
  return { scores, leads, within: () => findEvents(scores, 2).flatMap((alarm) => storiesWithin(alarm, scores, leads, 2)) }
}

describe('stories within an alarm', () => {
  it('are cut where another channel takes the lead for long, each with its own peak', () => {
    const stories = spells([50, 0, 0], [300, 3, 1], [200, 4, 2], [50, 0, 0]).within()
    expect(stories).toEqual([
      { from: 50, to: 350, peak: 50, score: 3, lead: 1, leaders: [1], alarm: 50 },
      { from: 350, to: 550, peak: 350, score: 4, lead: 2, leaders: [2], alarm: 50 },
    ])
  })

  it('are one where leaders take turns', () => {
    const turns = Array.from({ length: 20 }, (_, k) => [60, 3 + k / 100, 1 + (k % 2)] as const)
    const [story, ...others] = spells(...turns).within()
    expect(others).toEqual([])
    expect(story).toMatchObject({ from: 0, to: 1200, lead: 2, leaders: [1, 2] })
  })

  it('begin where somebody takes the lead of an alarm that nobody led, but do not end where the lead is lost', () => {
    expect(spells([300, 3, nobody], [200, 5, 1], [300, 3, nobody]).within().map(({ from, to, leaders }) => [from, to, leaders])).toEqual([[0, 300, [nobody]], [300, 800, [1, nobody]]])
  })

  it('end with the last row of alarm before the next', () => {
    expect(spells([200, 3, 1], [40, 0, 0], [200, 3, 2]).within().map(({ from, to }) => [from, to])).toEqual([[0, 200], [240, 440]])
  })

  it('are the alarm itself where nobody kept who leads', () => {
    const { scores } = spells([50, 0, 0], [300, 3, 1], [200, 4, 2], [50, 0, 0])
    expect(storiesWithin({ from: 50, to: 550, peak: 350, score: 4 }, scores, new Uint16Array(0), 2)).toEqual([{ from: 50, to: 550, peak: 350, score: 4, lead: nobody, leaders: [nobody], alarm: 50 }])
  })
})

describe('who leads', () => {
  const block = (stage: number, ...own: number[]) => ({ asset: new Float64Array(1), channels: own.map((score) => Float64Array.of(score)), stage: Uint8Array.of(stage) })

  it('is the channel with the highest own score, nobody where none is unusual', () => {
    expect([...leadsOf(block(0, 2.5, 3, 2.9))]).toEqual([2])
    expect([...leadsOf(block(0, 1.9, 1.5))]).toEqual([nobody])
  })

  it('is nobody where the channels alarm together, unless one stands out', () => {
    expect([...leadsOf(block(2, 3.5, 3))]).toEqual([nobody])
    expect([...leadsOf(block(2, 3.5, 4.5))]).toEqual([2])
  })
})

describe('tellEvents', () => {
  const rows = 12_000
  const minutes = Float64Array.from({ length: rows }, (_, i) => i * 60_000)
  const channels = ['load', 'temperature', 'vibration'].map((name): Channel => ({ name, unit: '', kind: 'analogue' }))
  let seed = 5
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647 - 0.5
  const load = Float64Array.from({ length: rows }, (_, i) => 50 + 10 * Math.sin(i / 40) + random())
  // the temperature is off for two days, and a day into that the vibration rises far more
  const temperature = Float64Array.from(load, (x, i) => 20 + x / 2 + random() + (i >= 7000 && i < 10_000 ? 10 : 0))
  const vibration = Float64Array.from(load, (x, i) => x / 9 + 0.5 * random() + (i >= 8500 && i < 9000 ? 9 : 0))
  const told = (columns: readonly Float64Array[]) => {
    const frame = { time: minutes, columns }
    const fitted = telltale.fit(frame, channels, { reference: { from: 0, to: 6000 } })
    const block = fitted.scorer().push(frame)
    return tellEvents({ time: minutes, scores: block.asset, leads: leadsOf(block) }, fitted.thresholdFor(2), 2)
  }

  it('tells a fault of another channel that begins while the first alarm lasts', () => {
    const [first, second, ...others] = told([load, temperature, vibration])
    expect(others).toEqual([])
    expect(first.stretches).toHaveLength(2)
    expect(first.from).toBeGreaterThanOrEqual(7000)
    expect(first.from).toBeLessThan(7100)
    expect(second.from).toBeGreaterThanOrEqual(8500)
    expect(second.from).toBeLessThan(8600)
  })

  it('tells the same of channels in another order and in other units, and the same twice', () => {
    const events = told([load, temperature, vibration])
    expect(told([load, temperature, vibration])).toEqual(events)
    const ranges = (list: typeof events) => list.map(({ from, to, peak, stretches }) => ({ from, to, peak, stretches }))
    expect(ranges(told([vibration, load, temperature]))).toEqual(ranges(events))
    expect(ranges(told([load.map((x) => 1.8 * x + 32), temperature.map((x) => x * 1024), vibration]))).toEqual(ranges(events))
  })
})
