import { z } from 'zod'
import { call, epochMs, id } from './common.ts'
import { packedColumns } from './columns.ts'
import { alarmStretch } from './events.ts'

export const referenceChoice = z.union([
  z.object({ from: epochMs, to: epochMs }),
  z.object({ rows: z.int().min(2) }).describe('the first N rows'),
  z.literal('whole').describe('the whole history, fitted robustly'),
])
export type ReferenceChoice = z.infer<typeof referenceChoice>

export const detection = z.object({
  id,
  asset: id,
  detector: z.string(),
  detectorVersion: z.int(),
  title: z.string(),
  reference: z.object({ from: epochMs, to: epochMs, rows: z.int(), whole: z.boolean() }),
  threshold: z.number().describe('-log10 of the tail probability at which a sample alarms'),
  alarmsPerWeek: z.number().describe('the budget asked for'),
  rows: z.int().describe('rows scored'),
  from: epochMs,
  to: epochMs,
  events: z.int(),
  seconds: z.number(),
  ranAt: epochMs,
  /** Tags that were judged and tags that were context, with why. */
  channels: z.array(z.object({ tag: id, name: z.string(), judged: z.boolean(), why: z.string() })),
  /** Baselines run on the same split: how many events each finds under the same budget. */
  baselines: z.array(
    z.object({
      detector: z.string(),
      title: z.string(),
      events: z.int(),
      alarmsPerWeek: z.number().nullable().optional().describe('events over the time scored; null where it has no length; absent in older detections'),
      seconds: z.number(),
      refused: z.string().optional().describe('why this one could not learn from the reference; then it has no events'),
    }),
  ),
  /** The simple methods run once the events are stored. Absent: made. */
  comparison: z.enum(['under_way', 'made', 'not_made']).optional().describe('whether every baseline is there; the absent ones are still being compared, or never will be'),
  /** Set where a trained network was the detector: which run, and which weights. Its reference is what that run learned from. */
  network: z
    .object({ run: id, model: z.string().describe('artifact of the trained network; its name ends with the SHA-256 of it'), datasetHash: z.string(), trainedAt: epochMs })
    .optional(),
  /** Set where somebody decided on the threshold: the scores are those of the detection that learned. */
  decided: z.object({ learned: id, by: z.string(), at: epochMs, why: z.string() }).optional(),
  simulated: z.boolean(),
})
export type Detection = z.infer<typeof detection>
/** The detection whose scores this one stands on: itself, where it learned. */
export const learnedBy = (one: Pick<Detection, 'id' | 'decided'>): number => one.decided?.learned ?? one.id

/** A threshold that somebody decided on. Version 1 is the one that the detection came with. Nothing is ever changed or removed: going back is a newer version. */
export const thresholdVersion = z.object({
  version: z.int().min(1),
  detection: id.describe('whose events were drawn from it'),
  threshold: z.number(),
  by: z.string(),
  at: epochMs,
  why: z.string(),
})
export type ThresholdVersion = z.infer<typeof thresholdVersion>

const labelledCounts = z.object({ falseAlarms: z.int(), found: z.int(), missed: z.int() })

export const detectionRequest = z.object({
  asset: id,
  reference: referenceChoice.default('whole'),
  alarmsPerWeek: z.number().positive().max(10_000).default(2),
  detector: z.string().default('telltale'),
  run: id.optional().describe('a training run of this asset that is done, or was stopped with its best kept: its network is the detector, and normal is what it learned from; then there is no other detector or reference to choose'),
})
export type DetectionRequest = z.infer<typeof detectionRequest>

export const detections = {
  start: call
    .route({ method: 'POST', path: '/detections', summary: 'Learn normal and find events on an asset, as a job' })
    .input(detectionRequest)
    .output(z.object({ job: id })),
  /** Newest first. The newest of an asset is the one whose events are shown. */
  list: call
    .route({ method: 'GET', path: '/detections', summary: 'Detections, newest first' })
    .input(z.object({ asset: id.optional() }))
    .output(z.array(detection)),
  detectors: call
    .route({ method: 'GET', path: '/detectors', summary: 'The detectors that can be chosen' })
    .output(z.array(z.object({ id: z.string(), title: z.string(), about: z.string(), version: z.int() }))),
  /** Columns as in `series.view` with one series: the asset's score, or one tag's. */
  scores: call
    .route({ method: 'POST', path: '/detections/{id}/scores', summary: 'Scores over a stretch of time' })
    .input(z.object({ id, tag: id.optional(), from: epochMs, to: epochMs, buckets: z.int().min(1).max(8192) }))
    .output(z.object({ raw: z.boolean(), columns: packedColumns, threshold: z.number() })),
  /** One row a sample. Columns: `t`, `score` (f64), `alarm` (u8): the sample lies in an event; for a tag: its own score is over the threshold. */
  readScores: call
    .route({ method: 'POST', path: '/detections/{id}/scores/read', summary: 'Score and alarm of every sample' })
    .input(z.object({ id, tag: id.optional(), from: epochMs, to: epochMs, limit: z.int().min(1).max(1_000_000).default(100_000) }))
    .output(z.object({ columns: packedColumns, more: z.boolean() })),
  /** What another threshold (or budget) would give on the stored scores. Nothing is stored. */
  tryThreshold: call
    .route({ method: 'POST', path: '/detections/{id}/try', summary: 'Events and alarms a week at another threshold' })
    .input(z.object({ id, threshold: z.number().optional(), alarmsPerWeek: z.number().positive().optional() }))
    .output(
      z.object({
        threshold: z.number(),
        alarmsPerWeek: z.number(),
        events: z.array(z.object({ from: epochMs, to: epochMs, score: z.number(), stretches: z.array(alarmStretch).optional().describe('as in an event') })),
        labelled: labelledCounts
          .nullable()
          .optional()
          .describe('against labelled faults, where the asset has labels: an event is credited to the first label that it touches'),
        /** The simple methods at their own threshold, beside the events tried. Those that refused, and those of older detections, are absent. */
        baselines: z.array(
          z.object({
            detector: z.string(),
            shared: z.int().describe('of the events tried, how many this one finds too'),
            own: z.int().describe('events that only this one finds'),
            labelled: labelledCounts.nullable(),
          }),
        ),
        judgedProblemsMissed: z.int(),
        judgedNormalShown: z.int(),
      }),
    ),
  /**
   * Keeps a threshold as the newest version, with who and why, and draws the events anew from the stored scores: a job, because each event
   * is explained. Events whose peak stays keep their verdicts. Refused (`conflict`) once normal was learned again.
   */
  keepThreshold: call
    .route({ method: 'POST', path: '/detections/{id}/thresholds', summary: 'Decide on a threshold and draw the events from it, as a job' })
    .input(z.object({ id, threshold: z.number().min(0).max(1e6), why: z.string().trim().min(1).max(2000) }))
    .output(z.object({ job: id })),
  /** Newest first; the first is the one that counts. */
  thresholds: call
    .route({ method: 'GET', path: '/detections/{id}/thresholds', summary: 'The thresholds of a detection, with who and why' })
    .input(z.object({ id }))
    .output(z.array(thresholdVersion)),
}
