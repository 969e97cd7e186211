import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseNumber } from './number.ts'

function parse(text: string, decimal = '.', shift = 0) {
  const bytes = Buffer.from(text)
  return parseNumber(bytes, 0, bytes.length, decimal.charCodeAt(0), shift)
}

describe('parseNumber', () => {
  it('gives the bits of Number for every double written in any of its usual forms', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: 0, max: 20 }), (value, digits) => {
        const texts = [String(value), value.toExponential(), value.toPrecision(Math.max(1, digits)), value.toExponential(digits)]
        if (Math.abs(value) < 1e21) texts.push(value.toFixed(digits))
        for (const text of texts) expect(Object.is(parse(text), Number(text)), text).toBe(true)
      }),
      { numRuns: 20_000 },
    )
  })

  it('gives the bits of Number for digit strings of any length and exponent, ties and powers of two included', () => {
    const digits = fc.string({ unit: fc.constantFrom('0', '1', '2', '3', '4', '5', '6', '7', '8', '9'), minLength: 1, maxLength: 24 })
    fc.assert(
      fc.property(digits, digits, fc.integer({ min: -330, max: 320 }), fc.constantFrom('', '-', '+'), (whole, part, power, sign) => {
        for (const text of [`${sign}${whole}.${part}`, `${sign}${whole}`, `${sign}.${part}`, `${sign}${whole}.${part}e${power}`]) {
          expect(Object.is(parse(text), Number(text)), text).toBe(true)
        }
      }),
      { numRuns: 20_000 },
    )
    for (let power = 45; power <= 62; power++) {
      for (const offset of [-3n, -2n, -1n, 0n, 1n, 2n, 3n]) {
        const text = String(2n ** BigInt(power) + offset)
        for (let cut = 0; cut < text.length; cut++) {
          const decimal = `${text.slice(0, cut)}.${text.slice(cut)}`
          expect(Object.is(parse(decimal), Number(decimal)), decimal).toBe(true)
        }
      }
    }
  })

  it('gives the bits of Number for 16 to 19 digits, which is what programs print', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 10n ** 15n, max: 10n ** 19n - 1n }), fc.integer({ min: 0, max: 22 }), (mantissa, scale) => {
        const text = `${mantissa}e-${scale}`
        expect(Object.is(parse(text), Number(text)), text).toBe(true)
      }),
      { numRuns: 50_000 },
    )
  })

  it('takes a decimal comma and a power of ten on the way', () => {
    expect(parse('-3,25', ',')).toBe(-3.25)
    expect(parse('1583749473123456789', '.', -6)).toBe(Number('1583749473123.456789'))
    expect(parse('1.5e3', '.', 3)).toBe(1.5e6)
    expect(parse('123456789012345678901234567890', '.', -9)).toBe(Number('123456789012345678901.234567890'))
  })

  it('refuses what is not one number', () => {
    for (const text of ['', '-', '+', '.', 'e5', '1e', '1e+', '--1', '1 ', ' 1', '0x10', '1_000', 'NaN', 'inf', '1.2.3', '1,5', '1e5.5', '12a']) {
      expect(parse(text), text).toBeUndefined()
    }
  })
})
