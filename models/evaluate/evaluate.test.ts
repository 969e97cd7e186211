import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alarmsPerWeek, countEvents, detectionDelays, poolEvents } from './events.ts'
import { marksOf, rangesOf } from './labels.ts'
import { scorePoints } from './points.ts'
import { volumesUnderSurface } from './vus.ts'
import vusFixture from './fixtures/vus.json' with { type: 'json' }

interface VusCase { window: number; stretches: number[][]; scores: number[]; vusRoc: number; vusPr: number }

describe('volumesUnderSurface', () => {
  const cases: VusCase[] = vusFixture

  it.each(cases)('equals the published implementation to 1e-9 (window $window)', ({ window, stretches, scores, vusRoc, vusPr }) => {
    const labels = marksOf(stretches.map(([from, to]) => ({ from, to })), scores.length)
    const ours = volumesUnderSurface(Float64Array.from(scores), labels, window)
    expect(Math.abs(ours.vusRoc - vusRoc)).toBeLessThan(1e-9)
    expect(Math.abs(ours.vusPr - vusPr)).toBeLessThan(1e-9)
  })

  it('does not depend on the scale of the score', () => {
    const { scores, stretches } = cases[0]
    const labels = marksOf(stretches.map(([from, to]) => ({ from, to })), scores.length)
    expect(volumesUnderSurface(Float64Array.from(scores, (x) => Math.exp(x)), labels)).toEqual(volumesUnderSurface(Float64Array.from(scores), labels))
  })

  it('is not a number where nothing is labelled', () => {
    expect(volumesUnderSurface(new Float64Array(10), new Uint8Array(10)).vusPr).toBeNaN()
  })
})

describe('countEvents', () => {
  const labels = [{ from: 10, to: 20 }, { from: 30, to: 40 }]

  it('credits only the first label a stretch touches', () => {
    expect(countEvents([{ from: 15, to: 35 }], labels)).toMatchObject({ truePositives: 1, falsePositives: 0, falseNegatives: 1 })
  })

  it('counts a label once however many stretches touch it, and a stretch that touches none as false', () => {
    const score = countEvents([{ from: 9, to: 11 }, { from: 13, to: 14 }, { from: 20, to: 30 }, { from: 39, to: 50 }], labels)
    expect(score).toMatchObject({ truePositives: 2, falsePositives: 1, falseNegatives: 0, precision: 2 / 3, recall: 1, f1: 0.8 })
  })

  it('equals counting by marks, label after label', () => {
    const ranges = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 16 }).map((cuts) => {
      const sorted = cuts.toSorted((a, b) => a - b)
      return sorted.flatMap((from, k) => (k % 2 === 0 && k + 1 < sorted.length ? [{ from, to: sorted[k + 1] }] : []))
    })
    fc.assert(
      fc.property(ranges, ranges, (predicted, truth) => {
        const touched = predicted.map((event) => truth.findIndex((label) => marksOf([event], 61).some((mark, row) => mark === 1 && row >= label.from && row < label.to)))
        const hits = new Set(touched.filter((at) => at >= 0)).size
        expect(countEvents(predicted, truth)).toMatchObject({ truePositives: hits, falsePositives: touched.filter((at) => at < 0).length, falseNegatives: truth.length - hits })
      }),
    )
  })

  it('pools counts and not rates', () => {
    const pooled = poolEvents([countEvents([], labels), countEvents([labels[0]], [labels[0]])])
    expect(pooled).toMatchObject({ truePositives: 1, falsePositives: 0, falseNegatives: 2, f1: 0.5 })
  })

  it('measures the delay inside each label', () => {
    expect(detectionDelays([{ from: 5, to: 12 }, { from: 34, to: 36 }], [...labels, { from: 60, to: 61 }])).toEqual([0, 4, NaN])
    expect(alarmsPerWeek(3, 1008, 600_000)).toBeCloseTo(3, 12)
  })
})

describe('scorePoints', () => {
  it('gives F1, false alarm and missed alarm rates as SKAB defines them', () => {
    const score = scorePoints(Uint8Array.of(1, 1, 0, 0, 1), Uint8Array.of(1, 0, 1, 0, 1))
    expect(score).toMatchObject({ truePositives: 2, falsePositives: 1, falseNegatives: 1, f1: 2 / 3, far: 0.5, mar: 1 / 3 })
  })

  it('never credits a row that did not alarm (no point adjustment)', () => {
    const labels = new Uint8Array(1000).fill(1)
    expect(scorePoints(Uint8Array.from(labels, (_, i) => (i === 3 ? 1 : 0)), labels).truePositives).toBe(1)
  })
})

describe('labels', () => {
  it('turns marks into ranges and back', () => {
    fc.assert(fc.property(fc.array(fc.boolean()), (flags) => {
      const marks = Uint8Array.from(flags, Number)
      expect(marksOf(rangesOf(marks), marks.length)).toEqual(marks)
    }))
  })
})
