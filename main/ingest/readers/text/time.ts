/** Times of rows in UTC, from the bytes of their cells. */
import { parseNumber } from '../../number.ts'
import { zoneClock } from '../../zone.ts'
import type { Dialect } from './dialect.ts'
import { firstYear, lastYear, readClock, readStamp, stampFault, type DateOrder, type Stamp, type StampFault } from './stamp.ts'

export interface TimeReader {
  /** UTC milliseconds, or NaN; then `reason()` says why. `previous` is the row before's time, which decides in the hour that comes twice. */
  read(bytes: Uint8Array, from: number, to: number, previous: number): number
  /** The same from a date and a clock in two cells: give the date first. */
  date(bytes: Uint8Array, from: number, to: number): boolean
  clock(bytes: Uint8Array, from: number, to: number): boolean
  joined(previous: number): number
  reason(): string
  /** Wall-clock times are UTC. */
  readonly utc: boolean
}

const forms: Readonly<Record<DateOrder, string>> = { iso: 'yyyy-mm-dd hh:mm:ss', ymd: 'yyyy/mm/dd hh:mm:ss', dmy: 'dd/mm/yyyy hh:mm:ss', mdy: 'mm/dd/yyyy hh:mm:ss' }
const earliest = Date.UTC(firstYear, 0, 1)
const latest = Date.UTC(lastYear + 1, 0, 1)
const shifts = { unix_s: 3, unix_ms: 0, unix_us: -3, unix_ns: -6, elapsed_s: 3 } as const

export function timeReader({ timeFormat, zone, start, decimal }: Pick<Dialect, 'timeFormat' | 'zone' | 'start' | 'decimal'>): TimeReader {
  const clockOf = zoneClock(zone)
  const stamp: Stamp = { local: 0, offset: NaN, hasClock: false }
  const day: Stamp = { local: 0, offset: NaN, hasClock: false }
  const mark = decimal.charCodeAt(0)
  let why = ''

  function utc(local: number, offset: number, previous: number): number {
    if (!Number.isNaN(offset)) return local - offset
    const time = clockOf.toUtc(local, previous)
    if (Number.isNaN(time)) why = `the time does not exist in ${zone}: the clock was put forward over it`
    return time
  }

  function ranged(time: number): number {
    if (time >= earliest && time < latest) return time
    why = `the time lies outside of the years ${firstYear} to ${lastYear}`
    return NaN
  }

  function fail(fault: StampFault, bytes: Uint8Array, from: number, to: number, form: string): number {
    const text = Buffer.from(bytes.subarray(from, Math.min(to, from + 40))).toString()
    if (fault === stampFault.day) why = `"${text}" is a day that does not exist (expected ${form})`
    else if (fault === stampFault.year) why = `"${text}" lies outside of the years ${firstYear} to ${lastYear}`
    else if (fault === stampFault.clock) why = `"${text}" is a time of day that does not exist`
    else why = to > from ? `"${text}" is not a time of the form ${form}` : 'the time is missing'
    return NaN
  }

  function readNumber(bytes: Uint8Array, from: number, to: number, previous: number): number {
    const shift = timeFormat === 'excel' ? 0 : shifts[timeFormat as keyof typeof shifts] // the calendar formats never come here
    const value = parseNumber(bytes, from, to, mark, shift)
    if (value === undefined) return fail(stampFault.form, bytes, from, to, timeFormat === 'excel' ? "Excel's day number" : `a number (${timeFormat})`)
    if (timeFormat === 'elapsed_s') return ranged(start + value)
    // to the millisecond: a day number carries no more
    if (timeFormat === 'excel') return ranged(utc(Math.round((value - 25_569) * 86_400_000), NaN, previous))
    return ranged(value)
  }

  const order: DateOrder = timeFormat === 'ymd' || timeFormat === 'dmy' || timeFormat === 'mdy' ? timeFormat : 'iso'
  const calendar = timeFormat === order
  return {
    read(bytes, from, to, previous) {
      if (!calendar) return readNumber(bytes, from, to, previous)
      const fault = readStamp(bytes, from, to, order, stamp)
      return fault === stampFault.none ? utc(stamp.local, stamp.offset, previous) : fail(fault, bytes, from, to, forms[order])
    },
    date(bytes, from, to) {
      const fault = readStamp(bytes, from, to, order, day)
      if (fault !== stampFault.none) fail(fault, bytes, from, to, forms[order].slice(0, 10))
      return fault === stampFault.none
    },
    clock(bytes, from, to) {
      const fault = readClock(bytes, from, to, stamp)
      if (fault !== stampFault.none) fail(fault, bytes, from, to, 'hh:mm:ss')
      return fault === stampFault.none
    },
    joined: (previous) => utc(day.local + stamp.local, stamp.offset, previous),
    reason: () => why,
    utc: clockOf.utc,
  }
}
