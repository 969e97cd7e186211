import { defaultRules } from '../findEvents.ts'
import { quantileSorted } from '../../signal/quantile.ts'

/**
 * Brings raw scores to -log10 of the probability that the reference scores as high: empirical down to the probability that at least
 * `fewestBeyond` reference rows stand behind, exponential above (peaks over threshold: Pickands 1975). The baselines have a scale of
 * their own, so that their figures stay as they are when the default detector learns something new.
 */
export interface Calibration {
  /** Raw scores at the probabilities 1, 1/2, 1/4 ... */
  readonly knots: Float64Array
  /** Mean excess over the last knot, above 0. */
  readonly excess: number
  /** Rows over the last knot per spell of them: how many rows one alarm takes. */
  readonly spell: number
}

const fewestBeyond = 8

/** @param raw one score a row of the reference; NaN (no value) is left out. */
export function fitCalibration(raw: Float64Array): Calibration {
  const sorted = raw.filter((x) => !Number.isNaN(x)).sort()
  if (sorted.length === 0) return { knots: new Float64Array(1), excess: 1, spell: 1 }
  const count = 1 + Math.max(0, Math.floor(Math.log2(sorted.length / fewestBeyond)))
  const knots = Float64Array.from({ length: count }, (_, k) => quantileSorted(sorted, 1 - 2 ** -k))
  const limit = knots[count - 1]
  let over = 0
  let rows = 0
  let spells = 0
  let last = -Infinity
  raw.forEach((x, row) => {
    if (!(x > limit)) return
    rows++
    over += x - limit
    if (row - last > defaultRules.gap + 1) spells++
    last = row
  })
  // Where the reference never exceeds its last knot (a constant score), any step above it is new: its own size is the scale.
  return { knots, excess: rows > 0 ? over / rows : Math.max(Math.abs(limit) * 0.1, 1e-6), spell: spells > 0 ? rows / spells : 1 }
}

const log2Of10 = Math.log2(10)

/** 0 for no value and for scores as low as the lowest of the reference; never NaN. */
export function calibrated(raw: number, { knots, excess }: Calibration): number {
  const last = knots.length - 1
  if (raw >= knots[last] && !(last > 0 && raw === knots[0])) return (last + (raw - knots[last]) / (excess * Math.LN2)) / log2Of10
  if (!(raw > knots[0])) return 0
  let k = 1
  while (raw >= knots[k]) k++
  const width = knots[k] - knots[k - 1]
  return (k - 1 + (raw - knots[k - 1]) / width) / log2Of10
}
