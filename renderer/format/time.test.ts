import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clock, duration, fromWall, parseTime, time, zoneOffset } from './time.ts'

const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe']

describe('time', () => {
  it('shows the wall clock of the zone', () => {
    const noon = Date.UTC(2026, 6, 1, 12, 0, 0)
    expect(time(noon, 'UTC')).toBe('2026-07-01 12:00')
    expect(time(noon, 'Europe/Berlin')).toBe('2026-07-01 14:00')
    expect(clock(noon + 7, 'Asia/Kolkata', 'ms')).toBe('17:30:00.007')
  })

  it('reads back what it writes, in every zone, except in the hour that a clock change repeats', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2040, 0, 1) }), fc.constantFrom(...zones), (ms, zone) => {
        const read = parseTime(time(ms, zone, 'ms'), zone)
        expect(read).not.toBeNull()
        const off = Math.abs((read ?? 0) - ms)
        const day = 86_400_000
        const nearChange = zoneOffset(ms - day, zone) !== zoneOffset(ms + day, zone)
        expect(off === 0 || (nearChange && off <= 3_600_000)).toBe(true)
      }),
    )
  })

  it('says what Intl says on both sides of every clock change since 1973, in zones of every kind', () => {
    const kinds = ['Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Chatham', 'Pacific/Apia', 'America/St_Johns', 'Asia/Pyongyang', 'Africa/Monrovia', 'America/Caracas', 'Antarctica/Troll']
    for (const zone of kinds) {
      // the Swedish way is ours
      const asked = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: zone })
      const ahead = (ms: number) => Date.parse(`${asked.format(ms).replace(' ', 'T')}Z`) - ms
      const month = 30 * 86_400_000
      for (let from = Date.UTC(1973, 0, 1); from < Date.UTC(2037, 0, 1); from += month) {
        let [before, after] = [from, from + month]
        if (ahead(before) === ahead(after)) continue
        while (after - before > 1000) {
          const middle = Math.floor((before + after) / 2000) * 1000
          if (ahead(middle) === ahead(before)) before = middle
          else after = middle
        }
        for (const at of [before, after, before - 60_000, after + 60_000]) expect(`${zone} ${time(at, zone, 'second')}`).toBe(`${zone} ${asked.format(at)}`)
      }
    }
  })

  it('says what Intl says at any instant, in every zone', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2100, 0, 1) }), fc.constantFrom(...Intl.supportedValuesOf('timeZone')), (ms, zone) => {
        const whole = Math.floor(ms / 1000) * 1000
        expect(time(whole, zone, 'second')).toBe(new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: zone }).format(whole))
      }),
    )
  })

  it('finds the instant behind a wall time on both sides of a clock change', () => {
    expect(fromWall(Date.UTC(2026, 2, 29, 1, 30), 'Europe/Berlin')).toBe(Date.UTC(2026, 2, 29, 0, 30))
    expect(fromWall(Date.UTC(2026, 2, 29, 3, 30), 'Europe/Berlin')).toBe(Date.UTC(2026, 2, 29, 1, 30))
  })

  it('refuses what is no time', () => {
    for (const text of ['', 'yesterday', '2026-13-01', '2026-01-01 25:00', '12:00']) expect(parseTime(text, 'UTC')).toBeNull()
  })
})

describe('duration', () => {
  it('names the two largest units that matter', () => {
    expect(duration(250)).toBe('250\u2009ms')
    expect(duration(12_340)).toBe('12.3\u2009s')
    expect(duration(12_000_000)).toBe('3\u2009h 20\u2009min')
    expect(duration(90 * 86_400_000)).toBe('90\u2009d')
    expect(duration(17 * 86_400_000 - 60_000)).toBe('17\u2009d')
    expect(duration(2 * 3_600_000 - 1000)).toBe('2\u2009h')
    expect(duration(3 * 365 * 86_400_000 - 1000)).toBe('3\u2009y')
  })
})
