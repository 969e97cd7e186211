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
  let from = -1
  let last = -1
  let alarming = 0
  let peak = -1
  const close = () => {
    if (from >= 0 && alarming >= rules.minimum) events.push({ from, to: last + 1, peak, score: scores[peak] })
    from = -1
  }
  for (let i = 0; i < scores.length; i++) {
    if (!(scores[i] > threshold)) continue
    if (from >= 0 && i - last > rules.gap + 1) close()
    if (from < 0) {
      from = i
      alarming = 0
      peak = i
    }
    alarming++
    last = i
    if (scores[i] > scores[peak]) peak = i
  }
  close()
  return events
}
