import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, epochMs, id } from './common.ts'
import { errorCodes, type ErrorCode } from './errors.ts'

export const jobKind = z.enum(['import', 'detect', 'compare', 'demo', 'train', 'export', 'backup', 'archive', 'threshold'])
export const jobState = z.enum(['queued', 'running', 'paused', 'interrupted', 'done', 'failed', 'cancelled'])

/** A full picture of a job: a late listener needs no history. `seq` rises with every change of any job. */
export const job = z.object({
  id,
  kind: jobKind,
  title: z.string(),
  /** The asset that is detected on or trained on; null where the job concerns none, or one that its import has yet to make. */
  asset: id.nullable().optional(),
  state: jobState,
  seq: z.int(),
  progress: z.number().min(0).max(1).nullable().describe('null: not known'),
  doing: z.string().describe('one short sentence'),
  eta: z.number().min(0).nullable().describe('milliseconds left'),
  createdAt: epochMs,
  startedAt: epochMs.nullable(),
  endedAt: epochMs.nullable(),
  resumable: z.boolean(),
  error: z.object({ code: z.enum(errorCodes as [ErrorCode, ...ErrorCode[]]), message: z.string() }).nullable(),
  snapshot: z.unknown().optional().describe('depends on the kind: what its panel draws while it runs; a TrainingSnapshot for trainings'),
  result: z.unknown().describe('depends on the kind; an ImportReport for imports, {detection, events} for detections and kept thresholds, a CopyReport for backups, an ArchiveReport for archives'),
})
export type Job = z.infer<typeof job>

export const topic = z.enum(['jobs', 'assets', 'tags', 'detections', 'events', 'settings', 'layouts', 'runs', 'annotations', 'deployments', 'imports'])
export type Topic = z.infer<typeof topic>

export const jobs = {
  list: call.route({ method: 'GET', path: '/jobs', summary: 'Jobs, newest first' }).output(z.array(job)),
  get: call.route({ method: 'GET', path: '/jobs/{id}', summary: 'One job' }).input(z.object({ id })).output(job),
  cancel: call.route({ method: 'POST', path: '/jobs/{id}/cancel', summary: 'Stop a job' }).input(z.object({ id })).output(job),
  pause: call.route({ method: 'POST', path: '/jobs/{id}/pause', summary: 'Pause a job at its next checkpoint' }).input(z.object({ id })).output(job),
  resume: call
    .route({ method: 'POST', path: '/jobs/{id}/resume', summary: 'Go on with a paused, interrupted or failed job from its checkpoint' })
    .input(z.object({ id }))
    .output(job),
  /** Snapshots of every job that changes; begins with all that are not ended. */
  watch: call.route({ method: 'GET', path: '/jobs/watch', summary: 'Stream of job snapshots' }).output(eventIterator(job)),
}

/** Hints that something under a topic changed: ask again. `seq` rises by one, so that a gap is seen. */
export const changes = {
  watch: call
    .route({ method: 'GET', path: '/changes/watch', summary: 'Stream of hints that something changed' })
    .output(eventIterator(z.object({ seq: z.int(), topic }))),
}
