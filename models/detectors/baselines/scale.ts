import { quantilesOf } from '../../signal/orderStatistics.ts'

/** Centre and width of a channel on its reference rows, in the channel's own units. */
export interface Scale {
  readonly centre: number
  /** Never 0. */
  readonly width: number
}

/** Beyond this many widths every value is equally far out: a spike of 1e300 stays a number in squares and sums. */
export const farthest = 1e4

/**
 * Median and normal-consistent median absolute deviation; the mean absolute deviation where more than half of the values are the same
 * (the modified z-score of Iglewicz & Hoaglin 1993), and a width of rounding size where all are. Infinities count as no value.
 */
export function fitScale(values: Float64Array): Scale {
  const finite = values.filter((x) => Number.isFinite(x))
  if (finite.length === 0) return { centre: 0, width: 1 }
  const [centre] = quantilesOf(finite, [0.5])
  const away = finite
  for (let i = 0; i < away.length; i++) away[i] = Math.abs(finite[i] - centre)
  const usable = (width: number) => width > 0 && Number.isFinite(width)
  const median = quantilesOf(away, [0.5])[0] * 1.482602218505602
  const width = usable(median) ? median : away.reduce((sum, x) => sum + x / away.length, 0) * 1.2533141373155001
  return { centre, width: usable(width) ? width : Math.max(Math.abs(centre) * 1e-6, 1e-12) }
}

/** Distances from the centre in widths, held at `farthest`; NaN where there is no value. */
export function scaled(values: Float64Array, { centre, width }: Scale): Float64Array {
  return values.map((value) => {
    const z = Number.isFinite(value) ? (value - centre) / width : NaN
    return z > farthest ? farthest : z < -farthest ? -farthest : z
  })
}
