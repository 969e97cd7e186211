import { z } from 'zod'
import { call, epochMs, id } from './common.ts'

const words = z.string().trim().min(1).max(2000)
const stretch = { asset: id, tags: z.array(id).max(64).describe('the tags it belongs to; empty: the whole asset'), from: epochMs, to: epochMs.describe('equal to `from`: an instant') }

/** What somebody wrote on a chart: it belongs to tags and to a stretch of time, and is kept in the project. */
export const annotation = z.object({ id: z.string(), ...stretch, words: z.string(), by: z.string(), at: epochMs.describe('when it was written or last changed') })
export type Annotation = z.infer<typeof annotation>

/** Without an id a new one; with the id of one that was removed, that one is there again. */
export const annotationInput = z
  .object({ id: z.uuid().optional(), ...stretch, words })
  .refine(({ from, to }) => from <= to, 'an annotation ends after it begins')
export type AnnotationInput = z.infer<typeof annotationInput>

/** Operating limits of a tag in its own unit: what is drawn as bands. Nothing alarms on them. */
export const limits = z
  .object({ tag: id, low: z.number().nullable(), high: z.number().nullable() })
  .refine(({ low, high }) => low === null || high === null || low < high, 'the low limit lies below the high one')
export type Limits = z.infer<typeof limits>

export const annotations = {
  list: call
    .route({ method: 'GET', path: '/annotations', summary: 'What was written on the charts of an asset, oldest first' })
    .input(z.object({ asset: id.optional() }))
    .output(z.array(annotation)),
  put: call
    .route({ method: 'PUT', path: '/annotations', summary: 'Write or change an annotation' })
    .input(annotationInput)
    .output(annotation),
  remove: call
    .route({ method: 'DELETE', path: '/annotations/{id}', summary: 'Remove an annotation' })
    .input(z.object({ id: z.uuid() }))
    .output(z.object({ removed: z.boolean() })),
  limits: call
    .route({ method: 'GET', path: '/limits', summary: 'Operating limits of all tags that have some' })
    .output(z.array(limits)),
  setLimits: call
    .route({ method: 'PUT', path: '/limits', summary: 'Set the operating limits of a tag; both null removes them' })
    .input(limits)
    .output(limits),
}
