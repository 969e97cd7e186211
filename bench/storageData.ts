/** Points from..to of an endless sensor: one a second, three decimals, a slow wave with noise. */
export function sensorColumns(from: number, to: number): { time: Float64Array; value: Float64Array } {
  const time = new Float64Array(to - from)
  const value = new Float64Array(to - from)
  for (let i = from; i < to; i++) {
    time[i - from] = 1_500_000_000_000 + 1000 * i
    value[i - from] = Math.round(1000 * (20 + 5 * Math.sin(i / 500) + ((i * 7919) % 101) / 100)) / 1000
  }
  return { time, value }
}

/** Milliseconds. */
export async function timed(work: () => unknown): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1]! // never called with none
}
