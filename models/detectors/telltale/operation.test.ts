import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Channel } from '../../series/frame.ts'
import { findEvents } from '../findEvents.ts'
import { changing, fitOperation, operationMemory, readOperation, running, runsAgain, stillSettling, stopped, wayToStop } from './operation.ts'
import { telltale } from './index.ts'

const rows = 6000
const runsAt = (row: number) => row % 1500 < 1200
/** A pump: flow and current are there while it runs, its bearing warms up within 100 rows of a start. */
function pump() {
  let seed = 99
  const noise = () => {
    seed = (seed * 1664525 + 1013904223) % 4294967296
    return seed / 4294967296 - 0.5
  }
  let warmth = 60
  const columns = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)]
  for (let i = 0; i < rows; i++) {
    const runs = runsAt(i)
    warmth += (runs ? 60 - warmth : 20 - warmth) / 25
    columns[0][i] = runs ? 100 + 4 * noise() : 0
    columns[1][i] = runs ? 40 + 2 * noise() : 0
    columns[2][i] = warmth + noise()
    columns[3][i] = runs ? 1 : 0
  }
  return columns
}
const analogue: Channel[] = ['flow', 'current', 'bearing'].map((name) => ({ name, unit: '', kind: 'analogue' }))
const withSwitch: Channel[] = [...analogue, { name: 'run', unit: '', kind: 'binary' }]
const time = Float64Array.from({ length: rows }, (_, i) => i * 60_000)

describe('operating states', () => {
  const columns = pump()

  it.each([
    ['a switch', withSwitch, 3],
    ['a channel that falls to nothing with the others', analogue, 0],
  ])('are found from %s, with the time a start takes', (_, channels, column) => {
    const operation = fitOperation({ time, columns: columns.slice(0, channels.length) }, channels)!
    expect(operation.column).toBe(column)
    const states = readOperation(new Float64Array(operationMemory), columns[column], operation)
    expect(states[1300]).toBe(stopped)
    expect(states[1510]).toBe(changing)
    expect(states[2000]).toBe(running)
    expect(operation.settle).toBeGreaterThan(40)
    expect(operation.settle).toBeLessThanOrEqual(140)
  })

  it('are not seen where a machine never stops, nor in a channel alone', () => {
    const busy = columns.map((column) => column.filter((_, i) => i < 1200))
    expect(fitOperation({ time: time.subarray(0, 1200), columns: busy }, withSwitch)).toBeUndefined()
    expect(fitOperation({ time, columns: columns.slice(0, 1) }, analogue.slice(0, 1))).toBeUndefined()
  })

  it('are found in an asset of more channels than are asked, whatever their order and units', () => {
    const wide = Array.from({ length: 120 }, (_, c) => (c % 5 < 3 ? columns[c % 3] : columns[0].map((x, i) => 50 + Math.sin(i / (7 + c)) + (x % 1))).map((x) => x * (1 + c)))
    const kinds = wide.map((_, c): Channel => ({ name: `c${c}`, unit: '', kind: 'analogue' }))
    const found = fitOperation({ time, columns: wide }, kinds)!
    expect(found.column % 5).toBeLessThan(2)
    const states = readOperation(new Float64Array(operationMemory), wide[found.column], found)
    expect([1300, 2000].map((row) => states[row])).toEqual([stopped, running])
    const turned = fitOperation({ time, columns: wide.toReversed() }, kinds)!
    expect(readOperation(new Float64Array(operationMemory), wide.toReversed()[turned.column], turned)).toEqual(states)
  })

  it('are not read from the switch of a part that runs now and then while the rest of the asset goes on', () => {
    const wide = [...columns.slice(0, 1), columns[3], ...Array.from({ length: 6 }, (_, c) => columns[0].map((x, i) => 50 + Math.sin(i / (7 + c)) + (x % 1)))]
    const kinds = wide.map((_, c): Channel => ({ name: `c${c}`, unit: '', kind: c === 1 ? 'binary' : 'analogue' }))
    expect(fitOperation({ time, columns: wide }, kinds)).toBeUndefined()
    expect(fitOperation({ time, columns: wide.slice(0, 3) }, kinds.slice(0, 3))).toMatchObject({ column: 1 })
  })

  it('make a stop and a start no alarm, and leave a fault while it runs one', () => {
    const faulty = columns.map((column) => column.slice())
    for (let i = 5000; i < 5200; i++) faulty[2][i] += 12
    const fitted = telltale.fit({ time, columns: faulty }, withSwitch, { reference: { from: 0, to: 3000 } })
    const { asset, operating } = fitted.scorer().push({ time, columns: faulty })
    const events = findEvents(asset, fitted.thresholdFor(2))
    expect(events).toHaveLength(1)
    expect(events[0].from).toBeGreaterThanOrEqual(5000)
    expect(events[0].from).toBeLessThan(5030)
    operating.forEach((state, i) => expect(state === stopped).toBe(!runsAt(i)))
  })

  it('make the usual way to a stop no alarm either: the flow halves for eight rows while the other pump joins', () => {
    const shared = columns.map((column) => column.slice())
    for (let i = 0; i < rows; i++) if (i % 1500 >= 1192 && i % 1500 < 1200) for (const c of [0, 1]) shared[c][i] /= 2
    const fitted = telltale.fit({ time, columns: shared }, withSwitch, { reference: { from: 0, to: 3000 } })
    const threshold = fitted.thresholdFor(2)
    expect(findEvents(fitted.scorer().push({ time, columns: shared }).asset, threshold)).toEqual([])
    // The same drop in the middle of a run is one.
    for (let i = 5000; i < 5050; i++) for (const c of [0, 1]) shared[c][i] /= 2
    expect(findEvents(fitted.scorer().push({ time, columns: shared }).asset, threshold)).toHaveLength(1)
  })

  it.each(['whole', { from: 0, to: 3000 }] as const)('keep long stops out of what is ordinary: a current that stands still while the pump runs is found (reference %o)', (reference) => {
    // the flow falls over the last row before a stop, so that every stage goes into the stop with an unusual row
    const stuck = columns.map((column, c) => column.map((x, i) => (c < 2 && i % 1500 === 1199 ? x / 3 : x)))
    stuck[1].fill(stuck[1][5000], 5000, 5200)
    const fitted = telltale.fit({ time, columns: stuck }, withSwitch, { reference })
    const events = findEvents(fitted.scorer().push({ time, columns: stuck }).asset, fitted.thresholdFor(2))
    expect(events).toHaveLength(1)
    expect(events[0].from).toBeGreaterThanOrEqual(5000)
    expect(events[0].to).toBeLessThan(5300)
  })

  it('give the same scores to the bit in any cut, stops and starts between', () => {
    const fitted = telltale.fit({ time, columns }, withSwitch, { reference: { from: 0, to: 3000 } })
    const once = fitted.scorer().push({ time, columns }).asset
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: rows }), { maxLength: 6 }), (cuts) => {
        let scorer = fitted.scorer()
        const edges = [0, ...cuts.toSorted((a, b) => a - b), rows]
        const pieces = edges.slice(1).map((to, k) => {
          const piece = scorer.push({ time: time.subarray(edges[k], to), columns: columns.map((column) => column.subarray(edges[k], to)) }).asset
          scorer = fitted.scorer(structuredClone(scorer.checkpoint()))
          return piece
        })
        expect(pieces.flatMap((piece) => [...piece])).toEqual([...once])
      }),
      { numRuns: 20 },
    )
  })

  it('are the same in any cut', () => {
    const operation = { column: 3, level: 0.5, runsAbove: true, settle: 7 }
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 1, NaN), { maxLength: 60 }), fc.integer({ min: 0, max: 60 }), (values, at) => {
        const all = Float64Array.from(values)
        const memory = new Float64Array(operationMemory)
        const pieces = [all.subarray(0, at), all.subarray(at)].flatMap((piece) => [...readOperation(memory, piece, operation)])
        expect(pieces).toEqual([...readOperation(new Float64Array(operationMemory), all, operation)])
      }),
    )
  })
})

describe('how an asset stops and starts', () => {
  const states = Uint8Array.from([...Array<number>(20).fill(running), ...Array<number>(5).fill(stopped), ...Array<number>(5).fill(changing), ...Array<number>(20).fill(running), ...Array<number>(5).fill(stopped)])
  const scores = new Float64Array(states.length)
  scores.fill(3, 16, 20).fill(3, 30, 33).fill(3, 46, 50)

  it('is the alarm that leads up to most stops, where it is short', () => {
    expect(wayToStop(states, scores, 2, 30)).toBe(4)
    expect(wayToStop(states, scores, 2, 3)).toBe(0)
    expect(wayToStop(states, new Float64Array(states.length), 2, 30)).toBe(0)
  })

  it('is the alarm that follows most starts', () => {
    expect(stillSettling(states, scores, 2)).toBe(20) // to the end of this short run: what follows within 30 rows is one start
    expect(stillSettling(states, new Float64Array(states.length).fill(3, 30, 33), 2)).toBe(3)
  })

  it('is a new beginning at each run but the one that a recording begins with', () => {
    expect(runsAgain(states, 0)).toEqual([30])
    expect(runsAgain(states, stopped)).toEqual([0, 30])
  })
})
