import { describe, expect, it } from 'vitest'
import type { Channel } from '../../series/frame.ts'
import { findEvents } from '../findEvents.ts'
import { telltale } from './index.ts'

const rows = 6000
const reference = 3000
const fault = { from: 4500, to: 4700 }

function generator(seed: number) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}

/** Four related channels; the second rises by six of its widths in the fault. */
function plant(): Float64Array[] {
  const random = generator(11)
  const columns = Array.from({ length: 4 }, () => new Float64Array(rows))
  for (let i = 0; i < rows; i++) {
    const load = Math.sin(i / 60) + 0.3 * (random() - 0.5)
    columns.forEach((column, c) => (column[i] = load * (c - 1.5) + random() - 0.5))
    if (i >= fault.from && i < fault.to) columns[1][i] += 4
  }
  return columns
}
const named = (count: number): Channel[] => Array.from({ length: count }, (_, c) => ({ name: `c${c}`, unit: '', kind: 'analogue' }))

function detect(columns: readonly Float64Array[], learned = reference, interval = 60_000) {
  const frame = { time: Float64Array.from(columns[0], (_, i) => i * interval), columns }
  const fitted = telltale.fit(frame, named(columns.length), { reference: { from: 0, to: learned } })
  const { asset, channels } = fitted.scorer().push(frame)
  const threshold = fitted.thresholdFor(2)
  expect(Number.isFinite(threshold)).toBe(true)
  for (const scores of [asset, ...channels]) for (const score of scores) if (!(score >= 0 && score < Infinity)) throw new Error(`a score is ${score}`)
  return { asset, threshold, events: findEvents(asset, threshold).filter(({ to }) => to > learned) }
}

/** One event, where the fault is; `share` of the rows are left. */
function expectTheFault(columns: readonly Float64Array[], share = 1) {
  const { events } = detect(columns, Math.floor(reference * share), 60_000 / share)
  expect(events).toHaveLength(1)
  expect(events[0].from).toBeGreaterThanOrEqual(fault.from * share - 2)
  expect(events[0].from).toBeLessThan(fault.to * share)
}

describe('the same fault is found', () => {
  const columns = plant()
  it('as it was recorded, and in shuffled channels with the same scores', () => {
    expectTheFault(columns)
    const [plain, shuffled] = [detect(columns).asset, detect([2, 0, 3, 1].map((c) => columns[c])).asset]
    plain.forEach((score, i) => expect(shuffled[i]).toBeCloseTo(score, 6))
  })
  it('in other units, with the same scores', () => {
    const scaled = detect(columns.map((column, c) => column.map((x) => x * 10 ** (2 * c - 3) + 273.15 * c))).asset
    detect(columns).asset.forEach((score, i) => expect(scaled[i]).toBeCloseTo(score, 3))
  })
  it.each([2, 3, 5])('in every %ith row', (step) => expectTheFault(columns.map((column) => column.filter((_, i) => i % step === 0)), 1 / step))
  it('with a twentieth of the values missing, and with a gap of 300 rows', () => {
    const random = generator(5)
    expectTheFault(columns.map((column) => column.map((x) => (random() < 0.05 ? NaN : x))))
    expectTheFault(columns.map((column) => column.slice().fill(NaN, 3300, 3600)))
  })
  it('beside a channel without values, one that stands still, and a copy', () => {
    for (const extra of [new Float64Array(rows).fill(NaN), new Float64Array(rows).fill(7), columns[0].slice()]) expectTheFault([...columns, extra])
  })
})

describe('bad data gets a sensible answer', () => {
  const ordinary = plant()[0]
  it('is silent where nothing moves', () => expect(detect([new Float64Array(rows).fill(3), new Float64Array(rows)]).events).toEqual([]))
  it.each([
    ['no value at all', [new Float64Array(rows).fill(NaN)], reference],
    ['two samples', [Float64Array.of(1, 2)], 2],
  ])('says that there is not enough history: %s', (_, columns, learned) => {
    expect(() => detect(columns, learned)).toThrowError(expect.objectContaining({ code: 'not_enough_history' }))
  })
  it('judges one channel', () => expect(detect([ordinary]).events.length).toBeLessThanOrEqual(1))
  it.each([
    [200, reference],
    [4000, reference],
    [200, 400],
    [4000, 400],
  ])('takes a spike of 1e300 in row %i for a spike, learned from %i rows', (row, learned) => {
    const column = ordinary.slice()
    column[row] = 1e300
    const { events, asset, threshold } = detect([column, plant()[2]], learned)
    expect(events.length).toBeLessThanOrEqual(1)
    // No stage remembers it for longer than it would a fault of a few widths.
    expect(asset.filter((score) => score > threshold).length).toBeLessThan(150)
  })
  it('does not stand in alarm after a reference that holds a fault', () => {
    const column = ordinary.slice().fill(9, 500, 900)
    const { asset, threshold } = detect([column, plant()[2]])
    expect(asset.filter((score) => score > threshold).length).toBeLessThan(rows / 10)
  })
  it('judges 300 channels, in any order the same', () => {
    const random = generator(3)
    const columns = Array.from({ length: 300 }, () => Float64Array.from({ length: 500 }, random))
    const { events, asset } = detect(columns, 400)
    expect(events.length).toBeLessThanOrEqual(1)
    detect(columns.toReversed(), 400).asset.forEach((score, i) => expect(score).toBeCloseTo(asset[i], 6))
  })
  it('says which of 300 channels left its place', () => {
    const random = generator(4)
    const columns = Array.from({ length: 300 }, () => Float64Array.from({ length: 500 }, random))
    columns[217] = columns[217].map((x, row) => (row >= 440 ? x + 6 : x))
    const frame = { time: Float64Array.from(columns[0], (_, i) => i * 60_000), columns }
    const fitted = telltale.fit(frame, named(300), { reference: { from: 0, to: 400 } })
    expect(fitted.explain(frame, { from: 440, to: 500 }).channels[0].channel).toBe(217)
    const { expected, lower, upper } = fitted.expectation(frame, 217)
    expect(expected.every((x, row) => lower[row] < x && x < upper[row])).toBe(true)
    expect(columns[217][460]).toBeGreaterThan(upper[460])
  })
})
