import { describe, expect, it } from 'vitest'
import { bytes, count, oneIn, percent, signed, value, withUnit } from './number.ts'

describe('numbers', () => {
  it('shows a dash where there is no value, never NaN', () => {
    for (const nothing of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) expect(value(nothing)).toBe('–')
    expect(withUnit(Number.NaN, 'K')).toBe('–')
  })

  it('keeps significant figures and uses a real minus sign', () => {
    expect(value(12.3456)).toBe('12.35')
    expect(value(-0.001234567)).toBe('−0.001235')
    expect(value(0)).toBe('0.00')
    expect(value(123456789)).toBe('1.235e8')
    expect(signed(11.42)).toBe('+11.4')
    expect(signed(-2)).toBe('−2.00')
    expect(signed(-1.6e-5)).toBe('−1.60e−5')
    expect(withUnit(71.25, '°C')).toBe('71.25\u2009°C')
  })

  it('speaks of sizes, shares and rarity', () => {
    expect(count(1234567)).toBe('1,234,567')
    expect(percent(0.043)).toBe('4.3%')
    expect(percent(0.62)).toBe('62%')
    expect(bytes(12_300_000)).toBe('12.3\u2009MB')
    expect(oneIn(1 / 12_000)).toBe('1 in 12,000')
    expect(oneIn(1 / 24_000_000)).toBe('1 in 24 million')
    expect(oneIn(1e-20)).toBe('fewer than 1 in a trillion')
    expect(oneIn(0)).toBe('–')
  })
})
