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
  })
})
