import { fitTail, tailScore, type Tail } from '../detectors/telltale/tail.ts'

/** How errors of prediction become scores: the same for a network and for the baselines beside it, learned on normal rows that nobody was trained on. */
export interface Judge {
  /** Rows over which errors are smoothed (exponentially, as in telemanom). */
  readonly span: number
  readonly channels: readonly Tail[]
  readonly combined: Tail
}

const millisecondsPerWeek = 604_800_000

/** @param errors per channel, one absolute error a row, NaN where nothing was predicted. @param rows rows to learn from, ascending. */
export function fitJudge(errors: readonly Float32Array[], rows: Uint32Array, span: number): Judge {
  const smooth = errors.map((one) => smoothed(one, span))
  const channels = smooth.map((one) => fitTail(pick(one, rows)))
  return { span, channels, combined: fitTail(pick(combine(smooth, channels), rows)) }
}

/** -log10 of the tail probability of each row on normal data; 0 where nothing was predicted. */
export function judge({ span, channels }: Judge, errors: readonly Float32Array[]): Float64Array {
  return combine(errors.map((one) => smoothed(one, span)), channels)
}

/** The same of each judged channel alone, in the order of the errors: who made the score of a row. */
export function judgeChannels({ span, channels }: Judge, errors: readonly Float32Array[]): Float64Array[] {
  return errors.map((one, c) => smoothed(one, span).map((error) => (Number.isNaN(error) ? 0 : tailScore(error, channels[c]))))
}

/**
 * The next rows of a history: scores of the asset on the scale that all detectors share (-log10 of the tail probability of the combined score
 * on normal data), and of each judged channel.
 * @param means smoothed error of each channel at the row before, NaN where there was none; moved on to the last row.
 */
export function judgeOn({ span, channels, combined }: Judge, errors: readonly Float32Array[], means: Float64Array): { asset: Float64Array; channels: Float64Array[] } {
  const smooth = errors.map((one, c) => {
    const out = smoothed(one, span, means[c])
    means[c] = out.findLast((mean) => !Number.isNaN(mean)) ?? means[c]
    return out
  })
  return {
    asset: combine(smooth, channels).map((score) => tailScore(score, combined)),
    channels: smooth.map((one, c) => one.map((error) => (Number.isNaN(error) ? 0 : tailScore(error, channels[c])))),
  }
}

/** The asset's score on the shared scale above which at most `alarmsPerWeek` events are expected on normal data. @param interval milliseconds a row. */
export function sharedThresholdOf({ combined }: Judge, interval: number, alarmsPerWeek: number): number {
  const rowsPerWeek = interval > 0 ? millisecondsPerWeek / interval : 1
  return Math.log10(rowsPerWeek / combined.clusterLength / alarmsPerWeek)
}

/** The same on the scale of the combined score itself. */
export function thresholdOf(learned: Judge, interval: number, alarmsPerWeek: number): number {
  const { combined } = learned
  const wanted = sharedThresholdOf(learned, interval, alarmsPerWeek)
  // Found on the scale of the combined score, which is itself a maximum over channels: brought back through its own tail.
  let low = 0
  let high = 64
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2
    if (tailScore(middle, combined) < wanted) low = middle
    else high = middle
  }
  return high
}

/** Many channels look at the same row: half the log of their number is taken off. */
function combine(smooth: readonly Float64Array[], tails: readonly Tail[]): Float64Array {
  const out = new Float64Array(smooth[0]?.length ?? 0)
  const penalty = 0.5 * Math.log10(Math.max(1, smooth.length))
  smooth.forEach((one, c) => {
    for (let i = 0; i < out.length; i++) {
      if (Number.isNaN(one[i])) continue
      out[i] = Math.max(out[i], tailScore(one[i], tails[c]) - penalty)
    }
  })
  return out
}

/** Causal exponential mean; a row without an error is left out and gets NaN. */
function smoothed(errors: Float32Array, span: number, before = Number.NaN): Float64Array {
  const alpha = 2 / (span + 1)
  const out = new Float64Array(errors.length).fill(Number.NaN)
  let mean = before
  for (let i = 0; i < errors.length; i++) {
    const error = errors[i]
    if (Number.isNaN(error)) continue
    mean = Number.isNaN(mean) ? error : mean + alpha * (error - mean)
    out[i] = mean
  }
  return out
}

const pick = (values: Float64Array, rows: Uint32Array): Float64Array => Float64Array.from(rows, (row) => values[row])
