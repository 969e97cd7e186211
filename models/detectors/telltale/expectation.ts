import type { LinearExpectation } from './model.ts'
import type { Relation } from './relation.ts'

/**
 * Regression of every channel on all others, read from the inverse covariance (Lauritzen 1996, 5.1.1):
 * E[z_i | rest] = -sum over j of P_ij z_j / P_ii with P = W^T W.
 */
export function fitExpectation(z: readonly Float64Array[], { whitening }: Relation, span: number): LinearExpectation {
  const n = z.length
  const weights = new Float64Array(n * n)
  const precision = new Float64Array(n * n)
  for (let k = 0; k < n; k++) {
    for (let a = 0; a <= k; a++) {
      const x = whitening[k * n + a]
      if (x === 0) continue
      for (let b = 0; b <= k; b++) precision[a * n + b] += x * whitening[k * n + b]
    }
  }
  for (let a = 0; a < n; a++) for (let b = 0; b < n; b++) weights[a * n + b] = a === b ? 0 : -precision[a * n + b] / precision[a * n + a]
  const spread = new Float64Array(n)
  for (let c = 0; c < n; c++) {
    const expected = expectChannel(z, c, { span, weights, spread })
    let sum = 0
    let count = 0
    for (let i = 0; i < expected.length; i++) {
      const error = z[c][i] - expected[i]
      if (Number.isNaN(error)) continue
      sum += error * error
      count++
    }
    spread[c] = count === 0 ? 1 : Math.sqrt(sum / count)
  }
  return { span, weights, spread }
}

/** Expected standardised value of channel `c` at each row, from smoothed values of the others (missing ones keep their last mean). */
export function expectChannel(z: readonly Float64Array[], c: number, { span, weights }: LinearExpectation): Float64Array {
  const rows = z[c].length
  const expected = new Float64Array(rows)
  const weight = 2 / (span + 1)
  for (let other = 0; other < z.length; other++) {
    const share = weights[c * z.length + other]
    if (share === 0) continue
    let mean = 0
    for (let i = 0; i < rows; i++) {
      const x = z[other][i]
      if (!Number.isNaN(x)) mean += weight * (x - mean)
      expected[i] += share * mean
    }
  }
  return expected
}
