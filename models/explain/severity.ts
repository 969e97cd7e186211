export type Severity = 1 | 2 | 3 | 4

export interface SeverityInput {
  /** -log10 of the tail probability at the peak. */
  readonly score: number
  /** The threshold the event had to pass, same scale. */
  readonly threshold: number
  /** Length of the event in samples. */
  readonly samples: number
  /** How many channels took part, and how many were judged. */
  readonly channelsInvolved: number
  readonly channelsJudged: number
}

/**
 * 1 (watch) to 4 (act now). One point for each of: ten thousand times less likely than the threshold asks, a duration of at least 30
 * samples, at least half of the channels (and more than one) involved. Likelihood counts twice at a hundred million times.
 */
export function severityOf({ score, threshold, samples, channelsInvolved, channelsJudged }: SeverityInput): Severity {
  const surplus = score - threshold
  let points = 1
  if (surplus >= 4) points++
  if (surplus >= 8) points++
  if (samples >= 30) points++
  if (channelsInvolved > 1 && channelsInvolved * 2 >= channelsJudged) points++
  return points >= 4 ? 4 : points === 3 ? 3 : points === 2 ? 2 : 1
}
