/** All guesses about a text together. What the engineer has set is not guessed, and the rest is guessed to fit it. */
import { Fault } from '../../../contract/errors.ts'
import type { ImportOptions, Preview } from '../../../contract/imports.ts'
import { splitCells } from './cells.ts'
import { guessColumn, guessSentinels, isRowNumber } from './columns.ts'
import { guessDecimal, guessDelimiter } from './delimiter.ts'
import { defaultInterval, defaultStart, type ColumnGuess, type Dialect } from './dialect.ts'
import { guessHeader, headerCells } from './header.ts'
import { asLong, looksTransposed } from './layout.ts'
import type { Sample } from './sample.ts'
import { guessTimes, type SampledColumn, type TimesGuess } from './times.ts'
import { isMissing, mode, numberIn } from './values.ts'
import { missingWords } from './words.ts'

export type Warning = Preview['warnings'][number]

export interface Guess {
  readonly dialect: Dialect
  readonly warnings: readonly Warning[]
  /** Cells of the first records, as they stand in the file. */
  readonly grid: readonly (readonly string[])[]
}

const bodyRows = 600

/**
 * The columns of a transposed text are left out: they are known when every line was read.
 * @throws Fault `file_not_understood` (nothing but a header) or `bad_input` (options that name a column which is not there).
 */
export function guessText(sample: Sample, options: ImportOptions, file: string): Guess {
  const lines = sample.head.map((record) => record.text)
  const delimiter = options.delimiter ?? guessDelimiter([...lines.slice(0, 200), ...sample.further.slice(0, 100)])
  const top = lines.slice(0, bodyRows + 50).map((line) => splitCells(line, delimiter))
  const further = sample.further.map((line) => splitCells(line, delimiter))
  const width = Math.max(1, mode([...top, ...further].filter((row) => row.length > 1 || row[0] !== '').map((row) => row.length)))
  const decimal = options.decimal ?? guessDecimal(top.slice(0, 200).concat(further.slice(0, 100)), delimiter)
  const header = options.headerRows === undefined || options.unitsRow === undefined ? guessHeader(top.slice(0, 200), decimal) : { rows: options.headerRows, units: options.unitsRow }
  const headerRows = options.headerRows ?? header.rows
  const unitsRow = options.unitsRow !== undefined ? options.unitsRow : header.units !== null && header.units < headerRows ? header.units : null
  const body = [...top.slice(headerRows), ...further].filter((row) => row.length === width)
  if (body.length === 0) {
    throw new Fault('file_not_understood', `"${file}" holds a header and no rows. Export it with its data, or correct the number of header rows.`, { file, headerRows })
  }
  const warnings: Warning[] = []
  const common = { encoding: sample.encoding, delimiter, decimal, headerRows, unitsRow, zone: options.zone ?? 'UTC', interval: options.interval ?? defaultInterval, start: options.start ?? defaultStart }
  const transposed = options.layout === 'transposed' || (options.layout === undefined && headerRows === 0 && transposedSample(body, decimal))
  if (transposed) {
    warnings.push(noTimeWarning(common.interval, common.start))
    return {
      dialect: { ...common, layout: 'transposed', timeFormat: 'none', missing: options.missing ?? missingWords, columns: [], exclude: options.exclude ?? [] },
      warnings,
      grid: grid(top),
    }
  }
  const cells = headerCells(top.slice(0, headerRows), unitsRow, width, body.every((row) => row[width - 1] === ''))
  const samples: SampledColumn[] = cells.names.map((name, column) => ({ name, cells: body.slice(0, bodyRows + 600).map((row) => row[column]!) }))
  checkNames(cells.names, options, file)
  const times = timesFor(samples, decimal, options, file)
  const set = new Map((options.columns ?? []).map((column) => [column.name, column]))
  const guessed = samples.map((column, i): ColumnGuess => {
    const { role: setRole, kind, unit } = set.get(column.name) ?? {}
    // nothing is left to be guessed: so a file is opened behind its preview
    if (setRole !== undefined && kind !== undefined && unit !== undefined) return { name: column.name, role: setRole, kind, unit }
    const role = times.roles.get(i)
    const guess = guessColumn(column, cells.units[i]!, decimal)
    if (role) return { ...guess, role, kind: guess.kind }
    // what a delimiter at the end of every line makes
    const nothing = headerRows > 0 && column.name === `c${i + 1}` && column.cells.every((cell) => cell === '')
    return nothing || isRowNumber(column, i, headerRows === 0) ? { ...guess, role: 'ignore' } : guess
  })
  const long = options.layout === 'wide' ? undefined : asLong(guessed, samples)
  const columns = applyCorrections(long ?? guessed, options, warnings)
  if (times.format === 'none' && options.columns === undefined && columns.every(({ kind, role }, i) => kind === 'text' || role === 'ignore' || samples[i]!.cells.every(isMissing))) {
    throw new Fault('file_not_understood', `"${file}" holds words only, no times and no numbers: it is no recording. If it is, correct the delimiter and the number of header rows.`, { file })
  }
  const missing = options.missing ?? [...missingWords, ...guessSentinels(samples.filter((_, i) => columns[i]!.role === 'value'), decimal)]
  warnings.push(...timeWarnings(times, options, common.interval, common.start), ...columnWarnings(columns, missing, cells.names, top.slice(0, headerRows)))
  return {
    dialect: { ...common, layout: options.layout ?? (long ? 'long' : 'wide'), timeFormat: times.format, missing, columns, exclude: options.exclude ?? [] },
    warnings,
    grid: grid(top),
  }
}

function transposedSample(body: readonly (readonly string[])[], decimal: '.' | ','): boolean {
  const numbers = body.slice(0, 200).map((row) => row.map((cell) => numberIn(cell, decimal)))
  if (!numbers.every((row) => row.every((value) => value !== undefined))) return false
  return looksTransposed(numbers.map((row) => row.map((value) => value ?? 0)))
}

function grid(rows: readonly (readonly string[])[]): string[][] {
  return rows.slice(0, 30).map((row) => row.slice(0, 300).map((cell) => cell.slice(0, 200)))
}

function checkNames(names: readonly string[], options: ImportOptions, file: string): void {
  for (const column of options.columns ?? []) {
    const needed = column.role === 'time' || column.role === 'date' || column.role === 'clock' || column.role === 'tag'
    if (needed && !names.includes(column.name)) throw missingColumn(column.name, names, file)
  }
}

function missingColumn(name: string, names: readonly string[], file: string): Fault {
  const shown = names.slice(0, 20).map((known) => `"${known}"`)
  return new Fault('bad_input', `"${file}" has no column "${name}". Its columns are ${shown.join(', ')}${names.length > 20 ? ` and ${names.length - 20} more` : ''}.`, { file, column: name })
}

function timesFor(samples: readonly SampledColumn[], decimal: '.' | ',', options: ImportOptions, file: string): TimesGuess {
  if (options.timeFormat === 'none') return { format: 'none', roles: new Map(), ambiguous: false, zoned: false }
  const set = new Map((options.columns ?? []).filter((column) => column.role !== undefined).map((column) => [column.name, column.role!]))
  const timed = samples.flatMap((column, i) => (['time', 'date'].includes(set.get(column.name) ?? '') ? [i] : []))
  const free = samples.map((column) => (set.has(column.name) && !['time', 'date', 'clock'].includes(set.get(column.name)!) ? { name: column.name, cells: [] } : column))
  const guess = guessTimes(free, decimal, timed.length > 0 ? new Set(timed) : undefined)
  const roles = new Map(guess.roles)
  samples.forEach((column, i) => {
    const role = set.get(column.name)
    if (role === 'time' || role === 'date' || role === 'clock') roles.set(i, role)
  })
  const format = options.timeFormat ?? guess.format
  if (timed.length > 0 && format === 'none') {
    const name = samples[timed[0]!]!.name
    throw new Fault('bad_input', `The column "${name}" of "${file}" holds no times: it begins with "${samples[timed[0]!]!.cells[0]?.slice(0, 40)}". Choose its time format or another column.`, { file, column: name })
  }
  if (roles.size === 0 && format !== 'none') {
    throw new Fault('bad_input', `No column of "${file}" holds times of the format "${format}". Name the time column, or choose the format "none".`, { file, timeFormat: format })
  }
  return { ...guess, format, roles, ambiguous: guess.ambiguous && options.timeFormat === undefined }
}

/** Corrections by name; a name that is not in this file is said, not fatal: several files need not have the same columns. */
export function applyCorrections(columns: readonly ColumnGuess[], options: ImportOptions, warnings: Warning[]): ColumnGuess[] {
  const byName = new Map((options.columns ?? []).map((column) => [column.name, column]))
  const known = new Set(columns.map((column) => column.name))
  const absent = [...byName.keys(), ...(options.exclude ?? [])].filter((name) => !known.has(name))
  if (absent.length > 0) warnings.push({ code: 'column_absent', words: `Not in this file: ${absent.slice(0, 10).map((name) => `"${name}"`).join(', ')}.` })
  return columns.map((column) => {
    const correction = byName.get(column.name)
    const excluded = options.exclude?.includes(column.name) && !['time', 'date', 'clock', 'tag'].includes(column.role)
    return { ...column, ...correction, ...(excluded ? { role: 'ignore' as const } : {}) }
  })
}

function noTimeWarning(interval: number, start: number): Warning {
  return {
    code: 'no_time',
    words: `No column tells the time: rows are taken ${interval / 1000} s apart from ${new Date(start).toISOString()}. Set the interval and the start if you know them.`,
  }
}

function timeWarnings(times: TimesGuess, options: ImportOptions, interval: number, start: number): Warning[] {
  const warnings: Warning[] = []
  if (times.format === 'none') warnings.push(noTimeWarning(interval, start))
  else if (times.format === 'elapsed_s') warnings.push({ code: 'elapsed', words: `Times are seconds since the start, taken as ${new Date(start).toISOString()}. Set the start if you know it.` })
  else if (options.zone === undefined && !times.zoned) warnings.push({ code: 'zone_assumed', words: 'The times do not say their zone: taken as UTC. Set the zone if the clock was local.' })
  if (times.ambiguous) warnings.push({ code: 'day_or_month', words: `Day and month could be the other way round: taken as ${times.format === 'mdy' ? 'month first' : 'day first'}.` })
  return warnings
}

function columnWarnings(columns: readonly ColumnGuess[], missing: readonly string[], names: readonly string[], header: readonly (readonly string[])[]): Warning[] {
  const warnings: Warning[] = []
  const list = (found: readonly ColumnGuess[]) => found.slice(0, 10).map((column) => `"${column.name}"`).join(', ') + (found.length > 10 ? ` and ${found.length - 10} more` : '')
  const labels = columns.filter((column) => column.role === 'label')
  if (labels.length > 0) warnings.push({ code: 'labels', words: `Labels, not measurements: ${list(labels)}. They are left out; make them values to import them.` })
  const ignored = columns.filter((column) => column.role === 'ignore')
  if (ignored.length > 0) warnings.push({ code: 'ignored', words: `Left out: ${list(ignored)}.` })
  const numeric = missing.filter((word) => !missingWords.includes(word))
  if (numeric.length > 0) warnings.push({ code: 'sentinel', words: `Taken as "no value": ${numeric.join(', ')}.` })
  const raw = header.findLast((row) => row.length === names.length)
  if (raw && new Set(raw).size < raw.length) warnings.push({ code: 'duplicate_names', words: 'Some columns have the same name or none; they were told apart by a number.' })
  return warnings
}
