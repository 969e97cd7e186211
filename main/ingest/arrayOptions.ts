/** What arrays of numbers (npy, mat) have in common: named columns, one of which may tell the time, and rows numbered from 1. */
import { classify } from '../../models/preprocess/classify.ts'
import { Fault } from '../contract/errors.ts'
import type { ImportOptions, Preview } from '../contract/imports.ts'
import { assetNameFrom } from './names.ts'
import type { RecordBlock, Reject, SourceFile } from './port.ts'
import { defaultInterval, defaultStart, type ColumnGuess, type TimeFormat } from './readers/text/dialect.ts'

const scales: Readonly<Partial<Record<TimeFormat, number>>> = { unix_s: 1000, unix_ms: 1, unix_us: 1e-3, unix_ns: 1e-6, elapsed_s: 1000 }

export interface RowClock {
  /** Rows `[from, to)` as a block; rows whose time is no time are rejects. */
  block(input: { from: number; to: number; values: (column: number) => Float64Array; used: readonly number[]; progress: number }): RecordBlock
}

export interface ArrayOptions {
  readonly columns: readonly ColumnGuess[]
  readonly timeFormat: TimeFormat
  readonly interval: number
  readonly start: number
  readonly exclude: readonly string[]
  readonly clock: RowClock
}

export interface ArrayGuess {
  readonly options: ArrayOptions
  readonly warnings: Preview['warnings']
}

/** @throws Fault `bad_input` for a time column that is not there or a time format that numbers cannot have. */
export function arrayColumns(sample: readonly { name: string; values: Float64Array }[], options: ImportOptions, file: string): ArrayGuess {
  const corrections = new Map((options.columns ?? []).map((column) => [column.name, column]))
  const excluded = new Set(options.exclude)
  const warnings: Preview['warnings'] = []
  const columns = sample.map(({ name, values }): ColumnGuess => {
    const guess: ColumnGuess = { name, role: 'value', unit: '', kind: classify(values, name), ...corrections.get(name) }
    return excluded.has(name) && guess.role !== 'time' ? { ...guess, role: 'ignore' } : guess
  })
  const wanted = (options.columns ?? []).find((column) => column.role === 'time' && !columns.some(({ name }) => name === column.name))
  if (wanted) throw new Fault('bad_input', `"${file}" has no column "${wanted.name}". Its columns are ${columns.slice(0, 10).map(({ name }) => `"${name}"`).join(', ')}${columns.length > 10 ? ' …' : ''}.`, { file })
  const timeAt = options.timeFormat === 'none' ? -1 : columns.findIndex((column) => column.role === 'time')
  const timeFormat = timeAt < 0 ? 'none' : (options.timeFormat ?? formatOf(sample[timeAt]!.values))
  const scale = scales[timeFormat]
  if (timeAt >= 0 && scale === undefined) throw new Fault('bad_input', `Times in "${file}" are numbers; the format "${timeFormat}" does not fit them. Choose a unix format or elapsed seconds.`, { file })
  const interval = options.interval ?? defaultInterval
  const start = options.start ?? defaultStart
  if (timeAt < 0) {
    warnings.push({ code: 'no_time', words: `Nothing tells the time: rows are taken ${interval / 1000} s apart from ${new Date(start).toISOString()}. Set the interval and the start if you know them.` })
  }
  const timeOf = timeAt < 0 ? undefined : { at: timeAt, scale: scale!, offset: timeFormat === 'elapsed_s' ? start : 0 }
  return { options: { columns, timeFormat, interval, start, exclude: options.exclude ?? [], clock: rowClock(timeOf, start, interval) }, warnings }
}

function formatOf(values: Float64Array): TimeFormat {
  const last = values.at(-1) ?? 0
  if (last > 3e17) return 'unix_ns'
  if (last > 3e14) return 'unix_us'
  if (last > 3e11) return 'unix_ms'
  return last > 3e8 ? 'unix_s' : 'elapsed_s'
}

function rowClock(timed: { at: number; scale: number; offset: number } | undefined, start: number, interval: number): RowClock {
  return {
    block({ from, to, values, used, progress }) {
      const n = to - from
      const rejects: Reject[] = []
      let time = new Float64Array(n)
      let line = new Float64Array(n)
      let kept = 0
      const source = timed && values(timed.at)
      for (let i = 0; i < n; i++) {
        const t = source ? timed.offset + source[i]! * timed.scale : start + (from + i) * interval
        // the years 1900 to 2199
        if (!(t >= -2_208_988_800_000 && t < 7_258_118_400_000)) {
          rejects.push({ line: from + i + 1, reason: Number.isNaN(t) ? 'the time is not a number' : 'the time lies outside of the years 1900 to 2199', text: String(source?.[i] ?? t) })
          continue
        }
        time[kept] = t
        line[kept++] = from + i + 1
      }
      let pick = (all: Float64Array) => all
      if (kept < n) {
        time = time.slice(0, kept)
        line = line.slice(0, kept)
        pick = (all) => Float64Array.from(line, (number) => all[number - 1 - from]!)
      }
      const points = kept === 0 ? [] : used.map((column, index) => ({ column: index, time, line, value: pick(values(column)) }))
      return { points, read: n, rejects, checkpoint: { row: to }, progress }
    },
  }
}

export interface ArrayPreviewInput {
  readonly format: 'npy' | 'mat'
  readonly file: SourceFile
  readonly bytes: number
  readonly guess: ArrayGuess
  readonly count: number
  readonly transposed: boolean
  readonly variables?: string[] | undefined
  readonly first: Pick<Preview, 'rows' | 'rejects'>
}

export function arrayPreview({ format, file, bytes, guess, count, transposed, variables, first }: ArrayPreviewInput): Preview {
  const { timeFormat, interval, start, columns, exclude } = guess.options
  return {
    file: file.name,
    bytes,
    options: { format, layout: transposed ? 'transposed' : 'wide', timeFormat, interval, start, columns: [...columns], exclude: [...exclude], ...(variables ? { variables } : {}) },
    columns: [...columns],
    grid: [],
    ...first,
    rowsEstimated: count,
    warnings: guess.warnings,
    assetName: assetNameFrom(file.name),
  }
}
