/** Every task with what goes in and what comes out. The implementations are `tasks/`, one file each; `tasks/index.ts` is the table. */
import type { Detail } from '../contract/errors.ts'
import type { ArchiveReport, CopyReport } from '../contract/copies.ts'
import type { DetectionRequest } from '../contract/detection.ts'
import type { AlarmStretch } from '../contract/events.ts'
import type { ImportOptions, ImportReport, Preview } from '../contract/imports.ts'
import type { RetentionPreview, RetentionRequest } from '../contract/retention.ts'
import type { Statistics } from '../contract/series.ts'
import type { NetworkEvent } from '../contract/training.ts'
import type { SourceFile } from '../ingest/port.ts'
import type { NewRun } from '../tracking/runRecords.ts'
import type { RawView, View } from '../storage/ports.ts'

export type TryThresholdResult = {
  threshold: number
  alarmsPerWeek: number
  events: { from: number; to: number; score: number; stretches?: AlarmStretch[] }[]
  labelled: LabelledCounts | null
  baselines: { detector: string; shared: number; own: number; labelled: LabelledCounts | null }[]
}
type LabelledCounts = { falseAlarms: number; found: number; missed: number }

export type Evidence = {
  from: number
  to: number
  /** As far as evidence can be had around the event. */
  reach: { from: number; to: number }
  threshold: number
  t: Float64Array
  actual: Float64Array
  expected: Float64Array
  lower: Float64Array
  upper: Float64Array
  st: Float64Array
  score: Float64Array
}

export type Tasks = {
  'import.preview': { input: SourceFile & { options: ImportOptions }; output: Preview }
  'import.identify': { input: SourceFile; output: string }
  'import.run': { input: { job: number; files: readonly SourceFile[]; asset: string; options: ImportOptions; simulated?: boolean }; output: ImportReport }
  /** Kind (where it is guessed) and health of tags, judged again. */
  'tags.grade': { input: { tags: readonly number[] }; output: null }
  'export.run': {
    input: { asset: number; format: 'csv' | 'parquet'; path: string; from?: number; to?: number; overwrite?: boolean }
    output: { name: string; rows: number; bytes: number }
  }
  'store.backup': { input: { path: string }; output: CopyReport }
  'store.archive': { input: { path: string }; output: ArchiveReport }
  'retention.preview': { input: RetentionRequest; output: RetentionPreview }
  'retention.run': { input: RetentionRequest & { points: number }; output: RetentionPreview }
  'demo.run': {
    input: { job: number; seed?: number; rows?: number; start?: number; interval?: number }
    output: { assets: number[]; points: number; labels: number }
  }
  'series.view': { input: { series: readonly number[]; from: number; to: number; buckets: number }; output: (View | RawView)[] }
  'series.read': {
    input: { series: number; from: number; to: number; limit: number }
    output: { time: Float64Array; value: Float64Array; quality: Uint8Array; more: boolean }
  }
  'series.statistics': { input: { series: readonly number[]; from: number; to: number; while?: { series: number; above: number } }; output: Statistics[] }
  'detect.run': { input: DetectionRequest & { job: number }; output: { detection: number; events: number } }
  'detect.compare': { input: { job: number; asset: number; detection: number }; output: { detection: number } }
  'detect.try': { input: { detection: number; threshold?: number; alarmsPerWeek?: number }; output: TryThresholdResult }
  'detect.keep': { input: { job: number; detection: number; threshold: number; why: string; by: string }; output: { detection: number; events: number } }
  'train.run': { input: { job: number; begin: NewRun }; output: { run: number } }
  'train.score': { input: { run: number; from?: number; to?: number }; output: { threshold: number; t: Float64Array; score: Float64Array; events: NetworkEvent[] } }
  'events.evidence': { input: { event: string; tag: number; points: number; margin: number }; output: Evidence }
}

export type TaskName = keyof Tasks
/** Input of a task as a job stores it: plain data, so that it can be run again after a restart. */
export type StoredInput = Detail
