import { z } from 'zod'
import { call, epochMs, id, sourceRef } from './common.ts'
import { tagKind } from './assets.ts'
import { blob } from './columns.ts'
import { mostBytes } from './copies.ts'
import { watchedFolder } from './watched.ts'

/** What a column of a file is taken for. */
export const columnRole = z.enum(['time', 'date', 'clock', 'value', 'quality', 'tag', 'unit', 'label', 'ignore'])
export const timeFormat = z.enum(['iso', 'dmy', 'mdy', 'ymd', 'unix_s', 'unix_ms', 'unix_us', 'unix_ns', 'excel', 'elapsed_s', 'none'])

export const columnGuess = z.object({
  name: z.string().describe('as in the file, made unique'),
  role: columnRole,
  kind: tagKind,
  unit: z.string(),
})

/** Every guess about a file; a correction is the same object with other values. What is absent is guessed. */
export const importOptions = z.object({
  format: z.enum(['text', 'npy', 'parquet', 'mat']).optional(),
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'latin1']).optional(),
  delimiter: z.enum([',', ';', '\t', '|', ' ']).optional().describe('blank = any run of blanks'),
  decimal: z.enum(['.', ',']).optional(),
  headerRows: z.int().min(0).max(50).optional(),
  unitsRow: z.int().min(0).max(50).nullable().optional().describe('index of the row that holds units'),
  layout: z.enum(['wide', 'long', 'transposed']).optional(),
  timeFormat: timeFormat.optional(),
  zone: z.string().optional().describe('IANA zone of times without an offset; default UTC'),
  /** For files without a time column: one sample every `interval` ms from `start`. */
  interval: z.number().positive().optional(),
  start: epochMs.optional(),
  missing: z.array(z.string()).optional().describe('cells that mean "no value"'),
  variables: z.array(z.string()).optional().describe('npy/mat/parquet: which arrays to take'),
  columns: z.array(columnGuess.partial().required({ name: true })).optional(),
  exclude: z.array(z.string()).optional().describe('columns that are not imported'),
})
export type ImportOptions = z.infer<typeof importOptions>

export const preview = z.object({
  file: z.string(),
  bytes: z.int().min(0),
  /** The guesses with nothing left out. Sending them back unchanged imports just this. */
  options: importOptions.required({ format: true }),
  columns: z.array(columnGuess),
  /** First rows as text, header rows included, as they stand in the file. */
  grid: z.array(z.array(z.string())),
  /** The first rows as they would be stored. */
  rows: z.array(z.object({ time: epochMs, values: z.array(z.number().nullable()) })),
  rowsEstimated: z.int().min(0).nullable(),
  warnings: z.array(z.object({ code: z.string(), words: z.string() })),
  /** First rejects, with line and reason. */
  rejects: z.array(z.object({ line: z.int(), reason: z.string(), text: z.string() })),
  assetName: z.string().describe('proposed from the file name'),
  template: z.string().optional().describe('key of the corrections kept from the last file of this kind, which were applied'),
})
export type Preview = z.infer<typeof preview>

/** `read = accepted + duplicate + rejected`, in rows of the file. */
export const importReport = z.object({
  read: z.int().min(0),
  accepted: z.int().min(0),
  duplicate: z.int().min(0),
  rejected: z.int().min(0),
  points: z.int().min(0).describe('points written over all tags'),
  /** Artifact that lists each rejected row with line and reason; null when none was. */
  rejects: z.string().nullable(),
  asset: id,
  assetName: z.string(),
  tags: z.array(id),
  seconds: z.number().min(0),
  /** What an engineer should know although nothing was rejected, e.g. a tag whose rows name two units. Absent in older reports. */
  warnings: z.array(z.object({ code: z.enum(['unit_conflict']), words: z.string() })).optional(),
})
export type ImportReport = z.infer<typeof importReport>

/** Corrections kept for the next file of the same kind: same format and header. */
export const importTemplate = z.object({ key: z.string(), file: z.string().describe('the file that was corrected'), keptAt: epochMs, options: importOptions })
export type ImportTemplate = z.infer<typeof importTemplate>

export const imports = {
  preview: call
    .route({ method: 'POST', path: '/imports/preview', summary: 'What a file seems to hold; nothing is stored' })
    .input(z.object({ source: sourceRef, options: importOptions.default({}) }))
    .output(preview),
  start: call
    .route({ method: 'POST', path: '/imports', summary: 'Import files into an asset, as a job' })
    .input(z.object({ sources: z.array(sourceRef).min(1).max(1000), asset: z.string().min(1).max(200), options: importOptions.default({}) }))
    .output(z.object({ job: id })),
  readRejects: call
    .route({ method: 'POST', path: '/imports/rejects/{id}/read', summary: 'Bytes of the list of rejected rows: CSV with file, line, reason and text' })
    .input(z.object({ id: z.string(), offset: z.int().min(0), length: z.int().min(1).max(mostBytes) }))
    .output(z.object({ name: z.string(), bytes: blob, size: z.int().min(0).describe('of the whole list') })),
  templates: call.route({ method: 'GET', path: '/imports/templates', summary: 'Corrections kept for files of the same kind' }).output(z.array(importTemplate)),
  forgetTemplate: call
    .route({ method: 'DELETE', path: '/imports/templates/{key}', summary: 'Forget the corrections for a kind of file' })
    .input(z.object({ key: z.string() }))
    .output(z.object({ removed: z.boolean() })),
  watched: call.route({ method: 'GET', path: '/imports/watched', summary: 'Watched folders and what became of their files' }).output(z.array(watchedFolder)),
  watchable: call
    .route({ method: 'GET', path: '/imports/watchable', summary: 'Folders that a server offers for watching; none where a dialog picks them' })
    .output(z.array(z.object({ ref: sourceRef, name: z.string() }))),
  watch: call
    .route({ method: 'POST', path: '/imports/watched', summary: 'Watch a folder: files that rest there are imported, each content once' })
    .input(z.object({ folder: sourceRef, asset: z.string().min(1).max(200).nullable().default(null) }))
    .output(watchedFolder),
  unwatch: call
    .route({ method: 'DELETE', path: '/imports/watched/{id}', summary: 'Watch a folder no longer; what was imported stays' })
    .input(z.object({ id: z.string() }))
    .output(z.object({ removed: z.boolean() })),
  retryWatched: call
    .route({ method: 'POST', path: '/imports/watched/{id}/retry', summary: 'Try a file of a watched folder again' })
    .input(z.object({ id: z.string(), file: z.string(), asGuessed: z.boolean().default(false).describe('read it, and all of its kind in this folder, as guessed') }))
    .output(watchedFolder),
  openWatched: call
    .route({ method: 'POST', path: '/imports/watched/{id}/open', summary: 'A file of a watched folder, to be previewed and corrected' })
    .input(z.object({ id: z.string(), file: z.string() }))
    .output(z.object({ ref: sourceRef, name: z.string(), bytes: z.int().min(0) })),
  demo: call
    .route({ method: 'POST', path: '/imports/demo', summary: 'Generate the demonstration plant (simulated data), as a job' })
    .output(z.object({ job: id })),
}
