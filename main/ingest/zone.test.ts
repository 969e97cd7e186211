import { describe, expect, it } from 'vitest'
import { zoneClock } from './zone.ts'

const local = (text: string) => Date.parse(`${text}Z`)

describe('zoneClock', () => {
  it('knows summer and winter time', () => {
    const berlin = zoneClock('Europe/Berlin')
    expect(new Date(berlin.toUtc(local('2024-01-15T12:00'), -Infinity)).toISOString()).toBe('2024-01-15T11:00:00.000Z')
    expect(new Date(berlin.toUtc(local('2024-07-15T12:00'), -Infinity)).toISOString()).toBe('2024-07-15T10:00:00.000Z')
    expect(new Date(berlin.toUtc(local('2008-07-15T12:00'), -Infinity)).toISOString()).toBe('2008-07-15T10:00:00.000Z')
  })

  it('says that a skipped hour does not exist', () => {
    const berlin = zoneClock('Europe/Berlin')
    expect(berlin.toUtc(local('2024-03-31T01:59:59'), -Infinity)).toBe(local('2024-03-31T00:59:59'))
    expect(berlin.toUtc(local('2024-03-31T02:00'), -Infinity)).toBeNaN()
    expect(berlin.toUtc(local('2024-03-31T02:59:59'), -Infinity)).toBeNaN()
    expect(berlin.toUtc(local('2024-03-31T03:00'), -Infinity)).toBe(local('2024-03-31T01:00'))
  })

  it('takes a doubled hour first as summer time, and as winter time when the clock steps back', () => {
    const newYork = zoneClock('America/New_York')
    let previous = -Infinity
    const seen: string[] = []
    for (const text of ['00:30', '01:00', '01:30', '01:00', '01:30', '02:00']) {
      previous = newYork.toUtc(local(`2024-11-03T${text}`), previous)
      seen.push(new Date(previous).toISOString().slice(11, 16))
    }
    expect(seen).toEqual(['04:30', '05:00', '05:30', '06:00', '06:30', '07:00'])
  })

  it('knows half-hour changes, zones without change, fixed offsets and a day that was left out', () => {
    expect(zoneClock('Australia/Lord_Howe').toUtc(local('2024-10-06T02:15'), -Infinity)).toBeNaN()
    expect(zoneClock('Asia/Kolkata').toUtc(local('2024-10-06T05:30'), -Infinity)).toBe(local('2024-10-06T00:00'))
    expect(zoneClock('+02:00').toUtc(local('2024-10-06T02:00'), -Infinity)).toBe(local('2024-10-06T00:00'))
    expect(zoneClock('Pacific/Apia').toUtc(local('2011-12-30T12:00'), -Infinity)).toBeNaN()
    expect(zoneClock('UTC').toUtc(5, 9)).toBe(5)
  })

  it('agrees with Intl at every quarter of an hour of a year of changes', () => {
    for (const zone of ['Europe/London', 'America/Sao_Paulo', 'Africa/Casablanca', 'Asia/Tehran']) {
      const clock = zoneClock(zone)
      const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
      let previous = -Infinity
      for (let utc = Date.UTC(2017, 9, 1); utc < Date.UTC(2018, 10, 30); utc += 900_000) {
        previous = clock.toUtc(Date.parse(`${format.format(utc).replace(' ', 'T')}Z`), previous)
        if (previous !== utc) expect(new Date(previous).toISOString(), zone).toBe(new Date(utc).toISOString())
      }
    }
  })

  it('refuses a name that is no zone', () => {
    expect(() => zoneClock('Mars/Olympus')).toThrow(/is no time zone/)
  })
})
