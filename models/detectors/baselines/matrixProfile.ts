import { columnByColumn, type Method } from './method.ts'

const width = 50
const lookback = 1024
/** Nothing is said before so many rows stand to the left: the first windows are unlike everything because there is nothing yet. */
const warmUp = 4 * width
/** The dot products are computed anew after this many rows, at fixed rows of the series, so that rounding never piles up. */
const renewal = 4096
/** A window whose spread is below this, in widths of the reference, is flat: it has no shape to compare. */
const flat = 1e-6

/**
 * Left matrix profile: how far the window that ends at a row is, in shape, from the most similar one before it; its peak is the left
 * discord, a shape not seen before (Yeh et al. 2016; STOMP's rolling dot products: Zhu et al. 2016; bounded look-back as in DAMP: Lu et
 * al. 2022). Looking left only makes it causal. Z-normalised Euclidean distance, from 0 to 2 sqrt(width).
 */
export const matrixProfile: Method<null> = {
  id: 'matrix-profile',
  version: 2,
  title: 'Matrix profile (left discord, 1,024 rows back)',
  about: `How unlike any earlier one the last ${width} values of a channel are in shape, over the ${lookback} rows before (Yeh et al. 2016; Zhu et al. 2016; Lu et al. 2022).`,
  stage: 'pattern',
  fewest: 2 * warmUp,
  learn: () => null,
  score: (_, channels) => leftProfile(channels, { width, reach: lookback, warmUp }),
}

/** Distances per column and row, NaN while there is no earlier window or the window has a gap. Windows overlapping by over 3/4 are not compared. */
export function leftProfile(channels: number, { width: m, reach, warmUp: fewest }: { width: number; reach: number; warmUp: number }) {
  const kept = reach + m
  const nearest = Math.ceil(m / 4) + 1
  const fewestLags = Math.max(nearest, fewest)
  // Memory: values, window means and inverse norms of the last `kept` rows, dot products by lag, rows seen, values without a gap.
  const size = 3 * kept + reach + 1 + 2
  return columnByColumn(size, channels, (memory, z, out) => {
    const join = (at: number) => {
      const all = new Float64Array(kept + z.length)
      all.set(memory.subarray(at, at + kept))
      return all
    }
    const x = join(0)
    const mean = join(kept)
    const inverse = join(2 * kept)
    const dots = memory.subarray(3 * kept, 3 * kept + reach + 1)
    let seen = memory[size - 2]
    let clean = memory[size - 1]
    for (let row = 0; row < z.length; row++) {
      const i = kept + row
      const gap = Number.isNaN(z[row])
      clean = gap ? 0 : clean + 1
      x[i] = gap ? 0 : z[row]
      seen++
      const whole = clean >= m
      inverse[i] = whole ? shapeOf(x, i, m, mean) : 0
      const last = Math.min(reach, seen - m)
      if (seen % renewal === 0) renew(dots, x, i, m, reach)
      else roll(dots, x, i, m, Math.min(reach, seen - 1))
      out[row] = whole && last >= fewestLags ? closest(dots, mean, inverse, { i, m, nearest, last }) : NaN
    }
    memory.set(x.subarray(z.length), 0)
    memory.set(mean.subarray(z.length), kept)
    memory.set(inverse.subarray(z.length), 2 * kept)
    memory[size - 2] = seen
    memory[size - 1] = clean
  })
}

/** Notes the mean of the window that ends at i. @returns 1 / (deviation x sqrt(m)), or -1 for a flat window. */
function shapeOf(x: Float64Array, i: number, m: number, mean: Float64Array): number {
  let sum = 0
  for (let k = i - m + 1; k <= i; k++) sum += x[k]
  const centre = sum / m
  let square = 0
  for (let k = i - m + 1; k <= i; k++) square += (x[k] - centre) ** 2
  mean[i] = centre
  return square > flat * flat * m ? 1 / Math.sqrt(square) : -1
}

function roll(dots: Float64Array, x: Float64Array, i: number, m: number, last: number): void {
  const enters = x[i]
  const leaves = x[i - m]
  const oldest = i - m
  for (let lag = 1; lag <= last; lag++) dots[lag] += enters * x[i - lag] - leaves * x[oldest - lag]
}

function renew(dots: Float64Array, x: Float64Array, i: number, m: number, reach: number): void {
  for (let lag = 1; lag <= reach; lag++) {
    let dot = 0
    for (let k = i - m + 1; k <= i; k++) dot += x[k] * x[k - lag]
    dots[lag] = dot
  }
}

function closest(dots: Float64Array, mean: Float64Array, inverse: Float64Array, { i, m, nearest, last }: { i: number; m: number; nearest: number; last: number }): number {
  const own = inverse[i]
  const shift = m * mean[i]
  let best = -Infinity
  let flats = 0
  let compared = 0
  for (let lag = nearest; lag <= last; lag++) {
    const other = inverse[i - lag]
    if (other > 0) {
      const correlation = (dots[lag] - shift * mean[i - lag]) * other
      if (correlation > best) best = correlation
      compared++
    } else if (other < 0) flats++
  }
  if (compared + flats === 0) return NaN
  // A flat window equals a flat one; between a flat and any other the distance is sqrt(m), as in the usual implementations.
  if (own < 0) return flats > 0 ? 0 : Math.sqrt(m)
  const distance = compared > 0 ? Math.sqrt(2 * m * Math.max(0, 1 - best * own)) : Infinity
  return flats > 0 ? Math.min(distance, Math.sqrt(m)) : distance
}
