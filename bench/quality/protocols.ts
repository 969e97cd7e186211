import type { Detector } from '../../models/detectors/detector.ts'
import { findEvents } from '../../models/detectors/findEvents.ts'
import { countEvents, poolEvents, type EventScore } from '../../models/evaluate/events.ts'
import { marksOf } from '../../models/evaluate/labels.ts'
import { scorePoints, type PointScore } from '../../models/evaluate/points.ts'
import { volumesUnderSurface } from '../../models/evaluate/vus.ts'
import { alarmsAbove, joined, learnAndScore } from './frames.ts'
import type { Labelled, Plant, Single, Telemetry, Water } from './load.ts'

const second = 1000
const minute = 60_000
const hour = 3_600_000

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const referenceOf = (run: Labelled) => run.reference ?? 400

/** Protocol 1: the first 400 rows of each run are the reference, the rest of all runs is pooled. Fitted on the reference. */
export function judgeSkab(detector: Detector, runs: readonly Labelled[]): PointScore {
  const alarms = runs.map((run) => {
    const reference = referenceOf(run)
    const { scores, threshold } = learnAndScore(detector, run.columns, second, reference)
    // The product alarms in events: a short quiet spell inside one is part of it.
    const events = findEvents(scores.subarray(reference), threshold)
    return marksOf(events, scores.length - reference)
  })
  return scorePoints(concatenate(alarms), concatenate(runs.map((run) => run.labels.subarray(referenceOf(run)))))
}

export interface TelemetryScore {
  readonly events: EventScore
  /** Mean over the channels, of the score on column 0 of the test file. */
  readonly vusPr: number
  readonly seconds: number
}

/** Protocols 2 and 3: one telemetry column a channel, commands are context. `whole`: learned on train and test together. */
export function judgeTelemetry(detector: Detector, channels: readonly Telemetry[], fitting: 'reference' | 'whole'): TelemetryScore {
  const started = process.cpuUsage()
  const results = channels.map(({ train, test, labels }) => {
    const split = train[0].length
    const { scores, threshold } = learnAndScore(detector, joined(train, test), minute, fitting === 'whole' ? 'whole' : split, { judged: 1, second: split })
    const events = findEvents(scores.subarray(split), threshold)
    return { events: countEvents(events, labels), late: scores.slice(split), labels }
  })
  const spent = process.cpuUsage(started)
  const volumes = results.map(({ late, labels }) => volumesUnderSurface(late, marksOf(labels, late.length)).vusPr)
  return {
    events: poolEvents(results.map(({ events }) => events)),
    vusPr: volumes.reduce((sum, x) => sum + x, 0) / volumes.length,
    seconds: (spent.user + spent.system) / 1e6,
  }
}

export interface PlantScore {
  /** Share of the rows after the fault began that alarm, mean over the faults. */
  readonly detection: number
  /** Share of alarming rows on the normal rows before the faults began, which fixed no limit. */
  readonly far: number
  /** The same two with the product's own threshold instead of the limit of 99 % on `d00_te`. */
  readonly ownDetection: number
  readonly ownFar: number
}

/** Protocol 4: learned on `d00`, the limit is the 99 % quantile of the score on `d00_te`, faults begin at row 161. */
export function judgeTep(detector: Detector, { train, normal, faults, onset = 160 }: Plant): PlantScore {
  const rows = train[0].length
  const score = (columns: typeof train) => {
    const { scores, threshold } = learnAndScore(detector, joined(train, columns), 3 * minute, rows, { second: rows })
    return { scores: scores.subarray(rows), threshold }
  }
  const quiet = score(normal)
  const limit = quiet.scores.toSorted()[Math.floor(0.99 * quiet.scores.length)]
  const share = (scores: Float64Array, threshold: number) => scores.filter((x) => x > threshold).length / scores.length
  const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length
  const runs = faults.map((fault) => score(fault.columns).scores)
  return {
    detection: mean(runs.map((run) => share(run.subarray(onset), limit))),
    far: mean([share(quiet.scores, limit), ...runs.map((run) => share(run.subarray(0, onset), limit))]),
    ownDetection: mean(runs.map((run) => share(run.subarray(onset), quiet.threshold))),
    ownFar: mean([share(quiet.scores, quiet.threshold), ...runs.map((run) => share(run.subarray(0, onset), quiet.threshold))]),
  }
}

/**
 * BATADAL: learned on the normal year 03, points of 04 with `ATT_FLAG` 1 against the rest (partly labelled: -999 counts as normal). The
 * states of its pumps are switches, which are context as in the application.
 */
export function judgeWater(detector: Detector, { train, test, labels }: Water): PointScore {
  const { scores, threshold } = learnAndScore(detector, joined(train, test), hour, train[0].length, { judged: 'as imported', second: train[0].length })
  return scorePoints(alarmsAbove(scores, threshold, train[0].length), labels)
}

/** NAB: the first 15 % of each series are the reference (its probation period), or the whole; windows are events in the rest. */
export function judgeSingles(detector: Detector, singles: readonly Single[], fitting: 'reference' | 'whole'): { events: EventScore; vusPr: number } {
  const results = singles.map(({ time, column, labels }) => {
    const split = Math.floor(0.15 * column.length)
    const interval = (time[time.length - 1] - time[0]) / (time.length - 1)
    const { scores, threshold } = learnAndScore(detector, [column], interval, fitting === 'whole' ? 'whole' : split)
    const shifted = labels.map(({ from, to }) => ({ from: from - split, to: to - split })).filter(({ from }) => from >= 0)
    const late = scores.slice(split)
    return { events: countEvents(findEvents(scores.subarray(split), threshold), shifted), vusPr: volumesUnderSurface(late, marksOf(shifted, late.length)).vusPr }
  })
  const volumes = results.map(({ vusPr }) => vusPr).filter((x) => !Number.isNaN(x))
  return { events: poolEvents(results.map(({ events }) => events)), vusPr: volumes.reduce((sum, x) => sum + x, 0) / volumes.length }
}
