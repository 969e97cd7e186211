import { z } from 'zod'
import { call, epochMs, id } from './common.ts'
import type { HealthGrade, TagKind } from '../../models/series/frame.ts'

export const tagKind = z.enum(['analogue', 'binary', 'command', 'counter', 'constant', 'text']) satisfies z.ZodType<TagKind>
export const healthGrade = z.enum(['high', 'medium', 'low']) satisfies z.ZodType<HealthGrade>

/** A reason for a grade below high: what was seen, in figures, and what the engineer can do about it. */
export const healthReason = z.object({
  code: z.enum(['gaps', 'flat_line', 'spikes', 'quantised', 'clock_steps', 'too_short', 'mostly_missing']),
  words: z.string(),
  cure: z.string(),
})
export type HealthReason = z.infer<typeof healthReason>

export const tag = z.object({
  id,
  asset: id,
  name: z.string(),
  unit: z.string().describe('engineering unit, empty when unknown'),
  kind: tagKind,
  kindGuessed: z.boolean().describe('false once an engineer has set the kind'),
  simulated: z.boolean(),
  n: z.int().min(0).describe('stored points'),
  start: epochMs.nullable(),
  end: epochMs.nullable(),
  interval: z.number().nullable().describe('median spacing in milliseconds'),
  grade: healthGrade.nullable().describe('null until graded'),
  reasons: z.array(healthReason),
  /** For text tags: the words that the stored codes 0, 1, 2 … stand for. */
  labels: z.array(z.string()),
})
export type Tag = z.infer<typeof tag>

export const asset = z.object({
  id,
  name: z.string(),
  parent: id.nullable(),
  simulated: z.boolean(),
  tags: z.int().min(0),
  points: z.int().min(0),
  start: epochMs.nullable(),
  end: epochMs.nullable(),
  /** Worst score of the newest detection and how many of its events wait for a verdict; null when nothing was detected yet. */
  attention: z.object({ severity: z.int().min(1).max(4).nullable(), unjudged: z.int().min(0), events: z.int().min(0) }).nullable(),
})
export type Asset = z.infer<typeof asset>

/** What somebody wrote about an asset and a stretch of time: what was known to be wrong, or what maintenance did. */
export const assetRecord = z.object({
  kind: z.enum(['label', 'work_order']),
  from: epochMs,
  to: epochMs,
  title: z.string().describe('kind of the fault, or number of the order'),
  words: z.string(),
})
export type AssetRecord = z.infer<typeof assetRecord>

export const assets = {
  list: call.route({ method: 'GET', path: '/assets', summary: 'All assets with what needs attention' }).output(z.array(asset)),
  create: call
    .route({ method: 'POST', path: '/assets', summary: 'Create an asset, e.g. an area or a train that holds others' })
    .input(z.object({ name: z.string().min(1).max(200), parent: id.nullable().default(null) }))
    .output(asset),
  update: call
    .route({ method: 'PATCH', path: '/assets/{id}', summary: 'Rename or move an asset' })
    .input(z.object({ id, name: z.string().min(1).max(200).optional(), parent: id.nullable().optional() }))
    .output(asset),
  remove: call
    .route({ method: 'DELETE', path: '/assets/{id}', summary: 'Remove an asset with its tags, points, events and verdicts' })
    .input(z.object({ id }))
    .output(z.object({ points: z.int().min(0), events: z.int().min(0) })),
  tags: call
    .route({ method: 'GET', path: '/assets/{id}/tags', summary: 'The tags of an asset' })
    .input(z.object({ id }))
    .output(z.array(tag)),
  records: call
    .route({ method: 'GET', path: '/assets/{id}/records', summary: 'Labels and work orders of an asset, newest first' })
    .input(z.object({ id }))
    .output(z.array(assetRecord)),
  updateTag: call
    .route({ method: 'PATCH', path: '/tags/{id}', summary: 'Correct a tag: its name, unit or kind' })
    .input(z.object({ id, name: z.string().min(1).max(200).optional(), unit: z.string().max(40).optional(), kind: tagKind.optional() }))
    .output(tag),
}
