/**
 * Median spacing of rising times in milliseconds (the lower one of an even number); null below two points. Most recordings have one
 * spacing that more than half of the points share, which one pass finds; only the others are sorted.
 */
export function medianSpacing(time: Float64Array): number | null {
  const n = time.length - 1
  if (n < 1) return null
  let candidate = 0
  let votes = 0
  for (let i = 0; i < n; i++) {
    const d = time[i + 1]! - time[i]!
    if (votes === 0) {
      candidate = d
      votes = 1
    } else votes += d === candidate ? 1 : -1
  }
  let equal = 0
  for (let i = 0; i < n; i++) if (time[i + 1]! - time[i]! === candidate) equal++
  if (equal * 2 > n) return candidate
  const spacings = new Float64Array(n)
  for (let i = 0; i < n; i++) spacings[i] = time[i + 1]! - time[i]!
  return spacings.sort()[(n - 1) >> 1]!
}

/** Median of spacings that stand for `weight` points each, in rising order; null when there are none. */
export function weightedMedian(rows: readonly { step: number; weight: number }[]): number | null {
  const total = rows.reduce((sum, row) => sum + row.weight, 0)
  let seen = 0
  for (const row of rows) {
    seen += row.weight
    if (seen * 2 >= total) return row.step
  }
  return null
}
