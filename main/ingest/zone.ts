/** Local clock times to UTC, by the zone data that Node carries (Intl). Offsets are asked once per stretch between two clock changes. */
import { Fault } from '../contract/errors.ts'

export interface ZoneClock {
  /**
   * UTC milliseconds of a wall-clock time (given as if it were UTC). NaN: the clock skipped it (spring gap). A time that happened twice
   * (autumn fold) is its first occurrence, or its second when the first would lie before `previous`, the UTC time of the row before.
   */
  toUtc(local: number, previous: number): number
  /** Nothing is ever moved. */
  readonly utc: boolean
}

interface Stretch {
  readonly from: number
  readonly to: number
  readonly offset: number
}

const hour = 3_600_000
const day = 24 * hour
const step = 14 * day
const reach = 400 * day
const utcNames = new Set(['UTC', 'ETC/UTC', 'GMT', 'Z', 'ETC/GMT', 'UNIVERSAL', 'ZULU'])

/** @throws Fault `bad_input` for a name that is no IANA zone. */
export function zoneClock(zone: string): ZoneClock {
  if (utcNames.has(zone.toUpperCase())) return { toUtc: (local) => local, utc: true }
  const offsetAt = offsetReader(zone)
  const stretches: Stretch[] = []
  let current = stretchAt(0)

  function stretchAt(utc: number): Stretch {
    const known = stretches.find((stretch) => utc >= stretch.from && utc < stretch.to)
    if (known) return known
    const offset = offsetAt(utc)
    const stretch = { from: edge(utc, -step, offset), to: edge(utc, step, offset), offset }
    stretches.push(stretch)
    return stretch
  }

  /** The nearest instant in the direction of `by` where another offset begins (at most `reach` away: an artificial edge does no harm). */
  function edge(utc: number, by: number, offset: number): number {
    let inside = utc
    let outside = utc + by
    while (Math.abs(outside - utc) <= reach && offsetAt(outside) === offset) {
      inside = outside
      outside += by
    }
    if (Math.abs(outside - utc) > reach) return Math.round(inside / 1000) * 1000
    inside = Math.floor(inside / 1000) * 1000
    outside = Math.floor(outside / 1000) * 1000
    while (Math.abs(outside - inside) > 1000) {
      const middle = Math.floor((inside + outside) / 2000) * 1000
      if (offsetAt(middle) === offset) inside = middle
      else outside = middle
    }
    return by > 0 ? outside : inside
  }

  function slowly(local: number, previous: number): number {
    const found: number[] = []
    for (let at = local - 15 * hour; at <= local + 15 * hour; ) {
      const stretch = stretchAt(at)
      const utc = local - stretch.offset
      if (utc >= stretch.from && utc < stretch.to) {
        current = stretch
        if (!found.includes(utc)) found.push(utc)
      }
      at = Math.max(stretch.to, at + 1)
    }
    if (found.length === 0) return NaN
    found.sort((a, b) => a - b)
    return found.find((utc) => utc >= previous) ?? found[0]!
  }

  return {
    utc: false,
    toUtc(local, previous) {
      const utc = local - current.offset
      // a day away from any change of the clock there is one answer
      if (utc >= current.from + day && utc < current.to - day) return utc
      return slowly(local, previous)
    },
  }
}

/** Milliseconds that the clocks of a zone are ahead of UTC at an instant. */
function offsetReader(zone: string): (utc: number) => number {
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {
    throw new Fault('bad_input', `"${zone}" is no time zone. Give an IANA name such as "Europe/Berlin", an offset such as "+01:00", or "UTC".`, { zone })
  }
  return (utc) => {
    const part: Record<string, string> = {}
    for (const { type, value } of format.formatToParts(utc)) part[type] = value
    const local = Date.UTC(Number(part.year), Number(part.month) - 1, Number(part.day), Number(part.hour), Number(part.minute), Number(part.second))
    return local - Math.floor(utc / 1000) * 1000
  }
}
