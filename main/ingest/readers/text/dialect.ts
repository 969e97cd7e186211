import type { z } from 'zod'
import type { columnGuess, columnRole, ImportOptions, timeFormat } from '../../../contract/imports.ts'

export type ColumnGuess = z.infer<typeof columnGuess>
export type ColumnRole = z.infer<typeof columnRole>
export type TimeFormat = z.infer<typeof timeFormat>
export type Encoding = NonNullable<ImportOptions['encoding']>
export type Delimiter = NonNullable<ImportOptions['delimiter']>
export type Layout = NonNullable<ImportOptions['layout']>

/** Everything that must be known to read a text: the options with nothing left out. */
export interface Dialect {
  readonly encoding: Encoding
  readonly delimiter: Delimiter
  readonly decimal: '.' | ','
  readonly headerRows: number
  readonly unitsRow: number | null
  readonly layout: Layout
  readonly timeFormat: TimeFormat
  readonly zone: string
  readonly interval: number
  readonly start: number
  readonly missing: readonly string[]
  readonly columns: readonly ColumnGuess[]
  readonly exclude: readonly string[]
}

/** Rows without a time column: one a second from 1970, unless the engineer says otherwise. */
export const defaultInterval = 1000
export const defaultStart = 0
