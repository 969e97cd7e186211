import { learnedBy, type ThresholdVersion } from '../contract/detection.ts'
import type { DetectionRow } from '../storage/ports.ts'

/**
 * The thresholds that were decided on over the scores of one detection, newest first. Version 1 is the one that it solved its budget with.
 * Each is a row of the catalogue with the events drawn from it, so that two people who decide at once lose nothing.
 * @param rows all detections of the asset, newest first.
 */
export function thresholdVersions(rows: readonly DetectionRow[], of: DetectionRow): ThresholdVersion[] {
  const same = rows.filter((row) => learnedBy(row) === learnedBy(of))
  return same.map((row, i) => ({
    version: same.length - i,
    detection: row.id,
    threshold: row.threshold,
    ...(row.decided
      ? { by: row.decided.by, at: row.decided.at, why: row.decided.why }
      : { by: `${row.detector} ${row.detectorVersion}`, at: row.ranAt, why: `at most ${row.alarmsPerWeek} alarms a week on the reference` }),
  }))
}
