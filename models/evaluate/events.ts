import type { RowRange } from '../series/frame.ts'

export interface EventScore {
  readonly truePositives: number
  readonly falsePositives: number
  readonly falseNegatives: number
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

/**
 * Counts events as in Hundman et al. 2018 (telemanom), strictly: a predicted stretch that touches labels is a hit and credits only the
 * first label it touches; each label counts once; a stretch that touches none is a false positive; labels without credit are missed.
 * @param labels ascending and not overlapping.
 */
export function countEvents(predicted: readonly RowRange[], labels: readonly RowRange[]): EventScore {
  const credited = new Set<number>()
  let falsePositives = 0
  for (const event of predicted) {
    const first = firstEndingAfter(labels, event.from)
    if (first < labels.length && labels[first].from < event.to) credited.add(first)
    else falsePositives++
  }
  return eventScore(credited.size, falsePositives, labels.length - credited.size)
}

function firstEndingAfter(labels: readonly RowRange[], row: number): number {
  let low = 0
  let high = labels.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (labels[middle].to > row) high = middle
    else low = middle + 1
  }
  return low
}

/** Pools the counts of several recordings before any rate is taken. */
export function poolEvents(scores: readonly EventScore[]): EventScore {
  const sum = (part: (score: EventScore) => number) => scores.reduce((total, score) => total + part(score), 0)
  return eventScore(sum((s) => s.truePositives), sum((s) => s.falsePositives), sum((s) => s.falseNegatives))
}

function eventScore(truePositives: number, falsePositives: number, falseNegatives: number): EventScore {
  return {
    truePositives,
    falsePositives,
    falseNegatives,
    precision: truePositives / (truePositives + falsePositives),
    recall: truePositives / (truePositives + falseNegatives),
    f1: truePositives / (truePositives + (falsePositives + falseNegatives) / 2),
  }
}

/** Rows from the beginning of each label to the first alarm inside it; NaN for a label without one. */
export function detectionDelays(predicted: readonly RowRange[], labels: readonly RowRange[]): number[] {
  return labels.map((label) => {
    const first = predicted.find((event) => event.from < label.to && label.from < event.to)
    return first ? Math.max(0, first.from - label.from) : NaN
  })
}

/** @param interval milliseconds a row. NaN without rows or without a clock. */
export function alarmsPerWeek(events: number, rows: number, interval: number): number {
  const weeks = (rows * interval) / 604_800_000
  return weeks > 0 ? events / weeks : NaN
}
