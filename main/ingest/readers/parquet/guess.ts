/** What the columns of a Parquet file are taken for: the schema says most, names and values the rest. */
import { Fault } from '../../../contract/errors.ts'
import type { ImportOptions, Preview } from '../../../contract/imports.ts'
import { unitIn } from '../../names.ts'
import { guessColumn } from '../text/columns.ts'
import { defaultInterval, defaultStart, type ColumnGuess, type TimeFormat } from '../text/dialect.ts'
import { asLong } from '../text/layout.ts'
import { guessTimes } from '../text/times.ts'
import { cellText, type Cell } from './cells.ts'
import type { ParquetFooter } from './footer.ts'

export interface ParquetDialect {
  readonly columns: readonly ColumnGuess[]
  readonly layout: 'wide' | 'long'
  readonly timeFormat: TimeFormat
  readonly zone: string
  readonly interval: number
  readonly start: number
  readonly exclude: readonly string[]
}

/** @throws Fault `bad_input` for columns that are not there. */
export function guessParquet({ columns, leftOut }: ParquetFooter, cells: readonly ArrayLike<Cell>[], options: ImportOptions, file: string): { dialect: ParquetDialect; warnings: Preview['warnings'] } {
  const names = columns.map(({ name }) => name)
  for (const { name, role } of options.columns ?? []) {
    if ((role === 'time' || role === 'tag') && !names.includes(name)) throw new Fault('bad_input', `"${file}" has no column "${name}". Its columns are ${names.slice(0, 20).map((known) => `"${known}"`).join(', ')}.`, { file, column: name })
  }
  const samples = columns.map(({ name }, i) => ({ name, cells: Array.from(cells[i]!, cellText) }))
  const forced = (options.columns ?? []).find(({ role }) => role === 'time')?.name
  const typed = columns.findIndex(({ name, type }) => (forced ? name === forced : true) && type === 'time')
  const texts = samples.map((sample, i) => (columns[i]!.type === 'time' || (forced && sample.name !== forced) ? { name: sample.name, cells: [] } : sample))
  // our own exports of fractional times: milliseconds as numbers
  const ownTimes = names.indexOf('time_ms')
  const times = typed >= 0 ? undefined : ownTimes >= 0 && !forced ? undefined : guessTimes(texts, '.', forced ? new Set([names.indexOf(forced)]) : undefined)
  const timeAt = options.timeFormat === 'none' ? -1 : typed >= 0 ? typed : ownTimes >= 0 && !forced ? ownTimes : ([...(times?.roles.keys() ?? [])][0] ?? -1)
  const timeFormat: TimeFormat = timeAt < 0 ? 'none' : typed >= 0 ? 'iso' : ownTimes === timeAt ? 'unix_ms' : (options.timeFormat ?? times!.format)
  if (forced && timeAt < 0 && options.timeFormat !== 'none') throw new Fault('bad_input', `The column "${forced}" of "${file}" holds no times. Choose another column.`, { file, column: forced })
  const guessed = samples.map((sample, i): ColumnGuess => {
    const unit = unitIn(sample.name)
    if (i === timeAt) return { name: sample.name, role: 'time', unit, kind: 'text' }
    if (columns[i]!.type === 'time') return { name: sample.name, role: 'ignore', unit, kind: 'text' }
    if (columns[i]!.type === 'boolean') return { name: sample.name, role: 'value', unit, kind: 'binary' }
    const guess = guessColumn(sample, unit, '.')
    // a text column of digits is text all the same
    return columns[i]!.type === 'text' && guess.role === 'value' ? { ...guess, kind: 'text' } : guess
  })
  const long = options.layout === 'wide' ? undefined : asLong(guessed, samples)
  const corrections = new Map((options.columns ?? []).map((column) => [column.name, column]))
  const final = (long ?? guessed).map((column, i) => {
    const corrected = { ...column, ...corrections.get(column.name) }
    const kind: ColumnGuess['kind'] = columns[i]!.type === 'text' ? 'text' : corrected.kind
    return options.exclude?.includes(column.name) && !['time', 'tag'].includes(corrected.role) ? { ...corrected, kind, role: 'ignore' as const } : { ...corrected, kind }
  })
  const dialect: ParquetDialect = { columns: final, layout: options.layout === 'long' || long ? 'long' : 'wide', timeFormat, zone: options.zone ?? 'UTC', interval: options.interval ?? defaultInterval, start: options.start ?? defaultStart, exclude: options.exclude ?? [] }
  if (dialect.layout === 'long' && !(final.some(({ role }) => role === 'tag') && final.some(({ role }) => role === 'value'))) {
    throw new Fault('bad_input', `The long layout of "${file}" needs a column of tag names and a column of values. Set their roles.`, { file })
  }
  const warnings: Preview['warnings'] = []
  if (timeAt < 0) warnings.push({ code: 'no_time', words: `Nothing tells the time: rows are taken ${dialect.interval / 1000} s apart from ${new Date(dialect.start).toISOString()}. Set the interval and the start if you know them.` })
  else if (columns[timeAt]!.local && options.zone === undefined) warnings.push({ code: 'zone_assumed', words: 'The times do not say their zone: taken as UTC. Set the zone if the clock was local.' })
  const ignored = [...leftOut, ...final.filter(({ role }) => role === 'ignore').map(({ name }) => name)]
  if (ignored.length > 0) warnings.push({ code: 'ignored', words: `Left out: ${ignored.slice(0, 10).map((name) => `"${name}"`).join(', ')}${ignored.length > 10 ? ` and ${ignored.length - 10} more` : ''}.` })
  const labels = final.filter(({ role }) => role === 'label')
  if (labels.length > 0) warnings.push({ code: 'labels', words: `Labels, not measurements: ${labels.slice(0, 10).map(({ name }) => `"${name}"`).join(', ')}. They are left out; make them values to import them.` })
  return { dialect, warnings }
}
