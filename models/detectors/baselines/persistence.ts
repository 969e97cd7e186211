import { columnByColumn, type Method } from './method.ts'

/** Sizes of telemanom, the authors' program: errors are smoothed over 105 rows, judged against 2,100, anew each 70. */
const span = 105
const history = 2100
const batch = 70

/**
 * The value before as forecast, and the dynamic threshold of Hundman et al. 2018 (KDD, section 3.2): each batch of smoothed errors is
 * held against the threshold that best parts the last 2,100 errors. Raw score: smoothed error over threshold.
 */
export const persistence: Method<null> = {
  id: 'persistence',
  version: 3,
  title: 'Persistence, dynamic threshold',
  about: 'The error of "as the value before", smoothed, against a threshold that adapts to the recent errors (Hundman et al. 2018).',
  stage: 'level',
  fewest: 2 * batch,
  settled: history,
  learn: () => null,
  score: (_, channels) =>
    // Memory: a ring of smoothed errors, then last value (plus 1 where there is one), smoothed error, errors seen, threshold.
    columnByColumn(history + 5, channels, (memory, z, out) => {
      const ring = memory.subarray(0, history)
      const state = memory.subarray(history)
      for (let row = 0; row < z.length; row++) {
        out[row] = NaN
        if (Number.isNaN(z[row])) continue
        const error = Math.abs(z[row] - state[0])
        const first = state[1] === 0
        state[0] = z[row]
        state[1] = 1
        if (first) continue
        const seen = ++state[3]
        state[2] += Math.max(2 / (span + 1), 1 / seen) * (error - state[2])
        ring[(seen - 1) % history] = state[2]
        if (seen % batch === 0) state[4] = dynamicThreshold(inOrder(ring, seen))
        if (seen >= batch) out[row] = state[2] / state[4]
      }
    }),
  expected: (_, z) =>
    z.map((column) => {
      let last = 0
      return column.map((x) => {
        const before = last
        if (!Number.isNaN(x)) last = x
        return before
      })
    }),
}

function inOrder(ring: Float64Array, seen: number): Float64Array {
  if (seen <= ring.length) return ring.slice(0, seen)
  const at = seen % ring.length
  const errors = new Float64Array(ring.length)
  errors.set(ring.subarray(at))
  errors.set(ring.subarray(0, at), ring.length - at)
  return errors
}

const weakest = 2.5
const strongest = 12
/** Errors this close to one above the threshold belong to the same stretch. */
const buffer = 100

/**
 * The threshold mean + z sd, z in 2.5, 3 ... 11.5, that takes off most of mean and deviation for the fewest errors and stretches; mean +
 * 12 sd where none is worth it. Above 0.
 */
export function dynamicThreshold(errors: Float64Array): number {
  const { mean, deviation } = moments(errors, Infinity)
  let chosen = mean + strongest * deviation
  if (!(deviation > 0)) return Math.max(chosen, 1e-9)
  // Few errors lie above the weakest threshold: only those are looked at again for each of the others.
  const lowest = mean + weakest * deviation
  const base = moments(errors, lowest)
  const high = placesFrom(errors, lowest)
  let best = -Infinity
  for (let z = weakest; z < strongest; z += 0.5) {
    const limit = mean + z * deviation
    const above = stretchesAbove(errors, high, limit)
    if (above.rows === 0 || above.stretches > 5 || above.buffered >= errors.length / 2) continue
    const rest = joined(base, errors, high, limit)
    const gain = ((mean - rest.mean) / mean + (deviation - rest.deviation) / deviation) / (above.stretches ** 2 + above.buffered)
    if (gain < best) continue
    best = gain
    chosen = limit
  }
  return Math.max(chosen, 1e-9)
}

interface Moments {
  readonly count: number
  readonly mean: number
  readonly deviation: number
}

function moments(errors: Float64Array, below: number): Moments {
  let count = 0
  let sum = 0
  for (let at = 0; at < errors.length; at++) {
    if (errors[at] >= below) continue
    count++
    sum += errors[at]
  }
  const mean = count > 0 ? sum / count : 0
  let square = 0
  for (let at = 0; at < errors.length; at++) if (errors[at] < below) square += (errors[at] - mean) * (errors[at] - mean)
  return { count, mean, deviation: count > 0 ? Math.sqrt(square / count) : 0 }
}

/** Where the errors are that reach the limit. */
function placesFrom(errors: Float64Array, limit: number): readonly number[] {
  const places: number[] = []
  for (let at = 0; at < errors.length; at++) if (errors[at] >= limit) places.push(at)
  return places
}

/** Moments of the base and those of the high errors that lie below the limit. */
function joined({ count, mean, deviation }: Moments, errors: Float64Array, high: readonly number[], limit: number): Moments {
  let all = count
  let away = 0
  let square = deviation * deviation * count
  for (const at of high) {
    if (errors[at] >= limit) continue
    all++
    away += errors[at] - mean
    square += (errors[at] - mean) ** 2
  }
  if (all === 0) return { count: 0, mean: 0, deviation: 0 }
  return { count: all, mean: mean + away / all, deviation: Math.sqrt(Math.max(0, square - (away * away) / all) / all) }
}

/** Errors above the limit, and the stretches that they make when each is widened by the buffer on both sides. */
function stretchesAbove(errors: Float64Array, high: readonly number[], limit: number): { rows: number; buffered: number; stretches: number } {
  let rows = 0
  let buffered = 0
  let stretches = 0
  let until = -1
  for (const at of high) {
    if (!(errors[at] > limit)) continue
    rows++
    const from = Math.max(0, at - buffer + 1)
    const to = Math.min(errors.length, at + buffer)
    if (from > until) stretches++
    buffered += to - Math.max(from, until < 0 ? 0 : until)
    until = to
  }
  return { rows, buffered, stretches }
}
