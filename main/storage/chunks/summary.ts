import type { SeriesStatistics } from '../ports.ts'
import type { Columns } from './points.ts'

/**
 * What is known of a run of points without looking at them. `mean` and `m2` (sum of squared deviations from the mean) are over the
 * points that have a value.
 */
export interface Summary {
  readonly t0: number
  readonly t1: number
  readonly n: number
  /** Points whose value is NaN. */
  readonly missing: number
  /** NaN when every value is missing. */
  readonly min: number
  readonly max: number
  readonly mean: number
  readonly m2: number
  /** Worst quality flag. */
  readonly worst: number
}

/** Over the points [from, to), at least one. */
export function summarise({ time, value, quality }: Columns, from = 0, to = time.length): Summary {
  let min = Infinity
  let max = -Infinity
  let sum = 0
  let missing = 0
  let worst = 0
  for (let i = from; i < to; i++) {
    const v = value[i]!
    if (v < min) min = v
    if (v > max) max = v
    if (v === v) sum += v
    else missing++
    if (quality[i]! > worst) worst = quality[i]!
  }
  const n = to - from
  const present = n - missing
  if (present === 0) {
    min = NaN
    max = NaN
  }
  // rounding may carry the mean out of the range of equal values; a sum of huge values may overflow
  let mean = Math.min(max, Math.max(min, sum / present))
  if (!Number.isFinite(sum) && Number.isFinite(min) && Number.isFinite(max)) mean = meanOfHuge(value, from, to, present)
  let m2 = 0
  if (min !== max) {
    for (let i = from; i < to; i++) {
      const d = value[i]! - mean
      if (d === d) m2 += d * d
    }
  }
  return { t0: time[from]!, t1: time[to - 1]!, n, missing, min, max, mean: present === 0 ? NaN : mean, m2: present === 0 ? 0 : m2, worst }
}

function meanOfHuge(value: Float64Array, from: number, to: number, present: number): number {
  let mean = 0
  for (let i = from; i < to; i++) if (value[i] === value[i]) mean += value[i]! / present
  return mean
}

/** Sample standard deviation (n - 1), null below two values. Mean and deviation are null where infinities leave them undefined. */
export function statisticsOf(summary: Summary | null): SeriesStatistics {
  if (!summary) return { n: 0, missing: 0, min: null, max: null, mean: null, std: null }
  const { n, missing, min, max, mean, m2 } = summary
  const present = n - missing
  if (present === 0) return { n, missing, min: null, max: null, mean: null, std: null }
  const std = present < 2 ? null : Math.sqrt(m2 / (present - 1))
  return { n, missing, min, max, mean: Number.isFinite(mean) ? mean : null, std: std !== null && Number.isFinite(std) ? std : null }
}
