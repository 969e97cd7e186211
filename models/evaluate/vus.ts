import type { RowRange } from '../series/frame.ts'
import { rangesOf } from './labels.ts'

export interface Volumes {
  readonly vusRoc: number
  readonly vusPr: number
}

/**
 * Volume under the ROC and precision-recall surfaces (Paparrizos et al., PVLDB 15(11), 2022), in the optimised form that the TSB-AD
 * leaderboard uses: buffers 0..window around every labelled stretch that fall off with a square root, `thresholds` levels at equal
 * ranks of the score, recall weighted by the share of stretches touched.
 *
 * Every level adds rows to the ones before it, so each row is put in the bucket of its first level once and the surface is a running
 * sum: O(rows x window) instead of O(rows x window x levels).
 * @param scores finite, one a row. @param labels one byte a row. NaN for both when nothing is labelled.
 */
export function volumesUnderSurface(scores: Float64Array, labels: Uint8Array, window = 100, thresholds = 250): Volumes {
  const rows = labels.length
  const stretches = rangesOf(labels)
  if (stretches.length === 0) return { vusRoc: NaN, vusPr: NaN }
  const labelled = stretches.reduce((sum, { from, to }) => sum + to - from, 0)
  const { bucket, predicted } = bucketRows(scores, thresholds)
  const widest = buffered(stretches, rows, window)
  let roc = 0
  let pr = 0
  for (let width = 0; width <= window; width++) {
    const soft = softLabels(stretches, labels, width)
    const regions = buffered(stretches, rows, width)
    const touched = new Float64Array(thresholds)
    for (const { from, to } of regions) {
      let first = thresholds - 1
      for (let t = from; t < to; t++) first = Math.min(first, bucket[t])
      touched[first]++
    }
    const hits = new Float64Array(thresholds)
    const softHits = new Float64Array(thresholds)
    for (const { from, to } of widest) {
      for (let t = from; t < to; t++) {
        hits[bucket[t]] += soft[t]
        if (!labels[t]) softHits[bucket[t]] += soft[t]
      }
    }
    let truePositives = 0
    let positives = labelled
    let existence = 0
    let lastRecall = 0
    let lastFalse = 0
    for (let k = 0; k < thresholds; k++) {
      truePositives += hits[k]
      positives += softHits[k]
      existence += touched[k]
      const expected = (labelled + positives) / 2
      const recall = (Math.min(truePositives / expected, 1) * existence) / regions.length
      const falseRate = (predicted[k] - truePositives) / (rows - expected)
      roc += ((falseRate - lastFalse) * (recall + lastRecall)) / 2
      pr += ((recall - lastRecall) * truePositives) / predicted[k]
      lastRecall = recall
      lastFalse = falseRate
    }
    roc += ((1 - lastFalse) * (1 + lastRecall)) / 2
  }
  return { vusRoc: roc / (window + 1), vusPr: pr / (window + 1) }
}

/** The first level at which each row is predicted, and how many rows are predicted at each level. */
function bucketRows(scores: Float64Array, thresholds: number): { bucket: Uint16Array; predicted: Float64Array } {
  const descending = scores.toSorted().reverse()
  const last = scores.length - 1
  const levels = Float64Array.from({ length: thresholds }, (_, k) => descending[k === thresholds - 1 ? last : Math.floor(k * (last / (thresholds - 1)))])
  const bucket = new Uint16Array(scores.length)
  const predicted = new Float64Array(thresholds)
  scores.forEach((score, t) => {
    let low = 0
    let high = thresholds - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (score >= levels[middle]) high = middle
      else low = middle + 1
    }
    bucket[t] = low
    predicted[low]++
  })
  for (let k = 1; k < thresholds; k++) predicted[k] += predicted[k - 1]
  return { bucket, predicted }
}

/** Stretches widened by half a window on both sides, joined where they meet. */
function buffered(stretches: readonly RowRange[], rows: number, window: number): RowRange[] {
  const half = window >> 1
  const out: RowRange[] = []
  let from = Math.max(0, stretches[0].from - half)
  for (let i = 0; i + 1 < stretches.length; i++) {
    const end = stretches[i].to - 1 + half
    const next = stretches[i + 1].from - half
    if (end >= next) continue
    out.push({ from, to: end + 1 })
    from = next
  }
  out.push({ from, to: Math.min(stretches[stretches.length - 1].to + half, rows) })
  return out
}

function softLabels(stretches: readonly RowRange[], labels: Uint8Array, window: number): Float64Array {
  const half = window >> 1
  const rows = labels.length
  const soft = Float64Array.from(labels, (label) => (label ? 1 : 0))
  for (const { from, to } of stretches) {
    const last = to - 1
    for (let t = last + 1; t < Math.min(last + half + 1, rows); t++) soft[t] += Math.sqrt(1 - (t - last) / window)
    for (let t = Math.max(0, from - half); t < from; t++) soft[t] += Math.sqrt(1 - (from - t) / window)
  }
  return soft.map((x) => Math.min(1, x))
}
