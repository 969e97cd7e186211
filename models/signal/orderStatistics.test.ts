import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quantilesOf } from './orderStatistics.ts'
import { quantileSorted } from './quantile.ts'

const probabilities = [0, 0.01, 0.25, 0.5, 0.5, 0.75, 0.99, 0.999, 1]

function expectSorted(values: Float64Array) {
  const sorted = values.toSorted()
  const theirs = probabilities.map((q) => quantileSorted(sorted, q) + 0) // -0 and 0 are one value
  const again = values.slice()
  expect([...quantilesOf(again, probabilities)].map((x) => x + 0)).toEqual(theirs)
  expect(again.toSorted()).toEqual(sorted)
}

describe('quantilesOf', () => {
  it('gives the very quantiles of the sorted values, and loses none of them', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), fc.integer({ min: -2, max: 2 })), { minLength: 1, maxLength: 400 }), (values) => expectSorted(Float64Array.from(values))))
  })

  it.each<[string, (i: number) => number]>([
    ['ascending', (i) => i],
    ['descending', (i) => -i],
    ['all the same', () => 3],
    ['two values in turn', (i) => i % 2],
    ['an organ pipe', (i) => Math.min(i, 20_000 - i)],
    ['a saw', (i) => i % 37],
  ])('does so for %s', (_, value) => {
    expectSorted(Float64Array.from({ length: 20_000 }, (_unused, i) => value(i)))
  })

  it('gives NaN where there is nothing', () => {
    expect(quantilesOf(new Float64Array(0), [0.5])).toEqual(Float64Array.of(NaN))
  })
})
