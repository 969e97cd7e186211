import type { Statistics } from '../../contract/series.ts'
import type { Telemetry } from '../../storage/ports.ts'

/** Half-open: from <= t < to. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** As in models/preprocess/align: a value is held over at most this many of its tag's own intervals. */
const heldIntervals = 5

/** The stretches of [from, to) in which the last value of a series lies above a bound; a missing or too old value is not above anything. */
export async function stretchesAbove(telemetry: Telemetry, { series, above }: { series: number; above: number }, from: number, to: number): Promise<Stretch[]> {
  const [info] = await telemetry.info([series])
  const held = info?.interval ? info.interval * heldIntervals : Number.POSITIVE_INFINITY
  const stretches: { from: number; to: number }[] = []
  const add = (begin: number, end: number) => {
    const last = stretches.at(-1)
    if (end <= begin) return
    if (last && last.to >= begin) last.to = end
    else stretches.push({ from: begin, to: end })
  }
  let lastTime = Number.NaN
  let lastAbove = false
  const until = (next: number) => {
    if (lastAbove) add(Math.max(lastTime, from), Math.min(next, lastTime + held, to))
  }
  // what was measured shortly before the stretch is still held in it
  for await (const { time, value } of telemetry.scan(series, Number.isFinite(held) ? from - held : Number.NEGATIVE_INFINITY, to)) {
    for (let i = 0; i < time.length; i++) {
      until(time[i]!)
      lastTime = time[i]!
      lastAbove = value[i]! > above
    }
  }
  until(to)
  return stretches
}

/** Count, extremes, mean and sample deviation (Welford 1962) of the points inside the stretches, which ascend. */
export async function statisticsWithin(telemetry: Telemetry, series: number, stretches: readonly Stretch[]): Promise<Statistics> {
  let n = 0
  let values = 0
  let mean = 0
  let squares = 0
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  const first = stretches[0]
  const last = stretches.at(-1)
  if (first && last) {
    let at = 0
    for await (const { time, value } of telemetry.scan(series, first.from, last.to)) {
      for (let i = 0; i < time.length; i++) {
        while (at < stretches.length && stretches[at]!.to <= time[i]!) at++
        if (at === stretches.length || time[i]! < stretches[at]!.from) continue
        n++
        const x = value[i]!
        if (Number.isNaN(x)) continue
        values++
        const away = x - mean
        mean += away / values
        squares += away * (x - mean)
        if (x < min) min = x
        if (x > max) max = x
      }
    }
  }
  const known = (x: number) => (values > 0 && Number.isFinite(x) ? x : null)
  return { n, missing: n - values, min: known(min), max: known(max), mean: known(mean), std: values > 1 ? known(Math.sqrt(squares / (values - 1))) : null }
}
