/** Calendar times in bytes: `2020-03-09 10:14:33.5`, `06/01/14 00`, `1-Jan-2024 3:05 PM`, `20240105T101500Z`, a date or a clock alone. */
import { parseNumber } from '../../number.ts'

export type DateOrder = 'iso' | 'ymd' | 'dmy' | 'mdy'

/** Where `readStamp` puts its answer (one object a reader, so that a row makes none). */
export interface Stamp {
  /** Wall-clock milliseconds as if UTC; for a clock alone, milliseconds since midnight. */
  local: number
  /** Milliseconds ahead of UTC when the text says so, else NaN. */
  offset: number
  hasClock: boolean
}

export const stampFault = { none: 0, form: 1, day: 2, year: 3, clock: 4 } as const
export type StampFault = (typeof stampFault)[keyof typeof stampFault]

/** Years outside are sentinels or mistakes (0001, 9999), not measurements. */
export const firstYear = 1900
export const lastYear = 2199

const dayMs = 86_400_000
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const foreign: Readonly<Record<string, number>> = { mai: 5, okt: 10, dez: 12, mrz: 3, ene: 1, abr: 4, ago: 8, dic: 12, fev: 2, avr: 4, aou: 8, mag: 5, giu: 6, lug: 7, set: 9, ott: 10, gen: 1 }

/** Days since 1970-01-01 of a proleptic Gregorian date (the algorithm of H. Hinnant). */
function daysOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yoe = y - era * 400
  const doy = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * 146097 + yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy - 719468
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Where the reading stands: module state instead of an object a call, because this runs once a row. */
let at = 0
let digits = 0

function number(bytes: Uint8Array, to: number, most: number): number {
  const start = at
  let value = 0
  while (at < to && at - start < most) {
    const digit = bytes[at]! - 48
    if (digit < 0 || digit > 9) break
    value = value * 10 + digit
    at++
  }
  digits = at - start
  return value
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && ((byte | 32) >= 97 && (byte | 32) <= 122)
}

function monthName(bytes: Uint8Array, to: number): number {
  let word = ''
  while (at < to && isLetter(bytes[at])) word += String.fromCharCode(bytes[at++]! | 32)
  const short = word.slice(0, 3)
  return word.length < 3 ? 0 : months.indexOf(short) + 1 || (foreign[short] ?? 0)
}

function blanks(bytes: Uint8Array, to: number): void {
  while (at < to && (bytes[at] === 32 || bytes[at] === 9 || bytes[at] === 13)) at++
}

/** Reads a date with or without a clock. Answers `stampFault.none` or what is wrong. */
export function readStamp(bytes: Uint8Array, from: number, to: number, order: DateOrder, out: Stamp): StampFault {
  if (order === 'iso' && to - from >= 19 && bytes[from + 4] === 45 && bytes[from + 13] === 58) {
    const fast = readIso(bytes, from, out)
    if (fast === stampFault.none && to - from === 19) return fast
  }
  at = from
  blanks(bytes, to)
  const days = readDate(bytes, to, order)
  if (days < 0) return -days as StampFault // readDate answers faults as negative numbers
  const date = (days - 1_000_000) * dayMs
  out.offset = NaN
  out.hasClock = false
  blanks(bytes, to)
  if (at < to && (bytes[at] === 44 || bytes[at] === 95 || bytes[at] === 58 || (bytes[at]! | 32) === 116)) at++
  blanks(bytes, to)
  if (at >= to) {
    out.local = date
    return stampFault.none
  }
  const fault = readClockHere(bytes, to, out)
  out.local += date
  return fault
}

/** Reads `hh:mm[:ss[.fff]]` with AM/PM or offset where they stand. */
export function readClock(bytes: Uint8Array, from: number, to: number, out: Stamp): StampFault {
  at = from
  blanks(bytes, to)
  let mark = at
  while (mark < to && bytes[mark]! >= 48 && bytes[mark]! <= 57) mark++
  // a bare number is no clock when it stands alone
  return bytes[mark] === 58 && mark < to ? readClockHere(bytes, to, out) : stampFault.form
}

/** `YYYY-MM-DD?hh:mm:ss`, the most frequent form, without a branch per byte. */
function readIso(bytes: Uint8Array, from: number, out: Stamp): StampFault {
  const two = (i: number) => {
    const high = bytes[from + i]! - 48
    const low = bytes[from + i + 1]! - 48
    return high >= 0 && high <= 9 && low >= 0 && low <= 9 ? high * 10 + low : -10_000
  }
  const between = bytes[from + 10]
  if (bytes[from + 7] !== 45 || bytes[from + 16] !== 58 || (between !== 32 && between !== 84)) return stampFault.form
  const year = two(0) * 100 + two(2)
  const month = two(5)
  const day = two(8)
  const hour = two(11)
  const minute = two(14)
  const second = two(17)
  if (year < firstYear || year > lastYear || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return stampFault.form
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return stampFault.form
  out.local = daysOf(year, month, day) * dayMs + hour * 3_600_000 + minute * 60_000 + second * 1000
  out.offset = NaN
  out.hasClock = true
  return stampFault.none
}

/** Days since 1970-01-01 plus a million, or the fault as a negative number. */
function readDate(bytes: Uint8Array, to: number, order: DateOrder): number {
  const parts = [0, 0, 0]
  const lengths = [0, 0, 0]
  let named = -1
  for (let i = 0; i < 3; i++) {
    if (isLetter(bytes[at]) && named < 0) {
      parts[i] = monthName(bytes, to)
      named = i
      if (parts[i] === 0) return -stampFault.form
    } else {
      parts[i] = number(bytes, to, 8)
      lengths[i] = digits
      if (digits === 0) return -stampFault.form
      if (i === 0 && digits === 8 && (order === 'iso' || order === 'ymd')) return checkedDays(Math.floor(parts[0]! / 10_000), Math.floor(parts[0]! / 100) % 100, parts[0]! % 100, 4)
    }
    if (i === 2) break
    const mark = bytes[at]
    if (at >= to || !(mark === 45 || mark === 47 || mark === 46 || mark === 32 || mark === 44)) return -stampFault.form
    if (order === 'iso' && mark !== 45) return -stampFault.form
    if ((mark === 32 || mark === 44) && named < 0 && !isLetter(bytes[at + 1])) return -stampFault.form
    while (at < to && (bytes[at] === mark || bytes[at] === 32)) at++
  }
  let [year, month, day] = [0, 0, 0]
  let yearAt = 0
  if (named >= 0) {
    // a month in letters: 1-Jan-2024, Jan 5, 2024, 2024-Jan-05
    if (named === 2) return -stampFault.form
    // 04-Mar-25 is how historians write the fourth of March: a year of two digits stands first only where that is said
    if (order === 'iso' && named === 1 && lengths[0]! < 3) return -stampFault.form
    yearAt = named === 0 ? 2 : lengths[0]! >= 3 || order === 'ymd' ? 0 : 2
    month = parts[named]!
    year = parts[yearAt]!
    day = parts[3 - named - yearAt]!
  } else if (order === 'dmy' || order === 'mdy') {
    yearAt = 2
    year = parts[2]!
    day = parts[order === 'dmy' ? 0 : 1]!
    month = parts[order === 'dmy' ? 1 : 0]!
    if (lengths[0]! > 2 || lengths[1]! > 2) return -stampFault.form
  } else {
    year = parts[0]!
    month = parts[1]!
    day = parts[2]!
    if (lengths[1]! > 2 || lengths[2]! > 2 || (order === 'iso' && lengths[0] !== 4)) return -stampFault.form
  }
  return checkedDays(year, month, day, lengths[yearAt]!)
}

function checkedDays(year: number, month: number, day: number, yearDigits: number): number {
  if (yearDigits !== 4 && yearDigits !== 2) return -stampFault.form
  const full = yearDigits === 2 ? (year < 70 ? 2000 + year : 1900 + year) : year
  if (month < 1 || month > 12 || day < 1) return -stampFault.day
  if (full < firstYear || full > lastYear) return -stampFault.year
  if (day > daysIn(full, month)) return -stampFault.day
  return daysOf(full, month, day) + 1_000_000
}

function readClockHere(bytes: Uint8Array, to: number, out: Stamp): StampFault {
  out.offset = NaN
  out.hasClock = true
  out.local = 0
  let hour = number(bytes, to, 6)
  let minute = 0
  let second = 0
  let fraction = 0
  if (digits === 0 || digits === 3 || digits === 5) return stampFault.form
  if (digits >= 4) {
    // hhmm and hhmmss run together
    if (digits === 6) second = hour % 100
    if (digits === 6) hour = Math.floor(hour / 100)
    minute = hour % 100
    hour = Math.floor(hour / 100)
  } else if (at < to && (bytes[at] === 58 || bytes[at] === 46)) {
    const mark = bytes[at++]
    minute = number(bytes, to, 2)
    if (digits === 0) return stampFault.form
    if (at < to && bytes[at] === mark) {
      at++
      second = number(bytes, to, 2)
      if (digits === 0) return stampFault.form
    }
  }
  if (at < to && (bytes[at] === 46 || bytes[at] === 44 || bytes[at] === 58)) {
    at++
    const start = at
    number(bytes, to, 30)
    if (digits === 0) return stampFault.form
    fraction = parseNumber(bytes, start, at, 46, 3 - digits)!
    while (at < to && bytes[at]! >= 48 && bytes[at]! <= 57) at++
  }
  blanks(bytes, to)
  if (at + 1 < to && (bytes[at + 1]! | 32) === 109 && ((bytes[at]! | 32) === 97 || (bytes[at]! | 32) === 112)) {
    if (hour < 1 || hour > 12) return stampFault.clock
    hour = (hour % 12) + ((bytes[at]! | 32) === 112 ? 12 : 0)
    at += 2
    blanks(bytes, to)
  }
  if (at < to && !readOffset(bytes, to, out)) return stampFault.form
  blanks(bytes, to)
  if (at < to) return stampFault.form
  // 24:00 ends a day, second 60 is a leap second
  if (hour > 24 || (hour === 24 && (minute > 0 || second > 0 || fraction > 0)) || minute > 59 || second > 60) return stampFault.clock
  out.local = hour * 3_600_000 + minute * 60_000 + second * 1000 + fraction
  return stampFault.none
}

function readOffset(bytes: Uint8Array, to: number, out: Stamp): boolean {
  const first = bytes[at]!
  if ((first | 32) === 122 && at + 1 === to) {
    at++
    out.offset = 0
    return true
  }
  if (at + 3 <= to && isLetter(first)) {
    const word = String.fromCharCode(first, bytes[at + 1]!, bytes[at + 2]!).toUpperCase()
    if (word !== 'UTC' && word !== 'GMT') return false
    at += 3
    out.offset = 0
    if (at >= to) return true
  }
  const sign = bytes[at] === 45 ? -1 : bytes[at] === 43 ? 1 : 0
  if (sign === 0) return false
  at++
  let hours = number(bytes, to, 4)
  let minutes = 0
  if (digits === 4) {
    minutes = hours % 100
    hours = Math.floor(hours / 100)
  } else if (digits !== 1 && digits !== 2) return false
  else if (at < to && bytes[at] === 58) {
    at++
    minutes = number(bytes, to, 2)
    if (digits !== 2) return false
  }
  if (hours > 15 || minutes > 59) return false
  out.offset = sign * (hours * 3_600_000 + minutes * 60_000)
  return true
}
