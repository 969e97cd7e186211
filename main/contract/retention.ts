import { z } from 'zod'
import { call, epochMs, id } from './common.ts'

export const retentionRequest = z.object({
  before: epochMs.describe('points before this time are dropped'),
  asset: id.optional().describe('default: all assets'),
})
export type RetentionRequest = z.infer<typeof retentionRequest>

/** Events and verdicts are not dropped: they are decisions, not measurements. */
export const retentionPreview = z.object({
  before: epochMs,
  points: z.int().min(0).describe('measured points that would be dropped'),
  scores: z.int().min(0).describe('points of derived series (scores) that would go with them'),
  kept: z.int().min(0).describe('measured points that would stay'),
  assets: z.array(z.object({ asset: id, name: z.string(), points: z.int().min(0), scores: z.int().min(0), emptied: z.array(z.string()).describe('tags that would hold nothing any more') })),
  words: z.string(),
})
export type RetentionPreview = z.infer<typeof retentionPreview>

export const retention = {
  preview: call.route({ method: 'POST', path: '/retention/preview', summary: 'What dropping old points would drop; nothing is changed' }).input(retentionRequest).output(retentionPreview),
  apply: call
    .route({ method: 'POST', path: '/retention', summary: 'Drop points before a time, as previewed' })
    .input(retentionRequest.extend({ points: z.int().min(0).describe('as previewed; another number now is a conflict') }))
    .output(retentionPreview),
}
