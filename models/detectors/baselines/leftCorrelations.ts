/** The covariances are computed anew after this many rows, at fixed rows of the series, so that rounding never piles up. */
const renewal = 4096
/** Rows that are taken along four diagonals at a time: what they touch stays close to the processor. */
const tile = 1024
/** Diagonals walked side by side: each value read serves all of them. */
const together = 4

export interface Earlier {
  /** Values (0 where there is none), means of the windows that end there, and 1 / norm of their shapes: 0 with a gap or before the series began, -1 where flat. The first `kept` rows were seen before. */
  readonly values: Float64Array
  readonly mean: Float64Array
  readonly inverse: Float64Array
  /** Covariance of the last window with the one `lag` rows before, by lag: taken up at the first row and left behind the last. */
  readonly covariance: Float64Array
  readonly width: number
  /** Windows are compared with those `nearest` to `reach` rows before. */
  readonly nearest: number
  readonly reach: number
  readonly kept: number
  /** Rows of the series before the first new one; before it began it counts as 0. */
  readonly seen: number
}

/**
 * Per new row the highest covariance with an earlier window over that window's norm; -Infinity where none is to be compared. Covariances
 * roll along diagonals by one product of differences a row (Zimmerman et al. 2019, "Matrix profile XVIII"), in the same order in any cut.
 */
export function bestCorrelations(earlier: Earlier): Float64Array {
  const { values, mean, inverse, covariance, width: m, nearest, reach, kept, seen } = earlier
  const rows = values.length - kept
  const best = new Float64Array(rows).fill(-Infinity)
  // cov(i, j) - cov(i-1, j-1) = change(i) * offset(j) + offset(i) * change(j)
  const change = new Float64Array(values.length)
  const offset = new Float64Array(values.length)
  const other = new Float64Array(values.length)
  for (let i = m; i < values.length; i++) {
    change[i] = (values[i] - values[i - m]) / 2
    offset[i] = values[i] - mean[i] + (values[i - m] - mean[i - 1])
  }
  // What is not to be compared is no number: it is never the highest.
  for (let i = 0; i < values.length; i++) other[i] = inverse[i] > 0 ? inverse[i] : NaN
  const walk = { change, offset, other, covariance, best, kept }
  for (let from = 0; from < rows; ) {
    const renewed = (seen + from + 1) % renewal === 0
    if (renewed) {
      renew(earlier, kept + from)
      compareAt(walk, earlier, from)
    }
    const first = renewed ? from + 1 : from
    const to = Math.min(rows, from + tile, from + renewal - ((seen + from + 1) % renewal))
    for (let lag = nearest; lag <= reach; lag += together) {
      if (lag + together - 1 <= reach) walkTogether(walk, lag, first, to)
      else for (let one = lag; one <= reach; one++) walkOne(walk, one, first, to)
    }
    from = to
  }
  return best
}

interface Walk {
  readonly change: Float64Array
  readonly offset: Float64Array
  readonly other: Float64Array
  readonly covariance: Float64Array
  readonly best: Float64Array
  readonly kept: number
}

function walkTogether({ change, offset, other, covariance, best, kept }: Walk, lag: number, from: number, to: number): void {
  let c0 = covariance[lag]
  let c1 = covariance[lag + 1]
  let c2 = covariance[lag + 2]
  let c3 = covariance[lag + 3]
  let j = kept + from - lag
  // Each row is one further along: what stood against one diagonal stands against the next.
  let [d1, d2, d3] = [change[j - 1], change[j - 2], change[j - 3]]
  let [o1, o2, o3] = [offset[j - 1], offset[j - 2], offset[j - 3]]
  let [n1, n2, n3] = [other[j - 1], other[j - 2], other[j - 3]]
  for (let row = from; row < to; row++, j++) {
    const d = change[kept + row]
    const o = offset[kept + row]
    const d0 = change[j]
    const o0 = offset[j]
    const n0 = other[j]
    c0 += d * o0 + o * d0
    c1 += d * o1 + o * d1
    c2 += d * o2 + o * d2
    c3 += d * o3 + o * d3
    let highest = best[row]
    const r0 = c0 * n0
    const r1 = c1 * n1
    const r2 = c2 * n2
    const r3 = c3 * n3
    if (r0 > highest) highest = r0
    if (r1 > highest) highest = r1
    if (r2 > highest) highest = r2
    if (r3 > highest) highest = r3
    best[row] = highest
    d3 = d2
    d2 = d1
    d1 = d0
    o3 = o2
    o2 = o1
    o1 = o0
    n3 = n2
    n2 = n1
    n1 = n0
  }
  covariance[lag] = c0
  covariance[lag + 1] = c1
  covariance[lag + 2] = c2
  covariance[lag + 3] = c3
}

function walkOne({ change, offset, other, covariance, best, kept }: Walk, lag: number, from: number, to: number): void {
  let c = covariance[lag]
  for (let row = from; row < to; row++) {
    const i = kept + row
    c += change[i] * offset[i - lag] + offset[i] * change[i - lag]
    const r = c * other[i - lag]
    if (r > best[row]) best[row] = r
  }
  covariance[lag] = c
}

function renew({ values, mean, covariance, width: m, nearest, reach }: Earlier, i: number): void {
  for (let lag = nearest; lag <= reach; lag++) {
    let sum = 0
    for (let k = i - m + 1; k <= i; k++) sum += (values[k] - mean[i]) * (values[k - lag] - mean[i - lag])
    covariance[lag] = sum
  }
}

function compareAt({ other, covariance, best, kept }: Walk, { nearest, reach }: Earlier, row: number): void {
  for (let lag = nearest; lag <= reach; lag++) {
    const r = covariance[lag] * other[kept + row - lag]
    if (r > best[row]) best[row] = r
  }
}
