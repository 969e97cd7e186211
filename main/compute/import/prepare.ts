/** Every file understood before anything is stored: a file that cannot be read leaves no empty asset behind. */
import { z } from 'zod'
import { importOptions, type ImportOptions, type Preview } from '../../contract/imports.ts'
import type { Reader, SourceFile } from '../../ingest/port.ts'
import { readerFor } from '../../ingest/readers.ts'
import type { Catalog } from '../../storage/ports.ts'
import { recallTemplate } from './templates.ts'

const scope = 'import-options'
const remembered = z.array(importOptions.nullable())

export interface Prepared {
  readonly reader: Reader
  /** With what the engineer has set, now or for the last file of this kind. */
  readonly preview: Preview
  /** Without. */
  readonly guessed: Preview
  readonly chosenKinds: readonly string[]
}

/**
 * Where nothing is set, corrections kept for files of this kind count. They are remembered under the job, so that a resumed import reads
 * as it began even if they were changed meanwhile.
 * @throws Fault as the readers do.
 */
export async function prepareFiles({ catalog, job, files, options }: { catalog: Catalog; job: number; files: readonly SourceFile[]; options: ImportOptions }): Promise<Prepared[]> {
  const prepared: Prepared[] = []
  if (Object.keys(options).length > 0) {
    for (const file of files) prepared.push(await prepareOne(file, options))
    return prepared
  }
  const before = remembered.safeParse(await catalog.documents.get(scope, String(job))).data
  const used: (ImportOptions | null)[] = []
  for (const [index, file] of files.entries()) {
    const reader = await readerFor(file)
    const guessed = await reader.preview(file, {})
    const own = before ? (before[index] ?? null) : ((await recallTemplate(catalog, guessed))?.options ?? null)
    used.push(own)
    if (!own) prepared.push(withKinds(reader, guessed, guessed))
    else {
      const read = withKinds(reader, await reader.preview(file, own), guessed)
      // a template holds what was corrected and nothing else: its kinds were chosen, even where this file would be guessed alike
      prepared.push({ ...read, chosenKinds: [...read.chosenKinds, ...(own.columns ?? []).flatMap(({ name, kind }) => (kind === undefined ? [] : [name]))] })
    }
  }
  if (!before && used.some((own) => own !== null)) await catalog.documents.put(scope, String(job), used)
  return prepared
}

/** Call it when the import has ended. */
export async function forgetPrepared({ documents }: Pick<Catalog, 'documents'>, job: number): Promise<void> {
  await documents.remove(scope, String(job))
}

async function prepareOne(file: SourceFile, options: ImportOptions): Promise<Prepared> {
  const reader = await readerFor(file, options.format)
  const preview = await reader.preview(file, options)
  return withKinds(reader, preview, await reader.preview(file, {}).catch(() => preview))
}

function withKinds(reader: Reader, preview: Preview, guessed: Preview): Prepared {
  const kinds = new Map(guessed.columns.map((column) => [column.name, column.kind]))
  return { reader, preview, guessed, chosenKinds: preview.columns.flatMap(({ name, kind }) => (kinds.has(name) && kinds.get(name) !== kind ? [name] : [])) }
}
