import { withPrior, type OwnTail, type Prior, type Tail } from './tail.ts'

/** The prior that knows no other channel counts as so many clusters of them: what a dozen channels say together of a short reference hardly moves it. */
const fixedPrior = 400
/** The most that the other channels are worth beside a channel's own clusters: that all of them are alike is never certain. */
const mostShared = 50
/** And the least: with nothing but a few clusters of its own a channel would know its tail from one score. */
const leastShared = 2
/** Mean square of the excesses of normal noise in squares of their mean (1.5 on simulated and recorded tags alike; 2 were exponential): what is beyond it says that channels differ. */
const alike = 1.5

/**
 * The tails of stages of one kind in several channels (empirical Bayes: Efron & Morris 1973; with a Gamma prior for the rate of the excesses: Gelman et al. 2013, 5.1). What the
 * other channels say is the prior of each: their mean excess, and a weight that falls as they differ among themselves. With no others it is
 * the fixed prior, and the longer the reference, the less either says.
 * @param own tails by the scores of each channel alone. @param fixed the prior of a channel that has no others. @returns in the same order.
 */
export function shareTails(own: readonly OwnTail[], fixed: Prior): Tail[] {
  // A channel that stood still says nothing of those that move.
  const moves = own.map(({ knots }) => knots[knots.length - 1] > knots[0])
  let [clusters, excess, squares] = [0, 0, 0]
  own.forEach((tail, at) => {
    if (!moves[at]) return
    clusters += tail.clusters
    excess += tail.excess
    squares += tail.squares
  })
  return own.map((tail, at) => {
    const n = clusters - (moves[at] ? tail.clusters : 0)
    if (n === 0) return withPrior(tail, fixed)
    const sum = excess - (moves[at] ? tail.excess : 0)
    const square = squares - (moves[at] ? tail.squares : 0)
    const differing = Math.max(0, (square * n) / (sum * sum) / alike - 1)
    // The inverse of a weight in clusters is the squared coefficient of variation of the mean excess from channel to channel.
    const variation = (fixedPrior / fixed.clusters + n * differing) / (fixedPrior + n)
    return withPrior(tail, { clusters: Math.min(mostShared, Math.max(leastShared, 1 / variation)), excess: (fixedPrior * fixed.excess + sum) / (fixedPrior + n) })
  })
}
