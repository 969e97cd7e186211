import type { HeldOutCount, HeldOutResult, Run } from '../../../contract/runs.ts'
import { DetectorFault } from '../../../../models/detectors/detector.ts'
import { findEvents } from '../../../../models/detectors/findEvents.ts'
import { detectors } from '../../../../models/detectors/index.ts'
import { countEvents } from '../../../../models/evaluate/events.ts'
import { marksOf } from '../../../../models/evaluate/labels.ts'
import { fitJudge, judge, thresholdOf, type Judge } from '../../../../models/nets/judge.ts'
import { trivialResiduals, type Residuals } from '../../../../models/nets/residuals.ts'
import { trivialLoss } from '../../../../models/nets/trivialLoss.ts'
import type { RowRange } from '../../../../models/series/frame.ts'
import type { Dataset } from './dataset.ts'

/** Rows over which errors of prediction are smoothed. */
const span = 15

export interface Judged {
  readonly judge: Judge
  readonly threshold: number
  readonly events: readonly RowRange[]
}

/** Fixes the scale and the threshold on the validation rows, then finds events on the held-out rows. */
export function judgeHeldOut(dataset: Dataset, residuals: Residuals, alarmsPerWeek: number): Judged {
  const { split, usable, interval } = dataset
  const normal: number[] = []
  for (let row = split.validation.from; row < split.validation.to; row++) if (usable[row] === 1 && residuals.some((one) => !Number.isNaN(one[row]))) normal.push(row)
  const learned = fitJudge(residuals, Uint32Array.from(normal), span)
  const threshold = thresholdOf(learned, interval, alarmsPerWeek)
  return { judge: learned, threshold, events: eventsOf(dataset, judge(learned, residuals), threshold) }
}

export function countHeldOut(dataset: Dataset, events: readonly RowRange[]): HeldOutCount {
  const known = knownFaults(dataset)
  const { truePositives, falsePositives } = countEvents(events, known)
  return { events: events.length, known: known.length, hits: truePositives, falseEvents: falsePositives }
}

export function resultOf(dataset: Dataset, who: Pick<HeldOutResult, 'id' | 'title' | 'kind'>, events: readonly RowRange[]): HeldOutResult {
  const { heldOut } = dataset.split
  const known = knownFaults(dataset)
  const rows = dataset.frame.time.length
  const faulty = marksOf(known, rows)
  const alarm = marksOf(events, rows)
  let normal = 0
  let falseAlarms = 0
  let faults = 0
  let missed = 0
  for (let row = heldOut.from; row < heldOut.to; row++) {
    if (faulty[row] === 1) {
      faults++
      if (alarm[row] === 0) missed++
    } else {
      normal++
      if (alarm[row] === 1) falseAlarms++
    }
  }
  return {
    ...who,
    ...countHeldOut(dataset, events),
    f1: known.length === 0 ? null : countEvents(events, known).f1,
    falseAlarmRate: normal === 0 ? null : falseAlarms / normal,
    missedAlarmRate: faults === 0 ? null : missed / faults,
  }
}

const trivialKinds = [{ id: 'mean', title: 'Distance from the training mean' }, { id: 'persistence', title: 'Same as the row before' }] as const

/** The loss that a network must get below before it has learned anything. */
export function trivialLossesOf({ network, measured: { columns, judged }, validation }: Dataset): Run['trivialLosses'] {
  return trivialKinds.flatMap(({ id, title }) => {
    const loss = trivialLoss(id, network, columns, judged, validation)
    return loss === null ? [] : [{ id, title, loss }]
  })
}

/** What something trivial, and the default detector fitted on the same training rows, find on the held-out rows. */
export function besideIt(dataset: Dataset, alarmsPerWeek: number): HeldOutResult[] {
  const trivial = trivialKinds.map(({ id, title }) =>
    resultOf(dataset, { id, title, kind: 'baseline' }, judgeHeldOut(dataset, trivialResiduals(id, dataset.measured), alarmsPerWeek).events),
  )
  return [...trivial, ...defaultDetector(dataset, alarmsPerWeek)]
}

function defaultDetector(dataset: Dataset, alarmsPerWeek: number): HeldOutResult[] {
  const [detector] = detectors
  const { frame, split, usable, channels } = dataset
  const reference = frame.columns.map((column) => column.slice(0, split.train.to).map((value, row) => (usable[row] === 1 ? value : Number.NaN)))
  try {
    const fitted = detector.fit({ time: frame.time.subarray(0, split.train.to), columns: reference }, channels, { reference: { from: 0, to: split.train.to } })
    const scores = fitted.scorer().push(frame).asset
    return [resultOf(dataset, { id: detector.id, title: detector.title, kind: 'detector' }, eventsOf(dataset, scores, fitted.thresholdFor(alarmsPerWeek)))]
  } catch (error) {
    // Too short for its own stages: then it has nothing to show on this split.
    if (error instanceof DetectorFault) return []
    throw error
  }
}

function eventsOf({ split: { heldOut } }: Dataset, scores: Float64Array, threshold: number): RowRange[] {
  return findEvents(scores.subarray(heldOut.from, heldOut.to), threshold).map(({ from, to }) => ({ from: from + heldOut.from, to: to + heldOut.from }))
}

/** Judged problems and labelled faults on the held-out rows, merged where they overlap. */
function knownFaults({ frame, split: { heldOut }, exclusions }: Dataset): RowRange[] {
  const ranges: RowRange[] = []
  for (const { from, to, why } of exclusions) {
    if (why === 'excluded by request') continue
    let first = heldOut.from
    while (first < heldOut.to && frame.time[first] < from) first++
    let end = first
    while (end < heldOut.to && frame.time[end] <= to) end++
    if (end === first) continue
    const last = ranges.at(-1)
    if (last && first <= last.to) ranges[ranges.length - 1] = { from: last.from, to: Math.max(last.to, end) }
    else ranges.push({ from: first, to: end })
  }
  return ranges
}
