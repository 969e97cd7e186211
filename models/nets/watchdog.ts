/** What a training does next, from its validation losses alone: so a resumed one decides the same. */
export interface Watch {
  /** Position of the best epoch, or -1. */
  readonly best: number
  readonly learningRate: number
  /** Why the training ends here, in words; null to go on. */
  readonly end: string | null
}

/** An improvement must be at least this share, or the curve counts as flat. */
const leastGain = 1e-4

/**
 * Ends at a loss that is no number (the training diverged) and after `patience` epochs without a better validation loss; halves the learning
 * rate each time half of that patience has passed without one (telemanom: patience 10, factor 0.5 after 5).
 */
export function watch(losses: readonly { readonly loss: number; readonly validationLoss: number }[], { patience, learningRate }: { patience: number; learningRate: number }): Watch {
  let best = -1
  let since = 0
  let rate = learningRate
  const half = Math.max(1, Math.ceil(patience / 2))
  for (const [epoch, { loss, validationLoss }] of losses.entries()) {
    if (!Number.isFinite(loss) || !Number.isFinite(validationLoss))
      return { best, learningRate: rate, end: `The loss was no longer a number in epoch ${epoch + 1}: the training diverged. Lower the learning rate (it was ${rate}).` }
    if (best < 0 || validationLoss < losses[best].validationLoss * (1 - leastGain)) {
      best = epoch
      since = 0
      continue
    }
    since++
    if (since % half === 0) rate /= 2
    if (since >= patience) return { best, learningRate: rate, end: `Stopped by itself: the validation loss did not get better for ${patience} epochs.` }
  }
  return { best, learningRate: rate, end: null }
}
