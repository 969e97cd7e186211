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
  /** The score of what just stands out of a history that may hold faults; null where the reference is free of them. */
  readonly standsOut: number | null
}

export const noLimits: Limits = { interval: 1, rows: 0, clusterLength: 1, heights: new Float64Array(0), countable: 1, standsOut: null }

const millisecondsPerWeek = 604_800_000
const mostHeights = 256
/** So that the ordinary peak that fixed a tail does not pass its own limit by a rounding error. */
const justAbove = 1e-3
/** The budget at which the dial rests: what just stands out of a whole history is shown at it. */
const restingBudget = 2
/** An alarm is never commoner than one look in a hundred: below that a slow clock would ask for ordinary rows to fill the budget. */
export const commonestAlarm = 2
/**
 * -log10 of the rarest look that is asked of a short reference: one in 500. Rarer ones are the prior speaking, not the plant. A longer
 * reference carries further: to what happens once in its own length.
 */
export const rarestOfShort = 2.7

/** So many rows of a reference beyond a score, and how rare it is was counted, not extrapolated: a long reference asks for as much. */
const counted = 100

/** @param scores of the asset on the reference rows. @param interval milliseconds a row. @param standsOut as in `Limits`. */
export function fitLimits(scores: Float64Array, interval: number, standsOut: number | null): Limits {
  const bench = createThresholdBench(scores, defaultRules.gap)
  const heights = Float64Array.from({ length: mostHeights }, (_, events) => bench.lowestWithin(events))
  // The few alarms that a budget allows on a short history may well be its faults: they do not raise the threshold.
  return { interval, rows: scores.length, clusterLength: fitTail(scores).clusterLength, heights, countable: standsOut === null ? 1 : 10, standsOut }
}

/**
 * The threshold for a budget. From the tail: the probability that leaves `alarmsPerWeek` clusters a week, as far as the reference
 * reaches. Where the reference is long enough to hold an alarm of the budget, the budget is also kept on the reference itself.
 */
export function thresholdWithin({ interval, rows, clusterLength, heights, countable, standsOut }: Limits, alarmsPerWeek: number): number {
  const rowsPerWeek = interval > 0 ? millisecondsPerWeek / interval : 1
  const asked = Math.log10(rowsPerWeek / clusterLength / alarmsPerWeek)
  const within = standsOut === null ? Math.min(asked, Math.max(rarestOfShort, Math.log10(rows / clusterLength))) : standsOut + justAbove - Math.log10(alarmsPerWeek / restingBudget)
  const allowed = Math.floor((alarmsPerWeek * rows) / rowsPerWeek)
  const seen = allowed >= countable && heights.length > 0 ? heights[Math.min(allowed, heights.length - 1)] : 0
  const commonest = Math.min(rarestOfShort, Math.max(commonestAlarm, Math.log10(rows / counted)))
  return Math.max(commonest, within, seen)
}
