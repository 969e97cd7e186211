/** Quantiles and matrices beside numpy; `fixtures/signal_reference.py` made the values. */
import { describe, expect, it } from 'vitest'
import { cholesky, invertLower } from './cholesky.ts'
import { symmetricEigen } from './eigen.ts'
import { quantilesOf } from './orderStatistics.ts'
import { quantileSorted, sortedFinite } from './quantile.ts'
import fixture from './fixtures/signal.json' with { type: 'json' }

function near(ours: ArrayLike<number>, theirs: readonly number[]) {
  expect(ours).toHaveLength(theirs.length)
  theirs.forEach((value, i) => expect(Math.abs(ours[i] - value), `at ${i}: ${ours[i]} for ${value}`).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value))))
}

describe('quantiles', () => {
  it.each(fixture.quantiles.map((one) => [one.values.length, one] as const))('of %i values equal numpy, sorted or chosen', (_, { values, expected }) => {
    const sorted = sortedFinite(Float64Array.from([NaN, ...values, Infinity]))
    near(fixture.probabilities.map((q) => quantileSorted(sorted, q)), expected)
    near(quantilesOf(Float64Array.from(values), fixture.probabilities), expected)
  })
})

describe('matrices', () => {
  const { n, values, eigenvalues, largestProjection, cholesky: lower, inverseOfLower } = fixture.matrix
  const matrix = Float64Array.from(values)

  it('eigenvalues and the first eigenvector equal numpy', () => {
    const eigen = symmetricEigen(matrix, n)
    near(eigen.values, eigenvalues)
    const first = eigen.vectors.subarray(0, n)
    near(Array.from({ length: n * n }, (_, at) => first[Math.floor(at / n)] * first[at % n]), largestProjection)
  })

  it('the Cholesky factor and its inverse equal numpy', () => {
    near(cholesky(matrix, n), lower)
    near(invertLower(Float64Array.from(lower), n), inverseOfLower)
  })
})
