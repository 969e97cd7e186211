/** How the rows of a text are arranged: one row a time (wide), one row a point (long), one row a tag (transposed). */
import { isTagName } from './columns.ts'
import type { ColumnGuess } from './dialect.ts'
import { isUnit } from '../../names.ts'
import type { SampledColumn } from './times.ts'
import { isMissing } from './values.ts'

/**
 * Rows of numbers without names and times where a row is more alike in itself than a column is: TEP's `d00.dat` holds 52 tags as rows.
 * Measured by the spread of the logarithms of the magnitudes.
 */
export function looksTransposed(rows: readonly (readonly number[])[]): boolean {
  const width = rows[0]?.length ?? 0
  if (rows.length < 3 || width < 20 || width <= rows.length) return false
  const logs = rows.map((row) => row.map((value) => Math.log10(Math.abs(value) + 1e-6)))
  const alongRows = logs.map(spread)
  const columns = Array.from({ length: Math.min(width, 50) }, (_, i) => Math.floor((i * width) / Math.min(width, 50)))
  const alongColumns = columns.map((column) => spread(logs.map((row) => row[column]!)))
  return middle(alongRows) * 3 < middle(alongColumns)
}

function spread(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  return Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length)
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}

/** A time, a name, a value (and perhaps its quality and unit): then the roles are those of the long layout. */
export function asLong(columns: readonly ColumnGuess[], samples: readonly SampledColumn[]): ColumnGuess[] | undefined {
  if (columns.length > 8 || !columns.some((column) => column.role === 'time' || column.role === 'date')) return undefined
  const texts = columns.flatMap((column, i) => (column.kind === 'text' && (column.role === 'value' || column.role === 'ignore') ? [i] : []))
  const numbers = columns.flatMap((column, i) => (column.kind !== 'text' && column.role === 'value' ? [i] : []))
  const value = numbers.find((i) => /^(value|val|var[ _-]?value|tag[ _-]?value|wert|messwert|reading|measurement|data)$/i.test(columns[i]!.name)) ?? (numbers.length === 1 ? numbers[0] : undefined)
  if (value === undefined) return undefined
  const named = columns.findIndex((column, i) => i !== value && (texts.includes(i) || numbers.includes(i)) && isTagName(column.name))
  const tag = named >= 0 ? named : texts.find((i) => repeatsTimes(columns, samples, i))
  if (tag === undefined || new Set(samples[tag]!.cells).size > samples[tag]!.cells.length / 2 + 1) return undefined
  const unit = columns.findIndex((column, i) => i !== tag && i !== value && (column.role === 'value' || column.role === 'ignore') && isUnitColumn(column, samples, i, tag))
  return columns.map((column, i) => {
    if (i === tag) return { ...column, role: 'tag', kind: 'text' }
    if (i === unit) return { ...column, role: 'unit', kind: 'text', unit: '' }
    return i === value || column.role !== 'value' ? column : { ...column, role: 'ignore' }
  })
}

const unitName = /^(unit|units|uom|eu|egu|eng[ _.-]?units?|engineering[ _.-]?units?|unit[ _-]?of[ _-]?measure(ment)?|einheit|masseinheit|maßeinheit|unité|unite|unidad)$/i

/** By its name, or because it holds nothing but units that we know; and nearly always the same one beside the same tag. */
function isUnitColumn({ name, kind }: ColumnGuess, samples: readonly SampledColumn[], at: number, tag: number): boolean {
  const cells = samples[at]!.cells
  const present = cells.filter((cell) => !isMissing(cell))
  if (present.length === 0) return unitName.test(name)
  if (kind === 'analogue' || kind === 'counter' || kind === 'command') return false
  if (!unitName.test(name) && !present.every(isUnit)) return false
  const first = new Map<string, string>()
  let same = 0
  let seen = 0
  cells.forEach((cell, row) => {
    if (isMissing(cell)) return
    const whose = samples[tag]!.cells[row] ?? ''
    if (!first.has(whose)) first.set(whose, cell)
    seen++
    if (first.get(whose) === cell) same++
  })
  return same >= seen * 0.9
}

/** The same time stands beside several names. */
function repeatsTimes(columns: readonly ColumnGuess[], samples: readonly SampledColumn[], tag: number): boolean {
  const time = samples[columns.findIndex((column) => column.role === 'time' || column.role === 'date')]!.cells
  const names = samples[tag]!.cells
  const seen = new Map<string, Set<string>>()
  time.forEach((cell, i) => {
    const here = seen.get(cell) ?? new Set()
    seen.set(cell, here.add(names[i] ?? ''))
  })
  const shared = [...seen.values()].filter((set) => set.size > 1).length
  return shared > seen.size * 0.5
}
