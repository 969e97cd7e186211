/**
 * Quantile by linear interpolation between order statistics (type 7 of Hyndman & Fan 1996, numpy's default).
 * @param sorted ascending, without NaN. An empty array gives NaN.
 */
export function quantileSorted(sorted: Float64Array, q: number): number {
  if (sorted.length === 0) return NaN
  const at = (sorted.length - 1) * Math.min(1, Math.max(0, q))
  const low = Math.floor(at)
  const high = Math.ceil(at)
  return sorted[low] + (sorted[high] - sorted[low]) * (at - low)
}

/** The finite values in their order, as a new array. A loop, because `filter` calls a function for each of millions. */
export function finiteOf(values: Float64Array): Float64Array {
  const finite = new Float64Array(values.length)
  let count = 0
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i])) finite[count++] = values[i]
  return finite.subarray(0, count)
}

/** The finite values, ascending, as a new array. */
export function sortedFinite(values: Float64Array): Float64Array {
  return finiteOf(values).sort()
}

/** Median spacing of ascending times, ignoring repeats; 0 below two points. */
export function medianInterval(time: Float64Array): number {
  const steps = new Float64Array(Math.max(0, time.length - 1))
  for (let i = 0; i + 1 < time.length; i++) steps[i] = time[i + 1] - time[i]
  const positive = steps.filter((step) => step > 0).sort()
  return positive.length === 0 ? 0 : quantileSorted(positive, 0.5)
}
