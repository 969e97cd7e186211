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
 * 4 (low: watch) to 1 (critical: act now), as alarm priorities are numbered (docs/decisions/0004). One step up for each of: ten thousand times less likely than the threshold asks, a duration of at least 30
 * samples, at least half of the channels (and more than one) involved. Likelihood counts twice at a hundred million times.
 */
export function severityOf({ score, threshold, samples, channelsInvolved, channelsJudged }: SeverityInput): Severity {
  const surplus = score - threshold
  let steps = 0
  if (surplus >= 4) steps++
  if (surplus >= 8) steps++
  if (samples >= 30) steps++
  if (channelsInvolved > 1 && channelsInvolved * 2 >= channelsJudged) steps++
  return steps >= 3 ? 1 : steps === 2 ? 2 : steps === 1 ? 3 : 4
}
