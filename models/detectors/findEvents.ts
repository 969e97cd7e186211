import type { RawEvent } from './detector.ts'

export interface EventRules {
  /** Alarming stretches with at most this many quiet rows between them are one event: the bounded look-ahead of merging. */
  readonly gap: number
  /** Events with fewer alarming rows than this are dropped. */
  readonly minimum: number
}

export const defaultRules: EventRules = { gap: 60, minimum: 1 }

/**
 * Stretches of rows whose score is above the threshold, merged over short quiet spells. An event is final as soon as `gap + 1` quiet
 * rows have followed it: merging never looks further ahead than that.
 * @param scores one per row, never NaN.
 */
export function findEvents(scores: Float64Array, threshold: number, rules: EventRules = defaultRules): RawEvent[] {
  const events: RawEvent[] = []
  const { gap, minimum } = rules
  let from = -1
  let last = -1
  let alarming = 0
  let peak = -1
  // No function is closed over these variables: ten million rows are walked while a dial is turned.
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]
    if (!(score > threshold)) continue
    if (from < 0 || i - last > gap + 1) {
      if (from >= 0 && alarming >= minimum) events.push({ from, to: last + 1, peak, score: scores[peak] })
      from = i
      alarming = 0
      peak = i
    }
    alarming++
    last = i
    if (score > scores[peak]) peak = i
  }
  if (from >= 0 && alarming >= minimum) events.push({ from, to: last + 1, peak, score: scores[peak] })
  return events
}
