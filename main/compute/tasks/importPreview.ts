import type { Tasks } from '../taskTable.ts'
import { readerFor } from '../../ingest/readers.ts'
import { recallTemplate } from '../import/templates.ts'
import type { Task } from './context.ts'

/**
 * What a file seems to hold. What the engineer leaves open is taken from the template kept for files of its kind, and guessed where there
 * is none. Nothing is stored.
 * @throws Fault `file_unreadable`, `file_not_understood`, `bad_input`, `too_large`.
 */
export const importPreview: Task<Tasks['import.preview']['input'], Tasks['import.preview']['output']> = async ({ store }, { options, ...file }) => {
  const reader = await readerFor(file, options.format)
  const first = await reader.preview(file, options)
  if (Object.keys(options).length > 0) return first
  const kept = await recallTemplate(store.catalog, first)
  if (!kept) return first
  const preview = await reader.preview(file, kept.options)
  return { ...preview, template: kept.key, warnings: [{ code: 'template', words: `Read as "${kept.file}", the last file of this kind, was corrected.` }, ...preview.warnings] }
}
