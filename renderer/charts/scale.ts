import { fromWall, wall, zoneOffset } from '../format/time.ts'

/** About `count` round values from `min` to `max`, ascending: multiples of 1, 2 or 5 times a power of ten. */
export function valueTicks(min: number, max: number, count: number): number[] {
  const span = max - min
  if (!(span > 0) || count < 1) return []
  const rough = span / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10)
  const first = Math.ceil(min / step)
  const ticks: number[] = []
  for (let i = first; i * step <= max; i++) ticks.push(i === 0 ? 0 : i * step)
  return ticks
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, second, 2 * second, 5 * second, 10 * second, 15 * second, 30 * second, minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute, hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day]

/** A tick as text, with just the decimals that its neighbours need. */
export function tickLabel(tick: number, ticks: readonly number[]): string {
  const step = Math.abs((ticks[1] ?? tick + 1) - (ticks[0] ?? tick))
  const size = Math.max(Math.abs(ticks[0] ?? 0), Math.abs(ticks.at(-1) ?? 0))
  if (size >= 1e7 || (size > 0 && size < 1e-4)) return tick.toExponential(Math.max(0, Math.floor(Math.log10(size) + 1e-9) - Math.floor(Math.log10(step) + 1e-9))).replace('e+', 'e').replaceAll('-', '−')
  return tick.toFixed(Math.max(0, -Math.floor(Math.log10(step) + 1e-9))).replace('-', '−')
}

export interface TimeTick {
  readonly t: number
  readonly label: string
  /** The tick begins a larger unit (a day among hours): it is labelled with that. */
  readonly major: boolean
}

const two = (n: number) => String(n).padStart(2, '0')

/** px of the time axis that one label is given. */
export const roomOfATime = 110

/** About `count` ticks at round times of the zone's wall clock. */
export function timeTicks({ from, to, count, zone }: { from: number; to: number; count: number; zone: string }): TimeTick[] {
  const rough = (to - from) / Math.max(count, 1)
  if (!(rough > 0)) return []
  const step = steps.find((candidate) => candidate >= rough)
  return step === undefined || step > 2 * day ? calendarTicks({ from, to, rough, zone }) : clockTicks({ from, to, step, zone })
}

function clockTicks({ from, to, step, zone }: { from: number; to: number; step: number; zone: string }): TimeTick[] {
  const ticks: TimeTick[] = []
  const start = Math.ceil((from + zoneOffset(from, zone)) / step) * step
  const end = to + zoneOffset(to, zone)
  for (let local = start; local <= end; local += step) {
    const t = fromWall(local, zone)
    const w = wall(t, zone)
    const midnight = ((local % day) + day) % day === 0
    const date = `${w.year}-${two(w.month)}-${two(w.day)}`
    const clock = step < second ? `${two(w.second)}.${String(((local % second) + second) % second).padStart(3, '0')}` : step < minute ? `${two(w.hour)}:${two(w.minute)}:${two(w.second)}` : `${two(w.hour)}:${two(w.minute)}`
    ticks.push({ t, label: midnight ? date : clock, major: midnight })
  }
  return ticks
}

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Weeks, months or years: units whose length varies. */
function calendarTicks({ from, to, rough, zone }: { from: number; to: number; rough: number; zone: string }): TimeTick[] {
  const ticks: TimeTick[] = []
  const first = wall(from, zone)
  const push = (year: number, month: number, dayOfMonth: number, label: string, major: boolean) => {
    const t = fromWall(Date.UTC(year, month, dayOfMonth), zone)
    if (t >= from && t <= to) ticks.push({ t, label, major })
  }
  const months = [1, 2, 3, 6].find((n) => n * 30 * day >= rough)
  if (rough <= 16 * day) {
    for (let i = 0; ; i++) {
      const year = first.year + Math.floor((first.month - 1 + i) / 12)
      const month = (first.month - 1 + i) % 12
      if (Date.UTC(year, month, 1) > to + day) break
      for (const d of rough <= 7 * day ? [1, 8, 15, 22] : [1, 15]) push(year, month, d, d === 1 ? `${monthNames[month]}${month === 0 ? ` ${year}` : ''}` : `${d} ${monthNames[month]}`, d === 1)
    }
  } else if (months !== undefined) {
    for (let i = Math.floor((first.month - 1) / months) * months; ; i += months) {
      const year = first.year + Math.floor(i / 12)
      const month = ((i % 12) + 12) % 12
      if (Date.UTC(year, month, 1) > to + day) break
      push(year, month, 1, month === 0 ? String(year) : (monthNames[month] ?? ''), month === 0)
    }
  } else {
    const years = Math.max(1, Math.ceil(rough / (365 * day)))
    for (let year = Math.floor(first.year / years) * years; Date.UTC(year, 0, 1) <= to + day; year += years) push(year, 0, 1, String(year), true)
  }
  return ticks
}
