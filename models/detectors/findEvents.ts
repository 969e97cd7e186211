import type { RawEvent } from './detector.ts'

export interface EventRules {
  /** Alarming stretches with at most this many quiet rows between them are one event: the bounded look-ahead of merging. */
  readonly gap: number
  /** Events with fewer alarming rows than this are dropped. */
  readonly minimum: number
}

export const defaultRules: EventRules = { gap: 100, minimum: 1 }

/**
 * Stretches of rows whose score is above the threshold, merged over short quiet spells. An event is final as soon as `gap + 1` quiet
 * rows have followed it: merging never looks further ahead than that.
 * @param scores one per row, never NaN.
 */
export function findEvents(scores: Float64Array, threshold: number, rules: EventRules = defaultRules): RawEvent[] {
  const { gap, minimum } = rules
  const events: RawEvent[] = []
  let row = 0
  for (;;) {
    while (row < scores.length && !(scores[row] > threshold)) row++
    if (row >= scores.length) return events
    const from = row
    const to = endOf(scores, from, threshold, gap)
    if (minimum <= 1 || alarmingRows(scores, from, to, threshold) >= minimum) {
      const peak = peakOf(scores, from, to)
      events.push({ from, to, peak, score: scores[peak] })
    }
    row = to + gap + 1
  }
}

/** The end of the event that begins here. Of the rows that may still belong to it the furthest are asked first: where alarms stand close, most rows are never looked at. */
function endOf(scores: Float64Array, from: number, threshold: number, gap: number): number {
  let last = from
  for (;;) {
    let next = Math.min(last + gap + 1, scores.length - 1)
    while (next > last && !(scores[next] > threshold)) next--
    if (next === last) return last + 1
    last = next
  }
}

function peakOf(scores: Float64Array, from: number, to: number): number {
  let peak = from
  let highest = scores[from]
  for (let row = from + 1; row < to; row++) {
    if (scores[row] <= highest) continue
    highest = scores[row]
    peak = row
  }
  return peak
}

function alarmingRows(scores: Float64Array, from: number, to: number, threshold: number): number {
  let count = 0
  for (let row = from; row < to; row++) if (scores[row] > threshold) count++
  return count
}
