import { importOptions, type ImportOptions, type Preview } from '../../contract/imports.ts'
import { fingerprintOf, templateOf, templateScope, type Template } from '../../ingest/template.ts'
import type { Catalog } from '../../storage/ports.ts'

/** The corrections kept for files of this kind; null when there are none or they no longer fit the options. */
export async function recallTemplate(catalog: Catalog, guessed: Preview): Promise<Template | null> {
  const kept = (await catalog.documents.get(templateScope, fingerprintOf(guessed))) as { options?: unknown } | null | undefined // written only below
  const options = importOptions.safeParse(kept?.options)
  return kept && options.success ? { options: options.data } : null
}

/** Keeps what was corrected for the next file of this kind; a file that was imported as guessed forgets it. */
export async function keepTemplate(catalog: Catalog, guessed: Preview, chosen: ImportOptions): Promise<void> {
  const key = fingerprintOf(guessed)
  const template = templateOf(guessed, chosen)
  if (template) await catalog.documents.put(templateScope, key, template)
  else if (Object.keys(chosen).length > 0) await catalog.documents.remove(templateScope, key)
}
