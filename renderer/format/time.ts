/** Times are epoch milliseconds (UTC) everywhere; only here do they meet a zone. */
const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

interface Wall {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
}

const formats = new Map<string, Intl.DateTimeFormat>()

function wallFormat(zone: string): Intl.DateTimeFormat {
  let found = formats.get(zone)
  if (!found) {
    const options = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const
    formats.set(zone, (found = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone })))
  }
  return found
}

/** The clock on the wall of `zone` at an instant. */
export function wall(ms: number, zone: string): Wall {
  const at = new Date(Math.floor(ms / second) * second + zoneOffset(ms, zone))
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate(), hour: at.getUTCHours(), minute: at.getUTCMinutes(), second: at.getUTCSeconds() }
}

const stretch = 6 * hour // no zone changes its clock and changes it back within that
const mostKept = 4096
const offsets = new Map<string, Map<number, number>>()

/**
 * Milliseconds that the wall clock of `zone` is ahead of UTC at an instant. Axes ask hundreds of times a frame, and Intl is slow: where the clock
 * says the same at both ends of six hours, that holds between them; Intl is asked only where it changes.
 */
export function zoneOffset(ms: number, zone: string): number {
  if (zone === 'UTC') return 0
  const from = Math.floor(ms / stretch)
  const before = keptOffset(from, zone)
  return before === keptOffset(from + 1, zone) ? before : askedOffset(ms, zone)
}

function keptOffset(boundary: number, zone: string): number {
  let kept = offsets.get(zone)
  if (!kept) offsets.set(zone, (kept = new Map<number, number>()))
  let offset = kept.get(boundary)
  if (offset === undefined) {
    if (kept.size >= mostKept) kept.clear()
    kept.set(boundary, (offset = askedOffset(boundary * stretch, zone)))
  }
  return offset
}

function askedOffset(ms: number, zone: string): number {
  const parts: Record<string, number> = {}
  for (const { type, value } of wallFormat(zone).formatToParts(ms)) parts[type] = Number(value)
  const { year = 0, month = 1, day: d = 1, hour: h = 0, minute: m = 0, second: s = 0 } = parts
  return Date.UTC(year, month - 1, d, h, m, s) - Math.floor(ms / second) * second
}

/** The instant at which the wall clock of `zone` shows `wallMs` (a wall time written as if it were UTC). */
export function fromWall(wallMs: number, zone: string): number {
  const first = wallMs - zoneOffset(wallMs, zone)
  return wallMs - zoneOffset(first, zone)
}

export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

const two = (n: number) => String(n).padStart(2, '0')

/** How fine a time is shown, chosen from the length of what it belongs to. */
export type Precision = 'day' | 'minute' | 'second' | 'ms'
export function precisionFor(span: number): Precision {
  if (span > 400 * day) return 'day'
  if (span > 2 * hour) return 'minute'
  return span > 20 * second ? 'second' : 'ms'
}

/** `2026-03-09 14:05:36`, to the precision asked for. */
export function time(ms: number | null | undefined, zone: string, precision: Precision = 'minute'): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return '–'
  const w = wall(ms, zone)
  const date = `${w.year}-${two(w.month)}-${two(w.day)}`
  return precision === 'day' ? date : `${date} ${clock(ms, zone, precision)}`
}

/** `14:05:36`, to the precision asked for. */
export function clock(ms: number, zone: string, precision: Precision = 'minute'): string {
  const w = wall(ms, zone)
  const hm = `${two(w.hour)}:${two(w.minute)}`
  if (precision === 'minute' || precision === 'day') return hm
  const s = `${hm}:${two(w.second)}`
  return precision === 'ms' ? `${s}.${String(Math.floor(((ms % second) + second) % second)).padStart(3, '0')}` : s
}

/** `3 h 20 min`: the two largest units that matter. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return '–'
  const abs = Math.abs(ms)
  if (abs < second) return `${Math.round(abs)}\u2009ms`
  if (abs < minute) return `${Number((abs / second).toPrecision(3))}\u2009s`
  const [big, bigName, small, smallName] = abs < hour ? [minute, 'min', second, 's'] : abs < day ? [hour, 'h', minute, 'min'] : abs < 730 * day ? [day, 'd', hour, 'h'] : [365 * day, 'y', 30 * day, 'mo']
  const perBig = Math.floor(big / small)
  const whole = Math.floor(abs / big)
  // what rounds up to a whole one is one: 17 d, never 16 d 24 h
  const left = Math.min(perBig, Math.round((abs - whole * big) / small))
  const [n, rest] = left === perBig ? [whole + 1, 0] : [whole, left]
  return rest > 0 && n < 20 ? `${n}\u2009${bigName} ${rest}\u2009${smallName}` : `${Math.round(abs / big)}\u2009${bigName}`
}

/** Reads what `time` writes (and ISO 8601), as a wall time of `zone`; null when it is no time. */
export function parseTime(text: string, zone: string): number | null {
  const trimmed = text.trim()
  if (/[zZ]$|[+-]\d\d:?\d\d$/.test(trimmed)) {
    const ms = Date.parse(trimmed)
    return Number.isNaN(ms) ? null : ms
  }
  const m = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?)?$/.exec(trimmed)
  if (!m) return null
  const [y = 0, mo = 1, d = 1, h = 0, mi = 0, s = 0] = m.slice(1, 7).map((part) => (part === undefined ? undefined : Number(part)))
  if (mo < 1 || mo > 12 || d < 1 || d > 31 || h > 23 || mi > 59 || s > 59) return null
  return fromWall(Date.UTC(y, mo - 1, d, h, mi, s, Number((m[7] ?? '0').padEnd(3, '0'))), zone)
}
