/** Which column tells the time, and how. */
import type { ColumnRole, TimeFormat } from './dialect.ts'
import type { DateOrder } from './stamp.ts'
import { isClock, isMissing, numberIn, stampIn } from './values.ts'

export interface SampledColumn {
  readonly name: string
  readonly cells: readonly string[]
}

export interface TimesGuess {
  readonly format: TimeFormat
  /** Column index -> time, date or clock. */
  readonly roles: ReadonlyMap<number, ColumnRole>
  /** Day and month could be the other way round. */
  readonly ambiguous: boolean
  /** Every time says its offset from UTC. */
  readonly zoned: boolean
}

const hint = /(^|[^a-z])(date|time|datetime|timestamp|ts|epoch|unix|utc|zeit|zeitstempel|datum|uhrzeit|heure|horodatage|fecha|hora|data)([^a-z]|$)|timestamp|datetime|time$|^time/i
const elapsedName = /^(time|t|elapsed|elapsed[ _]?time|seconds?|secs?|zeit|rel[ _]?time|time[ _](s|sec|secs|seconds))\s*([[(]\s*(s|sec|secs|seconds?)\s*[\])])?$/i
const most = 400

/** `only`: columns that the engineer named as time; then words and order are not asked. */
export function guessTimes(columns: readonly SampledColumn[], decimal: '.' | ',', only?: ReadonlySet<number>): TimesGuess {
  const forced = only !== undefined && only.size > 0
  const found: { column: number; guess: Calendar }[] = []
  const clocks: number[] = []
  columns.forEach((column, index) => {
    if (forced && !only.has(index)) return
    const cells = spread(column.cells)
    if (cells.length === 0) return
    const guess = calendar(cells, forced || index === 0 || hint.test(column.name))
    if (guess) found.push({ column: index, guess })
    else if (share(cells, isClock) >= 0.95) clocks.push(index)
  })
  const best = found.find(({ column }) => hint.test(columns[column]!.name)) ?? found[0]
  if (best) {
    const { format, ambiguous, zoned, withClock } = best.guess
    const clock = withClock ? undefined : nearest(forced ? otherClocks(columns) : clocks, best.column)
    const roles = new Map<number, ColumnRole>([[best.column, clock === undefined ? 'time' : 'date']])
    if (clock !== undefined) roles.set(clock, 'clock')
    return { format, roles, ambiguous, zoned }
  }
  for (const [index, column] of columns.entries()) {
    if (forced && !only.has(index)) continue
    const named = hint.test(column.name) || elapsedName.test(column.name)
    if (!forced && index > 0 && !named) continue
    const format = numeric(column, decimal, forced || named, forced || elapsedName.test(column.name))
    if (format) return { format, roles: new Map([[index, 'time']]), ambiguous: false, zoned: format.startsWith('unix') }
  }
  return { format: 'none', roles: new Map(), ambiguous: false, zoned: false }
}

function otherClocks(columns: readonly SampledColumn[]): number[] {
  return columns.flatMap((column, index) => {
    const cells = spread(column.cells)
    return cells.length > 0 && share(cells, isClock) >= 0.95 ? [index] : []
  })
}

interface Calendar {
  readonly format: DateOrder
  readonly ambiguous: boolean
  readonly zoned: boolean
  readonly withClock: boolean
}

/** The order of day, month and year under which all cells are dates and the sequence wanders least. */
function calendar(cells: readonly string[], plainDigits: boolean): Calendar | undefined {
  if (!plainDigits && cells.every((cell) => /^\d+$/.test(cell))) return undefined
  const orders: DateOrder[] = cells.some((cell) => /[ap]\.?m\.?$/i.test(cell)) ? ['iso', 'mdy', 'dmy', 'ymd'] : ['iso', 'dmy', 'mdy', 'ymd']
  const fits: { order: DateOrder; wander: number; clocks: number; offsets: number; valid: number; sum: number }[] = []
  for (const order of orders) {
    const stamps = cells.flatMap((cell) => stampIn(cell, order) ?? [])
    if (stamps.length < cells.length * 0.9) continue
    let wander = 0
    for (let i = 1; i < stamps.length; i++) wander += Math.abs(stamps[i]!.local - stamps[i - 1]!.local)
    const fit = { order, wander, clocks: share(stamps, (s) => s.hasClock), offsets: share(stamps, (s) => s.hasOffset), valid: stamps.length, sum: stamps.reduce((sum, { local }) => sum + local, 0) }
    if (order === 'iso') return answer(fit, false)
    fits.push(fit)
  }
  if (fits.length === 0) return undefined
  const valid = Math.max(...fits.map((fit) => fit.valid))
  // one order may lose a few cells (a 13th month): then it is not the order
  const full = fits.filter((fit) => fit.valid >= valid - cells.length * 0.01 || fit.valid === valid)
  const least = Math.min(...full.map((fit) => fit.wander))
  const chosen = full.find((fit) => fit.wander === least)!
  // a month in letters reads alike in every order; points between the numbers are written day first wherever they are written
  const dotted = chosen.order === 'dmy' && cells.every((cell) => /^\s*\d{1,2}\./.test(cell))
  return answer(chosen, !dotted && full.some((fit) => fit.sum !== chosen.sum && fit.order !== 'ymd' && fit.wander <= least * 1.0001))
}

function answer(fit: { order: DateOrder; clocks: number; offsets: number }, ambiguous: boolean): Calendar {
  return { format: fit.order, ambiguous, zoned: fit.offsets === 1, withClock: fit.clocks > 0.05 }
}

/** Unix times by their size, Excel's day numbers, seconds since the start. Times do not run backwards in a column that is one. */
function numeric(column: SampledColumn, decimal: '.' | ',', named: boolean, elapsed: boolean): TimeFormat | undefined {
  const cells = spread(column.cells)
  const values = cells.flatMap((cell) => numberIn(cell, decimal) ?? [])
  if (values.length < 2 || values.length < cells.length * 0.95) return undefined
  let rising = 0
  for (let i = 1; i < values.length; i++) if (values[i]! >= values[i - 1]!) rising++
  if (rising < (values.length - 1) * 0.95) return undefined
  const low = values.reduce((a, b) => Math.min(a, b))
  const high = values.reduce((a, b) => Math.max(a, b))
  if (low === high) return undefined
  const within = (from: number, to: number) => low >= from && high <= to
  if (within(3e8, 5e9)) return 'unix_s'
  if (within(3e11, 5e12)) return 'unix_ms'
  if (within(3e14, 5e15)) return 'unix_us'
  if (within(3e17, 5e18)) return 'unix_ns'
  if (named && within(15_000, 80_000) && values.some((value) => value % 1 !== 0)) return 'excel'
  if (named && within(15_000, 80_000) && /date|datum|fecha/i.test(column.name)) return 'excel'
  return elapsed && within(0, 1e9) ? 'elapsed_s' : undefined
}

/** At most `most` present cells, evenly spread. */
function spread(cells: readonly string[]): string[] {
  const present = cells.filter((cell) => !isMissing(cell))
  if (present.length <= most) return present
  return Array.from({ length: most }, (_, i) => present[Math.floor((i * present.length) / most)]!)
}

function share<T>(items: readonly T[], test: (item: T) => boolean): number {
  return items.length === 0 ? 0 : items.filter(test).length / items.length
}

function nearest(candidates: readonly number[], to: number): number | undefined {
  return candidates.filter((index) => index !== to).sort((a, b) => Math.abs(a - to) - Math.abs(b - to))[0]
}
