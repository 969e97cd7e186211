import { z } from 'zod'
import { blob } from './columns.ts'
import { call, epochMs, id, range } from './common.ts'

/** A file that the program wrote beside the project. It is named, never addressed by a path. */
export const keptFile = z.object({ name: z.string(), bytes: z.int().min(0), createdAt: epochMs })
export type KeptFile = z.infer<typeof keptFile>
const fileName = z.string().min(1).max(250)
/** Largest piece of a file that one call answers. */
export const mostBytes = 4 << 20

const started = z.object({ job: id, name: fileName.describe('name of the file that will be there when the job is done') })

/** What `jobs.get` gives as the result of a backup. */
export const copyReport = z.object({ name: z.string(), bytes: z.int().min(0), sha256: z.string() })
export type CopyReport = z.infer<typeof copyReport>
/** What `jobs.get` gives as the result of an archive. `content` is equal for two archives of the same project. */
export const archiveReport = copyReport.extend({ points: z.int().min(0), series: z.int().min(0), artifacts: z.int().min(0), content: z.string() })
export type ArchiveReport = z.infer<typeof archiveReport>

export const backups = {
  list: call.route({ method: 'GET', path: '/backups', summary: 'Backups of this project, newest first' }).output(z.array(keptFile)),
  create: call.route({ method: 'POST', path: '/backups', summary: 'Copy the project while it is in use, and verify the copy, as a job' }).output(started),
  /** The backup is verified now; what it replaces is kept beside the project. */
  restore: call
    .route({ method: 'POST', path: '/backups/{name}/restore', summary: 'Put a backup in the place of the project at the next start of the program' })
    .input(z.object({ name: fileName }))
    .output(z.object({ words: z.string() })),
  remove: call.route({ method: 'DELETE', path: '/backups/{name}', summary: 'Remove a backup' }).input(z.object({ name: fileName })).output(z.object({ removed: z.boolean() })),
}

export const exports = {
  list: call.route({ method: 'GET', path: '/exports', summary: 'Files that were exported, newest first' }).output(z.array(keptFile)),
  start: call
    .route({ method: 'POST', path: '/exports', summary: 'Write the points of an asset to a file, as a job' })
    .input(z.object({ asset: id, format: z.enum(['csv', 'parquet']), period: range.optional() }))
    .output(started),
  /** Data, catalogue, artifacts and their hashes in one file that opens on another machine. */
  archive: call.route({ method: 'POST', path: '/exports/archive', summary: 'Write the whole project into one file, as a job' }).output(started),
  /** A piece of a file; fewer bytes than asked for at its end. */
  read: call
    .route({ method: 'POST', path: '/exports/{name}/read', summary: 'Bytes of an exported file' })
    .input(z.object({ name: fileName, offset: z.int().min(0), length: z.int().min(1).max(mostBytes) }))
    .output(z.object({ bytes: blob, size: z.int().min(0).describe('of the whole file') })),
  remove: call.route({ method: 'DELETE', path: '/exports/{name}', summary: 'Remove an exported file' }).input(z.object({ name: fileName })).output(z.object({ removed: z.boolean() })),
}
