/** Corrections kept for the next file of the same kind. Pure: where they are kept is the caller's business. */
import { createHash } from 'node:crypto'
import type { ImportOptions, Preview } from '../contract/imports.ts'

export const templateScope = 'import-template'


/**
 * The kind of a file: its format and the cells of its header (for headerless files the number of columns). Two exports of the same
 * screen have the same fingerprint whatever they hold.
 */
export function fingerprintOf(preview: Preview): string {
  const header = preview.grid.slice(0, Math.max(0, preview.options.headerRows ?? 0))
  const shape = header.length > 0 ? header.map((row) => row.map((cell) => cell.trim())) : preview.columns.map(({ name }) => name)
  return createHash('sha256').update(JSON.stringify([preview.options.format, shape])).digest('hex').slice(0, 32)
}

/** What the engineer changed against the guess; undefined when nothing. */
export function templateOf(guessed: Preview, chosen: ImportOptions): ImportOptions | undefined {
  const options: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(chosen)) {
    if (key === 'columns' || value === undefined) continue
    if (JSON.stringify(value) !== JSON.stringify(guessed.options[key as keyof ImportOptions])) options[key] = value
  }
  const before = new Map(guessed.columns.map((column) => [column.name, column]))
  const columns = (chosen.columns ?? []).flatMap((column) => {
    const guess = before.get(column.name)
    const changed = guess ? (['role', 'kind', 'unit'] as const).filter((key) => column[key] !== undefined && column[key] !== guess[key]) : []
    return changed.length > 0 ? [{ name: column.name, ...Object.fromEntries(changed.map((key) => [key, column[key]])) }] : []
  })
  if (columns.length > 0) options['columns'] = columns
  return Object.keys(options).length > 0 ? (options as ImportOptions) : undefined // keys and values were copied from ImportOptions
}
