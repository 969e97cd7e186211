import { describe, expect, it } from 'vitest'
import { findEvents } from '../detectors/findEvents.ts'
import { randomStream } from '../plant/random.ts'
import type { Frame } from '../series/frame.ts'
import { networkAsDetector, type TrainedNetwork } from './asDetector.ts'
import { fitJudge } from './judge.ts'
import type { Network } from './network.ts'
import { away, networkExpectation } from './residuals.ts'
import { standardised } from './standardised.ts'
import type { Tensor, TensorFlow } from './tensorflow.ts'

/** A library that only hands numbers through. */
const tensor = (values: ArrayLike<number>): Tensor => ({ shape: [values.length], dataSync: () => values, dispose: () => {} })
const tf = { tensor, tidy: (work: () => unknown) => work() } as unknown as TensorFlow // all that `predict` asks of it

const window = 4
/** Expects of each of two judged columns, one row ahead, the mean of its last four rows. */
const network: Network = {
  window, horizon: 1, inputSize: window * 3, targetSize: 2, parameters: [], masks: [], newest: { at: (j) => j, ahead: 1 },
  fillInput(into, columns, row, n) {
    for (let r = 0; r < window; r++) columns.forEach((column, c) => (into[n * window * 3 + r * 3 + c] = column[row - window + 1 + r]))
  },
  fillTarget: () => {},
  forward: (_tf, _weights, input, batch) =>
    tensor(Float32Array.from({ length: batch * 2 }, (_, i) => [0, 1, 2, 3].reduce((sum, r) => sum + input[(i >> 1) * window * 3 + r * 3 + (i & 1)], 0) / window)),
}

const minute = 60_000
const rows = 6000
const faultAt = 5000
const channels = [{ name: 'command', unit: '', kind: 'command' }, { name: 'flow', unit: 'l/s', kind: 'analogue' }, { name: 'late', unit: '', kind: 'counter' }, { name: 'pressure', unit: 'bar', kind: 'analogue' }] as const
/** Inputs of the network: flow, pressure, command. The counter came later and is not seen. */
const columns = [1, 3, 0]

function recording(): Frame {
  const random = randomStream(3, 'recording')
  const time = Float64Array.from({ length: rows }, (_, i) => Date.UTC(2026, 0, 1) + i * minute)
  const flow = time.map(() => 20 + 2 * random.normal())
  const pressure = time.map((_, i) => 5 + 0.1 * random.normal() + (i >= faultAt && i < faultAt + 40 ? (i % 2 ? 3 : -3) : 0))
  return { time, columns: [time.map(() => 1), flow, time.map((_, i) => i), pressure] }
}
const whole = recording()

function detector(stride: number, parameters: Network['parameters'] = []) {
  const standards = [{ centre: 20, width: 2 }, { centre: 5, width: 0.1 }, { centre: 0, width: 1 }]
  const judged = [0, 1]
  const at = (values: Float64Array) => values.filter((_, row) => row % stride === 0)
  const measured = standardised({ time: at(whole.time), columns: columns.map((column) => at(whole.columns[column])) }, standards, judged)
  const work = networkExpectation(tf, network, [], measured, { from: 0, to: Math.floor(4000 / stride) })
  let step = work.next()
  while (!step.done) step = work.next()
  const normal = Uint32Array.from({ length: Math.floor(4000 / stride) - 10 }, (_, i) => i + 5)
  const trained: TrainedNetwork = { judged, standards, stride, interval: stride * minute, weights: [], judge: fitJudge(away(step.value, measured), normal, 15) }
  return networkAsDetector({ tf, network: { ...network, parameters }, trained, columns, state: { detector: 'means', version: 1, channels, data: null } })
}
const cut = ({ time, columns: all }: Frame, from: number, to: number): Frame => ({ time: time.subarray(from, to), columns: all.map((column) => column.subarray(from, to)) })

describe.each([1, 3, 7])('a network that learned from every row of %i', (stride) => {
  const fitted = detector(stride)
  const once = fitted.scorer().push(whole)

  it('finds what it did not foresee, under the budget that was asked for', () => {
    const events = findEvents(once.asset, fitted.thresholdFor(2))
    const [first] = events.toSorted((a, b) => b.score - a.score)
    expect(first.from).toBeGreaterThanOrEqual(faultAt)
    expect(first.from).toBeLessThanOrEqual(faultAt + 2 * stride)
    expect(events.length).toBeLessThan(6)
    expect(fitted.thresholdFor(1)).toBeGreaterThan(fitted.thresholdFor(20))
  })

  it('gives the same scores however the history is cut, and from a checkpoint', () => {
    const cuts = [0, 1, 2, 9, 10, 500, 501, 2048, 5003, rows]
    let scorer = fitted.scorer()
    const parts = cuts.slice(1).map((to, i) => {
      const part = scorer.push(cut(whole, cuts[i], to))
      scorer = fitted.scorer(structuredClone(scorer.checkpoint()))
      return part
    })
    expect(Float64Array.from(parts.flatMap(({ asset }) => [...asset]))).toEqual(once.asset)
    for (const column of [1, 3]) expect(Float64Array.from(parts.flatMap((part) => [...part.channels[column]]))).toEqual(once.channels[column])
  })

  it('scores the tags that it judges, row by row, and no others', () => {
    expect(once.channels.map(({ length }) => length)).toEqual([0, rows, 0, rows])
    expect([...once.asset, ...once.channels[1]].some(Number.isNaN)).toBe(false)
  })

  it('lets its score hold until the next row of its clock, and not over rows where nothing was measured', () => {
    for (let row = 1; row < rows; row++) if (once.asset[row] !== once.asset[row - 1]) expect((whole.time[row] / minute) % stride).toBe(0)
    const gap = (column: Float64Array) => column.map((value, row) => (row >= faultAt + 10 && row < faultAt + 20 ? Number.NaN : value))
    const holed = fitted.scorer().push({ time: whole.time, columns: whole.columns.map((column, c) => (c === 1 || c === 3 ? gap(column) : column)) })
    expect([...holed.asset.subarray(faultAt + 10, faultAt + 20)]).toEqual(Array.from({ length: 10 }, () => 0))
    expect([...holed.operating.subarray(faultAt + 8, faultAt + 22)]).toEqual([1, 1, ...Array.from({ length: 10 }, () => 0), 1, 1])
  })

  it('ranks first what it did not foresee, says it in units, and draws the band of what is normal around its expectation', () => {
    const lead = fitted.limits!.lead
    const from = faultAt - lead
    const frame = cut(whole, from, faultAt + 40)
    const { stage, channels: [first, second, ...more] } = fitted.explain(frame, { from: lead, to: lead + 40 })
    expect([stage, first.channel, second.channel, more]).toEqual(['pattern', 3, 1, []])
    expect(first.share).toBeGreaterThan(0.6)
    expect(first.share + second.share).toBeCloseTo(1, 12)
    expect(Math.abs(first.actual - 5)).toBeGreaterThan(2)
    expect(Math.abs(first.expected - 5)).toBeLessThan(1.5)
    expect(Math.abs(first.onset - lead)).toBeLessThan(stride)

    const { expected, lower, upper } = fitted.expectation(cut(whole, 0, 4000), 3)
    const outside = expected.reduce((count, _, row) => count + Number(whole.columns[3][row] < lower[row] || whole.columns[3][row] > upper[row]), 0)
    expect(outside / 4000).toBeLessThan(0.02)
    expect(upper[3999] - lower[3999]).toBeLessThan(1.2)
    expect(fitted.expectation(whole, 2).expected).toBe(whole.columns[2])
  })
})

it('wants no more rows at once, and in one picture, than it can look at while somebody waits', () => {
  const wide = detector(7, [{ name: 'w', shape: [1000, 1000], begin: { uniform: 1 } }])
  expect(detector(7).limits).toMatchObject({ atOnce: 4096 * 4, shown: 20_000 * 7 })
  expect(wide.limits).toMatchObject({ atOnce: 750 * 4, shown: 1000 * 7 })
})

it('says which column it lacks', () => {
  expect(() => detector(1).scorer().push(cut({ ...whole, columns: whole.columns.slice(0, 3) }, 0, 9))).toThrow('expected a column 3, got 3 columns')
})
