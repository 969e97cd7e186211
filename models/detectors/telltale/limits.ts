import { createThresholdBench } from '../../threshold/bench.ts'
import { defaultRules } from '../findEvents.ts'
import { fitTail } from './tail.ts'

/** What the reference says about thresholds: how long an alarm lasts, and which threshold gave how many alarms. */
export interface Limits {
  readonly interval: number
  readonly rows: number
  /** Rows per cluster of high scores: how many looks one alarm takes. */
  readonly clusterLength: number
  /** `heights[k]`: the lowest threshold with at most k events on the reference. */
  readonly heights: Float64Array
  /** Fewest alarms that the budget must allow on the reference before it is held against it. */
  readonly countable: number
}

export const noLimits: Limits = { interval: 1, rows: 0, clusterLength: 1, heights: new Float64Array(0), countable: 1 }

const millisecondsPerWeek = 604_800_000
const mostHeights = 256
/**
 * -log10 of the rarest look that is asked of a short reference: one in 400. Rarer ones are the prior speaking, not the plant. A longer
 * reference carries further: to what happens once in its own length.
 */
const rarestOfShort = 2.6

/** @param scores of the asset on the reference rows. @param interval milliseconds a row. */
export function fitLimits(scores: Float64Array, interval: number, mayHoldFaults: boolean): Limits {
  const bench = createThresholdBench(scores, defaultRules.gap)
  const heights = Float64Array.from({ length: mostHeights }, (_, events) => bench.lowestWithin(events))
  // The few alarms that a budget allows on a short history may well be its faults: they do not raise the threshold.
  return { interval, rows: scores.length, clusterLength: fitTail(scores).clusterLength, heights, countable: mayHoldFaults ? 10 : 1 }
}

/**
 * The threshold for a budget. From the tail: the probability that leaves `alarmsPerWeek` clusters a week, as far as the reference
 * reaches. Where the reference is long enough to hold an alarm of the budget, the budget is also kept on the reference itself.
 */
export function thresholdWithin({ interval, rows, clusterLength, heights, countable }: Limits, alarmsPerWeek: number): number {
  const rowsPerWeek = interval > 0 ? millisecondsPerWeek / interval : 1
  const asked = Math.log10(rowsPerWeek / clusterLength / alarmsPerWeek)
  const within = Math.min(asked, Math.max(rarestOfShort, Math.log10(rows / clusterLength)))
  const allowed = Math.floor((alarmsPerWeek * rows) / rowsPerWeek)
  const seen = allowed >= countable && heights.length > 0 ? heights[Math.min(allowed, heights.length - 1)] : 0
  return Math.max(0, within, seen)
}
