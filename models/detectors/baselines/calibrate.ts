import { quantilesOf } from '../../signal/orderStatistics.ts'

/**
 * Brings raw scores to -log10 of the probability that the reference scores as high: empirical down to the probability that at least
 * `fewestBeyond` spells of the reference stand behind, exponential above in the peaks of spells (peaks over threshold: Pickands 1975;
 * declustered: Davison & Smith 1990). The baselines have a scale of
 * their own, so that their figures stay as they are when the default detector learns something new.
 */
export interface Calibration {
  /** Raw scores at the probabilities 1, 1/2, 1/4 ... */
  readonly knots: Float64Array
  /** Mean excess of the peaks of spells over the last knot, above 0. */
  readonly excess: number
  /** Rows over the last knot per spell of them: how many rows one alarm takes. */
  readonly spell: number
}

/** Rows over a limit with at most so many quiet ones between them are one observation. */
const spellGap = 60
const fewestBeyond = 8
/** The tail begins at the highest sixteenth or above it, however the spells fall. */
const fewestKnots = 5

/**
 * @param raw one score a row of the reference; NaN (no value) is left out.
 * @param counted what is one observation of the tail: a spell where alarms are counted, a row where scores of channels are compared row by row.
 */
export function fitCalibration(raw: Float64Array, counted: 'spells' | 'rows' = 'spells'): Calibration {
  const said = raw.filter((x) => !Number.isNaN(x))
  if (said.length === 0) return { knots: new Float64Array(1), excess: 1, spell: 1 }
  const gap = counted === 'spells' ? spellGap : -1
  let count = 1 + Math.max(0, Math.floor(Math.log2(said.length / fewestBeyond)))
  const all = quantilesOf(said, Array.from({ length: count }, (_, k) => 1 - 2 ** -k))
  let beyond = spellsAbove(raw, all[count - 1], gap)
  // A smoothed score passes a high limit for many rows at a time: eight rows may be one lucky spell, which says nothing of the tail.
  while (count > fewestKnots && beyond.peaks.length < fewestBeyond) {
    count--
    beyond = spellsAbove(raw, all[count - 1], gap)
  }
  const knots = all.slice(0, count)
  const limit = knots[count - 1]
  const { peaks, rows } = beyond
  // Where the reference never exceeds its last knot (a constant score), any step above it is new: its own size is the scale.
  if (peaks.length === 0) return { knots, excess: Math.max(Math.abs(limit) * 0.1, 1e-6), spell: 1 }
  return { knots, excess: peaks.reduce((sum, peak) => sum + (peak - limit), 0) / peaks.length, spell: rows / peaks.length }
}

/** The highest score of each spell above the limit, and the rows above it. */
function spellsAbove(raw: Float64Array, limit: number, gap: number): { peaks: readonly number[]; rows: number } {
  const peaks: number[] = []
  let rows = 0
  let last = -Infinity
  for (let row = 0; row < raw.length; row++) {
    if (!(raw[row] > limit)) continue
    rows++
    if (row - last > gap + 1) peaks.push(raw[row])
    else if (raw[row] > peaks[peaks.length - 1]) peaks[peaks.length - 1] = raw[row]
    last = row
  }
  return { peaks, rows }
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
