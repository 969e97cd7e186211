/** A series as it came: instants and values, NaN where there is none. */
export interface Sampled {
  readonly t: Float64Array
  readonly v: Float64Array
}

const fewest = 8

/** Means of the values in `cells` equal parts of a stretch: series that were sampled apart stand on one clock. NaN where a part is empty. */
export function onOneClock({ t, v }: Sampled, { from, to, cells }: { from: number; to: number; cells: number }): Float64Array {
  const sum = new Float64Array(cells)
  const n = new Uint32Array(cells)
  t.forEach((time, i) => {
    const cell = Math.floor(((time - from) / (to - from)) * cells)
    const value = v[i] ?? Number.NaN
    if (cell < 0 || cell >= cells || Number.isNaN(value)) return
    sum[cell] = (sum[cell] ?? 0) + value
    n[cell] = (n[cell] ?? 0) + 1
  })
  return sum.map((s, i) => (n[i] ? s / n[i] : Number.NaN))
}

/** Pearson's r over the pairs of which both are there; null for fewer than eight pairs or when one of the two does not move. */
export function pearson(a: Float64Array, b: Float64Array): number | null {
  let n = 0
  let meanA = 0
  let meanB = 0
  let aa = 0
  let bb = 0
  let ab = 0
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const x = a[i] ?? Number.NaN
    const y = b[i] ?? Number.NaN
    if (Number.isNaN(x) || Number.isNaN(y)) continue
    n++
    // Welford's update, for two variables: no catastrophic cancellation at 1e9 ± 1
    const dx = x - meanA
    const dy = y - meanB
    meanA += dx / n
    meanB += dy / n
    aa += dx * (x - meanA)
    bb += dy * (y - meanB)
    ab += dx * (y - meanB)
  }
  const scale = Math.sqrt(aa) * Math.sqrt(bb)
  if (n < fewest || !(scale > 0) || aa <= 1e-24 * meanA * meanA * n || bb <= 1e-24 * meanB * meanB * n) return null
  return Math.min(1, Math.max(-1, ab / scale))
}

/** r of each with each; the diagonal is 1 where the series moves at all. */
export const correlations = (series: readonly Float64Array[]): (number | null)[][] => series.map((a) => series.map((b) => pearson(a, b)))

/** The pairs that differ most between two matrices, the largest difference first. */
export function loosened(now: readonly (readonly (number | null)[])[], earlier: readonly (readonly (number | null)[])[]): { a: number; b: number; now: number; before: number }[] {
  const pairs = now.flatMap((row, a) =>
    row.flatMap((r, b) => {
      const before = earlier[a]?.[b] ?? null
      return b > a && r !== null && before !== null ? [{ a, b, now: r, before }] : []
    }),
  )
  return pairs.sort((x, y) => Math.abs(y.now - y.before) - Math.abs(x.now - x.before))
}
