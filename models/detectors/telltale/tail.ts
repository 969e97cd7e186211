import { dynamicThreshold } from '../baselines/persistence.ts'
import { quantileSorted } from '../../signal/quantile.ts'

/**
 * Brings raw scores of any stage to one scale: -log10 of the probability that normal data scores as high.
 *
 * Below the 95 % quantile of the reference the probability is the empirical one (piecewise linear in the log score). Above it the
 * declustered excesses of the log score are exponential (peaks over threshold: Pickands 1975, Davison & Smith 1990) with a Gamma
 * prior, so the predictive tail is Pareto and a short reference is careful by itself.
 */
export interface Tail {
  /** Log scores at the probabilities 1, 1/2, 1/4 ... 1/16 and the threshold at 1/20. */
  readonly knots: Float64Array
  readonly clusters: number
  readonly excess: number
  /** Exceedances per cluster on the reference: how many samples one alarm lasts. */
  readonly clusterLength: number
}

/** The prior is worth this many clusters of excess 0.3 each; docs/evaluation.md has what other sizes cost. */
const priorCount = 20
const priorExcess = 6
const clusterGap = 30
const knotProbabilities = [1, 0.5, 0.25, 0.125, 0.0625, 0.05]
const tiny = 1e-9

/** Rows this close to one that is left out as a probable fault are left out too. */
const faultMargin = 50

/** The scores of a history that may hold the faults that are looked for, without those that stand out of it (Hundman et al. 2018, 3.2). */
export function withoutFaults(scores: Float64Array): Float64Array {
  const limit = dynamicThreshold(scores)
  const kept = new Float64Array(scores.length)
  let count = 0
  let last = -Infinity
  let next = -1
  for (let i = 0; i < scores.length; i++) {
    if (next < i) for (next = i; next < scores.length && !(scores[next] > limit); ) next++
    if (next === i) last = i
    if (i - last > faultMargin && next - i > faultMargin) kept[count++] = scores[i]
  }
  return 2 * count < scores.length ? scores : kept.subarray(0, count)
}

/** @param scores raw scores on the reference rows; NaN are left out. */
export function fitTail(scores: Float64Array): Tail {
  const logs = scores.map((x) => Math.log(x + tiny))
  const sorted = logs.filter((x) => !Number.isNaN(x)).sort()
  if (sorted.length === 0) return { knots: new Float64Array(knotProbabilities.length), clusters: 0, excess: 0, clusterLength: 1 }
  const knots = Float64Array.from(knotProbabilities, (p) => quantileSorted(sorted, 1 - p))
  const threshold = knots[knots.length - 1]
  let clusters = 0
  let excess = 0
  let exceedances = 0
  let last = -Infinity
  let peak = 0
  for (let i = 0; i < logs.length; i++) {
    if (!(logs[i] > threshold)) continue
    exceedances++
    if (i - last > clusterGap) {
      excess += peak
      peak = 0
      clusters++
    }
    last = i
    peak = Math.max(peak, logs[i] - threshold)
  }
  return { knots, clusters, excess: excess + peak, clusterLength: clusters === 0 ? 1 : exceedances / clusters }
}

/** -log10 of the tail probability of a raw score; 0 for the smallest score ever seen, never NaN for a non-negative score. */
export function tailScore(score: number, { knots, clusters, excess }: Tail): number {
  const x = Math.log(score + tiny)
  const last = knots.length - 1
  const over = x - knots[last]
  if (over >= 0) return Math.log10(1 / 0.05) + (clusters + priorCount) * Math.log10(1 + over / (excess + priorExcess))
  if (!(x > knots[0])) return 0
  let k = 1
  while (x > knots[k]) k++
  const width = knots[k] - knots[k - 1]
  const part = width > 0 ? (x - knots[k - 1]) / width : 1
  return -(Math.log10(knotProbabilities[k - 1]) * (1 - part) + Math.log10(knotProbabilities[k]) * part)
}
