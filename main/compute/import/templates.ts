import { importTemplate, type ImportOptions, type ImportTemplate, type Preview } from '../../contract/imports.ts'
import { fingerprintOf, templateOf, templateScope } from '../../ingest/template.ts'
import type { Catalog } from '../../storage/ports.ts'

type Documents = Pick<Catalog, 'documents'>

/** The corrections kept for files of this kind; null when there are none or they no longer fit the options. */
export async function recallTemplate({ documents }: Documents, guessed: Preview): Promise<ImportTemplate | null> {
  const key = fingerprintOf(guessed)
  const kept = importTemplate.safeParse(await documents.get(templateScope, key))
  return kept.success ? kept.data : null
}

/** Keeps what was corrected for the next file of this kind; a file that was imported as guessed forgets it. */
export async function keepTemplate({ documents }: Documents, guessed: Preview, chosen: ImportOptions, now: number): Promise<void> {
  const key = fingerprintOf(guessed)
  const options = templateOf(guessed, chosen)
  if (options) await documents.put(templateScope, key, { key, file: guessed.file, keptAt: now, options } satisfies ImportTemplate)
  else if (Object.keys(chosen).length > 0) await documents.remove(templateScope, key)
}
