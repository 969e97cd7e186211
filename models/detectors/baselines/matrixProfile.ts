import { columnByColumn, type Method } from './method.ts'
import { bestCorrelations } from './leftCorrelations.ts'

const width = 50
const lookback = 1024
/** Nothing is said before so many rows stand to the left: the first windows are unlike everything because there is nothing yet. */
const warmUp = 4 * width
/** A window whose spread is below this, in widths of the reference, is flat: it has no shape to compare. */
const flat = 1e-6

/**
 * Left matrix profile: how far the window that ends at a row is, in shape, from the most similar one before it; its peak is the left
 * discord, a shape not seen before (Yeh et al. 2016; covariances rolled along diagonals: Zimmerman et al. 2019; bounded look-back as in
 * DAMP: Lu et al. 2022). Looking left only makes it causal. Z-normalised Euclidean distance, from 0 to 2 sqrt(width).
 */
export const matrixProfile: Method<null> = {
  id: 'matrix-profile',
  version: 3,
  title: 'Matrix profile (left discord, 1,024 rows back)',
  about: `How unlike any earlier one the last ${width} values of a channel are in shape, over the ${lookback} rows before (Yeh et al. 2016; Zimmerman et al. 2019; Lu et al. 2022).`,
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
  // Memory: values, window means and inverse norms of the last `kept` rows, covariances by lag, rows seen, values without a gap.
  const size = 3 * kept + reach + 1 + 2
  return columnByColumn(size, channels, (memory, z, out) => {
    const join = (at: number) => {
      const all = new Float64Array(kept + z.length)
      all.set(memory.subarray(at, at + kept))
      return all
    }
    const values = join(0)
    const mean = join(kept)
    const inverse = join(2 * kept)
    const covariance = memory.subarray(3 * kept, 3 * kept + reach + 1)
    const seen = memory[size - 2]
    let clean = memory[size - 1]
    for (let row = 0; row < z.length; row++) {
      const i = kept + row
      const gap = Number.isNaN(z[row])
      clean = gap ? 0 : clean + 1
      values[i] = gap ? 0 : z[row]
      inverse[i] = shapeOf(values, i, m, mean)
      if (clean < m) inverse[i] = 0
    }
    const best = bestCorrelations({ values, mean, inverse, covariance, width: m, nearest, reach, kept, seen })
    // Windows among those that a row is compared with: they come in at `nearest` rows and go out past `reach`.
    const earlier = { shaped: 0, flats: 0 }
    const count = (i: number, by: number) => {
      if (inverse[i] > 0) earlier.shaped += by
      else if (inverse[i] < 0) earlier.flats += by
    }
    for (let i = Math.max(m, kept - reach); i < kept - nearest; i++) count(i, 1)
    for (let row = 0; row < z.length; row++) {
      const i = kept + row
      count(i - nearest, 1)
      if (row > 0) count(i - 1 - reach, -1)
      const said = inverse[i] !== 0 && Math.min(reach, seen + row + 1 - m) >= fewestLags && earlier.shaped + earlier.flats > 0
      out[row] = said ? distance(best[row], inverse[i], m, earlier) : NaN
    }
    memory.set(values.subarray(z.length), 0)
    memory.set(mean.subarray(z.length), kept)
    memory.set(inverse.subarray(z.length), 2 * kept)
    memory[size - 2] = seen + z.length
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

/** A flat window equals a flat one; between a flat and any other the distance is sqrt(m), as in the usual implementations. */
function distance(best: number, own: number, m: number, { shaped, flats }: { shaped: number; flats: number }): number {
  if (own < 0) return flats > 0 ? 0 : Math.sqrt(m)
  const nearestShape = shaped > 0 ? Math.sqrt(2 * m * Math.max(0, 1 - best * own)) : Infinity
  return flats > 0 ? Math.min(nearestShape, Math.sqrt(m)) : nearestShape
}
