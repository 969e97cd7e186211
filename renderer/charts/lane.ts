/** What a chart of stacked lanes draws. Times are epoch ms; the arrays of a trace have one length and ascend in time. */
export interface Trace {
  readonly key: string
  readonly label: string
  readonly unit: string
  /** First and last instant of each bucket; the same array for single points. */
  readonly t: Float64Array
  readonly e: Float64Array
  readonly min: Float64Array
  readonly max: Float64Array
  /** 0 good, 1 uncertain, 2 bad; null: all good. */
  readonly quality: Uint8Array | null
  /** No line is drawn over a longer pause, ms. */
  readonly gap: number
  /** Place in the palette; 0 is the colour of the text. */
  readonly colour: number
  readonly dashed?: boolean
  /** Named in the head of the lane only while the pointer asks for values: it explains itself. */
  readonly quiet?: boolean
  /** The value holds until the next one: commands and switches. */
  readonly step?: boolean
  /** The value is a state, and this is what it is called: drawn as a bar, not as a line. */
  readonly states?: ((code: number) => string) | undefined
  /** Operating limits: what lies beyond them is shaded. */
  readonly limits?: { readonly low: number | null; readonly high: number | null } | undefined
}

/** The expected range of a lane's first trace, and the severity in which departures are marked. */
export interface Band {
  readonly t: Float64Array
  readonly lower: Float64Array
  readonly upper: Float64Array
  readonly severity: number
  /** Where departures are what the chart is about; everywhere unless told. */
  readonly judged?: readonly View[]
}

export interface Level {
  readonly value: number
  readonly label: string
  /** What lies above it is drawn in this severity. */
  readonly severity?: number
  readonly move?: { readonly min: number; readonly max: number; readonly label: string; readonly to: (value: number) => void }
}

export interface Lane {
  readonly id: string
  readonly traces: readonly Trace[]
  readonly band?: Band | undefined
  /** A horizontal line with its name. With `move` it can be dragged and moved by keys between `min` and `max`. */
  readonly level?: Level | undefined
  /** Share of the height; 1 unless told. */
  readonly weight?: number
  /** Values that must be in sight, whatever the data. */
  readonly include?: readonly number[]
}

export interface Span {
  readonly id: string
  readonly from: number
  readonly to: number
  readonly severity: number
  readonly judged: boolean
  /** Where it alarmed, ascending; absent: all along. */
  readonly stretches?: readonly View[]
  readonly label: string
}

/** What somebody wrote about a stretch of time; on these lanes, on all where none is named. */
export interface Note {
  readonly id: string
  readonly from: number
  readonly to: number
  readonly words: string
  readonly lanes: readonly string[]
}

export interface View {
  readonly from: number
  readonly to: number
}

/** First index whose time is not before `time`. */
export function lowerBound(times: Float64Array, time: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] ?? Number.POSITIVE_INFINITY) < time) low = middle + 1
    else high = middle
  }
  return low
}

/** The units of a lane's lines, in order: each has a scale of its own. */
export const unitsOf = (lane: Lane): string[] => [...new Set(lane.traces.filter(({ states }) => !states).map(({ unit }) => unit))]

/**
 * Smallest and largest value in sight, widened a little; null when nothing is in sight. With a unit only of the lines in that unit; bands and
 * levels belong to the first. A limit counts as long as it is no further away than the values are apart.
 */
export function valueRange(lane: Lane, view: View, unit?: string): { min: number; max: number } | null {
  const lines = lane.traces.filter((trace) => !trace.states && (unit === undefined || trace.unit === unit))
  const first = unit === undefined || unit === lane.traces[0]?.unit
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  const take = (low: number, high: number) => {
    if (low < min) min = low
    if (high > max) max = high
  }
  const takeAll = (low: Float64Array, high: Float64Array, from: number, to: number) => {
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (let i = from; i < to; i++) {
      // NaN is neither; both are inside, as their lengths are those of the times
      if (low[i]! < least) least = low[i]!
      if (high[i]! > most) most = high[i]!
    }
    take(least, most)
  }
  for (const trace of lines) takeAll(trace.min, trace.max, lowerBound(trace.e, view.from), lowerBound(trace.t, view.to))
  if (lane.band && first) takeAll(lane.band.lower, lane.band.upper, lowerBound(lane.band.t, view.from), lowerBound(lane.band.t, view.to))
  const include = first ? (lane.include ?? []) : []
  if (min > max && include.length === 0) return null
  for (const x of include) take(x, x)
  const [low, high] = [min, max]
  for (const x of lines.flatMap(({ limits }) => [limits?.low, limits?.high])) if (x !== null && x !== undefined && x >= low - (high - low) && x <= high + (high - low)) take(x, x)
  const span = max - min
  const pad = span > 0 ? span * 0.07 : Math.max(Math.abs(max) * 0.02, 0.5)
  return { min: min - pad, max: max + pad }
}

/** The bucket under an instant: its extremes, or null in a gap. The nearest one within the trace's gap counts. */
export function bucketAt(trace: Trace, time: number): { min: number; max: number; t: number } | null {
  const i = lowerBound(trace.t, time)
  let best: number | null = null
  let distance = Number.POSITIVE_INFINITY
  for (const j of [i - 1, i]) {
    const t = trace.t[j]
    const e = trace.e[j]
    if (t === undefined || e === undefined || Number.isNaN(trace.min[j])) continue
    const away = time < t ? t - time : time > e ? time - e : 0
    if (away < distance) {
      distance = away
      best = j
    }
  }
  if (best === null || distance > trace.gap) return null
  return { min: trace.min[best] ?? Number.NaN, max: trace.max[best] ?? Number.NaN, t: trace.t[best] ?? Number.NaN }
}
