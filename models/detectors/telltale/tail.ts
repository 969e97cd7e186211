import { dynamicThreshold } from '../baselines/persistence.ts'
import { findEvents } from '../findEvents.ts'
import { quantilesOf } from '../../signal/orderStatistics.ts'

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
  /** Clusters over that threshold and the sum of their excesses, the prior's share included. */
  readonly clusters: number
  readonly excess: number
  /** Exceedances per cluster on the reference: how many samples one alarm lasts. */
  readonly clusterLength: number
}

/** Excess of one cluster of the prior, in natural logs. */
export const priorExcess = 0.3
/** How many clusters the prior is worth beside scores of the rows that a stage was fitted on; docs/evaluation.md has what other sizes cost. */
export const priorOfOwnRows = 20
/** And beside scores of rows that were held out: those say themselves how far fresh rows scatter. */
export const priorOfHeldOut = 6
const clusterGap = 30
const knotProbabilities = [1, 0.5, 0.25, 0.125, 0.0625, 0.05]
const knotQuantiles = knotProbabilities.map((p) => 1 - p)
const tiny = 1e-9

/** The scale on which tails are learned. */
export const logOf = (score: number) => Math.log(score + tiny)

export const noTail: Tail = { knots: new Float64Array(6), clusters: 0, excess: 1, clusterLength: 1 }

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

/** What scores say of their tail by themselves. */
export interface OwnTail extends Tail {
  /** Sum of the squared excesses of the clusters. */
  readonly squares: number
}

/** What is known of a tail before its scores are seen. */
export interface Prior {
  /** How many clusters it is worth. */
  readonly clusters: number
  /** Their mean excess, in natural logs. */
  readonly excess: number
}

/** @param scores raw scores on the reference rows; NaN are left out. */
export function ownTail(scores: Float64Array): OwnTail {
  const logs = new Float64Array(scores.length)
  const known = new Float64Array(scores.length)
  let count = 0
  for (let i = 0; i < logs.length; i++) {
    logs[i] = logOf(scores[i])
    if (!Number.isNaN(logs[i])) known[count++] = logs[i]
  }
  if (count === 0) return { knots: new Float64Array(knotProbabilities.length), clusters: 0, excess: 0, squares: 0, clusterLength: 1 }
  const knots = quantilesOf(known.subarray(0, count), knotQuantiles)
  const threshold = knots[knots.length - 1]
  let clusters = 0
  let excess = 0
  let squares = 0
  let exceedances = 0
  let last = -Infinity
  let peak = 0
  for (let i = 0; i < logs.length; i++) {
    if (!(logs[i] > threshold)) continue
    exceedances++
    if (i - last > clusterGap) {
      excess += peak
      squares += peak * peak
      peak = 0
      clusters++
    }
    last = i
    peak = Math.max(peak, logs[i] - threshold)
  }
  return { knots, clusters, excess: excess + peak, squares: squares + peak * peak, clusterLength: clusters === 0 ? 1 : exceedances / clusters }
}

export const withPrior = ({ knots, clusters, excess, clusterLength }: OwnTail, prior: Prior): Tail => ({
  knots,
  clusters: clusters + prior.clusters,
  excess: excess + prior.clusters * prior.excess,
  clusterLength,
})

/** @param scores raw scores on the reference rows; NaN are left out. @param prior clusters that the prior is worth. */
export const fitTail = (scores: Float64Array, prior = priorOfOwnRows): Tail => withPrior(ownTail(scores), { clusters: prior, excess: priorExcess })

/** Peaks that fall away from the next lower one by less than this share of their own height are not told from it; docs/evaluation.md. */
const smallestDrop = 0.16
/** Stretches closer than this are one when their peaks are compared. */
const stretchGap = 100

/** The dynamic threshold of a whole history, raised over the stretches whose peaks do not fall away from what is ordinary (Hundman et al. 2018, 3.2 and 3.3). */
export function standsOut(scores: Float64Array): number {
  const limit = dynamicThreshold(scores)
  const stretches = findEvents(scores, limit, { gap: stretchGap, minimum: 1 })
  if (stretches.length === 0) return limit
  let ordinary = 0
  let at = 0
  const end = scores.length + stretchGap
  for (const { from, to } of [...stretches, { from: end, to: end }]) {
    // The way up to a stretch and down from it is part of it, as the error buffer is there.
    for (; at < from - stretchGap; at++) if (scores[at] > ordinary) ordinary = scores[at]
    at = Math.max(at, to + stretchGap)
  }
  const peaks = [...stretches.map(({ score }) => score).sort((a, b) => b - a), ordinary]
  let kept = 0
  for (let i = 0; i + 1 < peaks.length; i++) if (peaks[i] - peaks[i + 1] > smallestDrop * peaks[i]) kept = i + 1
  return Math.max(limit, peaks[kept])
}

/**
 * The tail of a history that may hold the faults that are looked for: below, what is left without the rows that stand out of it; above,
 * as steep as it has to be for a score that just stands out to get `target`.
 * @param logarithmic the scores are logs of a ratio already.
 */
export function fitWholeTail(scores: Float64Array, target: number, logarithmic: boolean): Tail {
  const tail = fitTail(withoutFaults(scores))
  const limit = logarithmic ? Math.log(standsOut(scores.map(Math.exp))) : standsOut(scores)
  const over = Math.log(limit + tiny) - tail.knots[tail.knots.length - 1]
  return over > 0 ? { ...tail, excess: over / (10 ** ((target - Math.log10(1 / 0.05)) / tail.clusters) - 1) } : tail
}

/** -log10 of the tail probability of a raw score; 0 for the smallest score ever seen, never NaN for a non-negative score. */
export function tailScore(score: number, { knots, clusters, excess }: Tail): number {
  const x = logOf(score)
  const last = knots.length - 1
  const over = x - knots[last]
  // A channel that stood still has one score everywhere: that score is the most ordinary one, not one of the highest twentieth.
  if (over > 0 || (over === 0 && x > knots[0])) return Math.log10(1 / 0.05) + clusters * Math.log10(1 + over / excess)
  if (!(x > knots[0])) return 0
  let k = 1
  while (x > knots[k]) k++
  const width = knots[k] - knots[k - 1]
  const part = width > 0 ? (x - knots[k - 1]) / width : 1
  return -(Math.log10(knotProbabilities[k - 1]) * (1 - part) + Math.log10(knotProbabilities[k]) * part)
}
