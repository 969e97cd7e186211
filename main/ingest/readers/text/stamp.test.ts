import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readClock, readStamp, stampFault, type DateOrder, type Stamp } from './stamp.ts'

const out: Stamp = { local: 0, offset: NaN, hasClock: false }

function read(text: string, order: DateOrder): string {
  const bytes = Buffer.from(`x${text}y`)
  const fault = readStamp(bytes, 1, bytes.length - 1, order, out)
  if (fault !== stampFault.none) return Object.entries(stampFault).find(([, code]) => code === fault)![0]
  return new Date(out.local - (Number.isNaN(out.offset) ? 0 : out.offset)).toISOString().replace('.000Z', '').replace('T00:00:00', '')
}

describe('readStamp', () => {
  it.each<[string, DateOrder, string]>([
    ['2020-03-09 10:14:33', 'iso', '2020-03-09T10:14:33'],
    ['2020-03-09T10:14:33Z', 'iso', '2020-03-09T10:14:33'],
    ['2020-03-09T10:14:33.250', 'iso', '2020-03-09T10:14:33.250Z'],
    ['2020-03-09T10:14:33,250+01:00', 'iso', '2020-03-09T09:14:33.250Z'],
    ['2020-03-09 10:14:33 -0530', 'iso', '2020-03-09T15:44:33'],
    ['2020-03-09 10:14:33 UTC', 'iso', '2020-03-09T10:14:33'],
    ['2020-03-09 10:14', 'iso', '2020-03-09T10:14:00'],
    ['2020-03-09', 'iso', '2020-03-09'],
    ['20200309T101433Z', 'iso', '2020-03-09T10:14:33'],
    ['2020-03-09 24:00:00', 'iso', '2020-03-10'],
    ['2020-02-29 00:00:00', 'iso', '2020-02-29'],
    ['2021-02-29 00:00:00', 'iso', 'day'],
    ['2020-13-01 00:00:00', 'iso', 'day'],
    ['0000-01-01 00:00:00', 'iso', 'year'],
    ['9999-12-31 23:59:59', 'iso', 'year'],
    ['2020-03-09 25:00:00', 'iso', 'clock'],
    ['2020-03-09 10:61:00', 'iso', 'clock'],
    ['2020/03/09 10:14:33', 'iso', 'form'],
    ['2020-03-09 10:14:33 o', 'iso', 'form'],
    ['2020-03-0910:14', 'iso', 'form'],
    ['', 'iso', 'form'],
    ['06/01/14 00', 'dmy', '2014-01-06'],
    ['06/01/14 13', 'dmy', '2014-01-06T13:00:00'],
    ['06/01/14 13', 'mdy', '2014-06-01T13:00:00'],
    ['04-Mar-25 14:05:00', 'dmy', '2025-03-04T14:05:00'],
    ['04-Mar-25 14:05:00', 'iso', 'form'],
    ['25-Mar-04', 'ymd', '2025-03-04'],
    ['31.12.1999 23:59:59', 'dmy', '1999-12-31T23:59:59'],
    ['13/13/2014', 'dmy', 'day'],
    ['1-Jan-2024 3:05 PM', 'dmy', '2024-01-01T15:05:00'],
    ['01-Okt-24 12:00:00 am', 'dmy', '2024-10-01'],
    ['Jan 5, 2024 10:00', 'mdy', '2024-01-05T10:00:00'],
    ['10/Oct/2000:13:55:36 -0700', 'dmy', '2000-10-10T20:55:36'],
    ['2024/1/5 1:02:03', 'ymd', '2024-01-05T01:02:03'],
    ['24/01/05 01:02:03', 'ymd', '2024-01-05T01:02:03'],
    ['20240105 010203', 'ymd', '2024-01-05T01:02:03'],
    ['20240105', 'ymd', '2024-01-05'],
    ['1.5 2.5 3.5', 'dmy', 'form'],
    ['12 13 14', 'dmy', 'form'],
  ])('reads %s as %s: %s', (text, order, expected) => {
    expect(read(text, order)).toBe(expected)
  })

  it('gives every instant back from every form of it', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2069, 11, 31) }), (time) => {
        const iso = new Date(time).toISOString()
        const [y, m, d, clock] = [iso.slice(0, 4), iso.slice(5, 7), iso.slice(8, 10), iso.slice(11, 23)]
        const forms: [string, DateOrder][] = [
          [iso, 'iso'],
          [`${d}.${m}.${y} ${clock}`, 'dmy'],
          [`${m}/${d}/${y.slice(2)} ${clock}`, 'mdy'],
          [`${y}/${m}/${d} ${clock}`, 'ymd'],
        ]
        for (const [text, order] of forms) {
          const bytes = Buffer.from(text)
          expect(readStamp(bytes, 0, bytes.length, order, out)).toBe(stampFault.none)
          expect(out.local).toBe(time)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('readClock', () => {
  it('reads a clock that stands alone, and no bare number', () => {
    const clock = (text: string) => {
      const bytes = Buffer.from(text)
      return readClock(bytes, 0, bytes.length, out) === stampFault.none ? out.local : null
    }
    expect(clock('10:14:33')).toBe(36_873_000)
    expect(clock(' 9:05 ')).toBe(32_700_000)
    expect(clock('00:00:00.5')).toBe(500)
    expect(clock('12')).toBeNull()
    expect(clock('1.5')).toBeNull()
    expect(clock('abc')).toBeNull()
  })
})
