/** Row by row comparison of alarms with labels. Rates are shares 0..1, NaN where nothing of that kind was there. */
export interface PointScore {
  readonly truePositives: number
  readonly falsePositives: number
  readonly trueNegatives: number
  readonly falseNegatives: number
  /** TP / (TP + (FP + FN) / 2). */
  readonly f1: number
  /** False alarm rate: FP / (FP + TN). */
  readonly far: number
  /** Missed alarm rate: FN / (FN + TP). */
  readonly mar: number
}

/** Counts rows as they are: an alarm credits the row it stands on and no other. Alarms and labels are one byte a row. */
export function scorePoints(alarms: Uint8Array, labels: Uint8Array): PointScore {
  if (alarms.length !== labels.length) throw new RangeError(`${alarms.length} alarms for ${labels.length} labels`)
  let tp = 0
  let fp = 0
  let tn = 0
  let fn = 0
  for (let i = 0; i < labels.length; i++) {
    if (labels[i]) {
      if (alarms[i]) tp++
      else fn++
    } else if (alarms[i]) fp++
    else tn++
  }
  return { truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn, f1: tp / (tp + (fp + fn) / 2), far: fp / (fp + tn), mar: fn / (fn + tp) }
}
