/** Watched folders: files that come in there are imported by themselves, each content once. */
import { z } from 'zod'
import { epochMs, id } from './common.ts'
import { errorCodes, type ErrorCode } from './errors.ts'

/**
 * `settling`: its size or time still changes. `waiting`: it rests and its turn comes. `same`: its content was taken under another name.
 * `unsure`: its times can be read in two ways, or it has none, and nobody was there to ask. `failed`: not tried again until it changes.
 */
export const watchedFileState = z.enum(['settling', 'waiting', 'importing', 'paused', 'done', 'same', 'unsure', 'failed'])
export type WatchedFileState = z.infer<typeof watchedFileState>

export const watchedFile = z.object({
  name: z.string(),
  bytes: z.int().min(0),
  modifiedAt: epochMs,
  state: watchedFileState,
  /** One sentence; for `unsure` and `failed` it says what to do. */
  words: z.string(),
  job: id.nullable(),
  error: z.object({ code: z.enum(errorCodes as [ErrorCode, ...ErrorCode[]]), message: z.string() }).nullable(),
  counts: z.object({ read: z.int(), accepted: z.int(), duplicate: z.int(), rejected: z.int() }).nullable(),
})
export type WatchedFile = z.infer<typeof watchedFile>

/**
 * `missing`: it is not there (now); it is watched on as soon as it is back. `refused`: it may not be watched here. `crowded`: it holds more
 * files than are looked at. In these states nothing is taken.
 */
export const watchedFolderState = z.enum(['new', 'watching', 'missing', 'refused', 'unreadable', 'crowded'])
export type WatchedFolderState = z.infer<typeof watchedFolderState>

export const watchedFolder = z.object({
  id: z.string(),
  name: z.string().describe('its last two parts; never the path'),
  asset: z.string().nullable().describe('null: each file goes into the asset that its name proposes'),
  addedAt: epochMs,
  state: watchedFolderState,
  words: z.string(),
  lookedAt: epochMs.nullable().describe('null: not since this program was started'),
  counts: z.record(watchedFileState, z.int().min(0)),
  /** What needs somebody first, then what is at work, then the newest; at most 200. */
  files: z.array(watchedFile),
})
export type WatchedFolder = z.infer<typeof watchedFolder>
