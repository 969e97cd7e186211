import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Channel, Frame } from '../../series/frame.ts'
import { DetectorFault, type FittedDetector } from '../detector.ts'
import { findEvents } from '../findEvents.ts'
import { leadsOf } from '../leads.ts'
import { baselines } from './index.ts'
import { seeded } from './isolationForest.ts'

const channelsOf = (count: number): Channel[] => Array.from({ length: count }, (_, c) => ({ name: `c${c}`, unit: '', kind: 'analogue' }))

/** Related channels with a period, one sample a minute; from `fault` on the last one is lifted for 60 rows. */
function plant(rows: number, count: number, fault = -1, seed = 9): Frame {
  const random = seeded(seed)
  const columns = Array.from({ length: count }, (_, c) => Float64Array.from({ length: rows }, (_, i) => 10 * Math.sin(i / 15 + c) + random() + random()))
  if (fault >= 0) for (let i = fault; i < fault + 60; i++) columns[count - 1][i] += 60 * (0.5 + random())
  return { time: Float64Array.from({ length: rows }, (_, i) => i * 60_000), columns }
}
const part = ({ time, columns }: Frame, from: number, to: number): Frame => ({ time: time.subarray(from, to), columns: columns.map((column) => column.subarray(from, to)) })
const filled = (rows: number, columns: readonly ((i: number) => number)[]): Frame => ({
  time: Float64Array.from({ length: rows }, (_, i) => i * 1000),
  columns: columns.map((value) => Float64Array.from({ length: rows }, (_, i) => value(i))),
})

function expectSane(fitted: FittedDetector, frame: Frame) {
  const { asset, channels } = fitted.scorer().push(frame)
  for (const scores of [asset, ...channels]) expect(scores.every((score) => Number.isFinite(score) && score >= 0)).toBe(true)
  expect(Number.isFinite(fitted.thresholdFor(2))).toBe(true)
}

describe.each(baselines)('$id', (detector) => {
  const frame = plant(3000, 3, 2500)
  const fitted = detector.fit(frame, channelsOf(3), { reference: { from: 0, to: 2000 } })

  it('finds a plain fault within the budget and ranks its channel first', () => {
    const threshold = fitted.thresholdFor(2)
    const events = findEvents(fitted.scorer().push(frame).asset, threshold)
    const found = events.find(({ from, to }) => from < 2620 && to > 2500)!
    expect(found).toBeDefined()
    expect(events.filter(({ to }) => to <= 2500).length).toBeLessThanOrEqual(2)
    const { channels } = fitted.explain(frame, found)
    expect(channels[0].channel).toBe(2)
    expect(channels.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12)
    expect(channels.every(({ expected, actual }) => Number.isFinite(expected) && Number.isFinite(actual))).toBe(true)
  })

  it('gives the same scores to the bit in any cut, from a checkpoint and from its stored state', () => {
    const once = fitted.scorer().push(frame).asset
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 2999 }), { maxLength: 4 }), (cuts) => {
        const ends = [...new Set(cuts), frame.time.length].sort((a, b) => a - b)
        const again = detector.restore(structuredClone(fitted.state))
        let checkpoint: unknown
        let from = 0
        for (const to of ends) {
          const scorer = again.scorer(structuredClone(checkpoint))
          expect(scorer.push(part(frame, from, to)).asset).toEqual(once.slice(from, to))
          checkpoint = scorer.checkpoint()
          from = to
        }
      }),
      { numRuns: 8 },
    )
  })

  it('gives with the fit the scores that a scorer gives of the reference, where the reference is long', () => {
    const long = plant(9000, 2)
    const learned = detector.fit(long, channelsOf(2), { reference: 'whole' })
    const block = learned.scorer().push(long)
    expect(learned.referenceScores).toEqual({ scores: block.asset, leads: leadsOf(block) })
    expect(detector.restore(structuredClone(learned.state)).referenceScores).toBeUndefined()
  })

  it('says that there is not enough history for two samples, for no value at all and for no analogue channel', () => {
    const refusal = (history: Frame, channels: Channel[]) => {
      try {
        detector.fit(history, channels, { reference: 'whole' })
      } catch (error) {
        return error instanceof DetectorFault ? error.code : error
      }
      return 'accepted'
    }
    expect(refusal(plant(2, 2), channelsOf(2))).toBe('not_enough_history')
    expect(refusal(filled(500, [() => NaN]), channelsOf(1))).toBe('not_enough_history')
    expect(refusal(plant(500, 1), [{ name: 'valve', unit: '', kind: 'binary' }])).toBe('not_enough_history')
  })

  it.each<[string, Frame]>([
    ['constant channels', filled(800, [() => 5, () => -3])],
    ['one channel', plant(800, 1)],
    ['a spike of 1e300', filled(800, [(i) => (i === 400 ? 1e300 : Math.sin(i)), (i) => Math.cos(i)])],
    ['values of 1e300 of both signs', filled(800, [(i) => (i % 2 ? 1e300 : -1e300) * 1.7])],
    ['infinities', filled(800, [(i) => (i % 50 ? Math.sin(i) : Infinity), (i) => (i % 70 ? i : -Infinity)])],
    ['mostly missing values', filled(2500, [(i) => (i % 3 ? NaN : Math.sin(i)), (i) => (i < 900 ? NaN : i % 5)])],
  ])('gives finite scores on %s', (_, history) => {
    const channels = channelsOf(history.columns.length)
    expectSane(detector.fit(history, channels, { reference: 'whole' }), history)
  })

  it('judges 2,000 channels with a bounded memory for each', () => {
    const history = plant(410, 2000)
    const wide = detector.fit(history, channelsOf(2000), { reference: 'whole' })
    expectSane(wide, part(history, 0, 20))
    expect((wide.scorer().checkpoint() as Float64Array).length).toBeLessThan(5000 * 2000)
  }, 60_000)

  it('gives an answer where the reference holds the fault', () => {
    expectSane(detector.fit(frame, channelsOf(3), { reference: { from: 2000, to: 3000 } }), frame)
  })

  it('learns on ordinary rows and survives every kind of row later', () => {
    const later = filled(400, [(i) => (i < 100 ? NaN : 5), (i) => (i % 2 ? 1e300 : -1e300), (i) => (i < 200 ? NaN : Infinity)])
    expectSane(fitted, later)
    const { asset, operating } = fitted.scorer().push(filled(5, [() => NaN, () => NaN, () => NaN]))
    expect([...asset, ...operating]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  })
})

describe.each(baselines)('the alarm budget of $id', (detector) => {
  it('is kept over six quiet weeks that it has not seen', () => {
    const [learned, week, budget] = [2000, 10_080, 2]
    const seeds = [9, 1, 2, 3, 4, 5]
    const alarms = seeds.map((seed) => {
      const history = plant(learned + week, 3, -1, seed)
      const fitted = detector.fit(history, channelsOf(3), { reference: { from: 0, to: learned } })
      return findEvents(fitted.scorer().push(history).asset, fitted.thresholdFor(budget)).filter(({ to }) => to > learned).length
    })
    expect(alarms.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(budget * seeds.length)
  }, 30_000)
})
