/**
 * Decimal numbers straight from bytes, to the same bit as `Number(text)`. Up to 15 or 16 digits go the way of Clinger (1990): an exact
 * integer and an exact power of ten leave one rounding. Up to 19 digits are carried as the sum of two doubles (Dekker 1971) and taken
 * only when the rounding is beyond doubt. What is left goes through `Number`.
 */

const powers = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))
const largestExact = 9007199254740991
const splitter = 134217729

/** The exact error of `a * b`: `a * b = product + error` (no overflow for the magnitudes used here). */
function productError(a: number, b: number, product: number): number {
  const a1 = splitter * a
  const aHigh = a1 - (a1 - a)
  const aLow = a - aHigh
  const b1 = splitter * b
  const bHigh = b1 - (b1 - b)
  const bLow = b - bHigh
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow)
}

/** Half the distance from a positive normal double to its neighbours further from zero. */
const bits = new Float64Array(1)
const words = new Uint32Array(bits.buffer)
function halfStep(value: number): number {
  bits[0] = value
  // the exponent alone is a power of two: the value of the leading bit
  words[1] = words[1]! & 0x7ff00000
  words[0] = 0
  return bits[0] * 1.1102230246251565e-16
}

/**
 * (high * 10^shift + low) / 10^scale, correctly rounded, or NaN when the rounding is in doubt.
 * `high` < 10^15, 0 <= shift <= 4, 0 <= low < 10^shift, 0 <= scale <= 22.
 */
export function wideQuotient(high: number, shift: number, low: number, scale: number): number {
  const factor = powers[shift]!
  const head = high * factor
  const tail = productError(high, factor, head) + low
  const divisor = powers[scale]!
  const quotient = head / divisor
  const back = quotient * divisor
  const rest = head - back - productError(quotient, divisor, back) + tail
  const correction = rest / divisor
  const rounded = quotient + correction
  const error = Math.abs(correction - (rounded - quotient))
  const half = halfStep(rounded)
  // near a tie, or where the step below is half as wide (a power of two), the last bit is not certain
  if (error > half * 0.49 && error < half * 0.51) return NaN
  if (error > half * 0.98) return NaN
  return rounded
}

/**
 * The number in `bytes[from, to)`, times 10^`shift`; `undefined` where these bytes are not one decimal number (no blanks, no thousands
 * marks, no hexadecimal, no words). `decimal` is the byte of the decimal mark.
 */
export function parseNumber(bytes: Uint8Array, from: number, to: number, decimal = 46, shift = 0): number | undefined {
  let at = from
  let byte = bytes[at]
  const negative = byte === 45
  if (negative || byte === 43) at++
  let mantissa = 0
  let digits = 0
  let fraction = 0
  for (; at < to; at++) {
    const digit = bytes[at]! - 48
    if (digit < 0 || digit > 9) break
    mantissa = mantissa * 10 + digit
    digits++
  }
  if (at < to && bytes[at] === decimal) {
    at++
    const start = at
    for (; at < to; at++) {
      const digit = bytes[at]! - 48
      if (digit < 0 || digit > 9) break
      mantissa = mantissa * 10 + digit
    }
    fraction = at - start
    digits += fraction
  }
  if (digits === 0) return undefined
  let exponent = shift - fraction
  byte = bytes[at]
  if (at < to && (byte === 69 || byte === 101)) {
    at++
    const down = bytes[at] === 45
    if (at < to && (down || bytes[at] === 43)) at++
    const start = at
    let power = 0
    for (; at < to; at++) {
      const digit = bytes[at]! - 48
      if (digit < 0 || digit > 9) break
      if (power < 100000) power = power * 10 + digit
    }
    if (at === start) return undefined
    exponent += down ? -power : power
  }
  if (at !== to) return undefined
  const value = scaled(bytes, from, to, decimal, shift, mantissa, exponent)
  return negative ? -value : value
}

/** |value| of a checked number. The slow ways are here so that the common way stays short. */
function scaled(bytes: Uint8Array, from: number, to: number, decimal: number, shift: number, mantissa: number, exponent: number): number {
  if (mantissa <= largestExact) {
    if (exponent === 0) return mantissa
    if (exponent < 0 && exponent >= -22) return mantissa / powers[-exponent]!
    if (exponent > 0 && exponent <= 22) return mantissa * powers[exponent]!
  } else if (exponent <= 0 && exponent >= -22) {
    const exact = splitDigits(bytes, from, to, exponent)
    if (!Number.isNaN(exact)) return exact
  }
  return Math.abs(slowNumber(bytes, from, to, decimal, shift))
}

/** 16 to 19 significant digits as 15 digits and the rest. */
function splitDigits(bytes: Uint8Array, from: number, to: number, exponent: number): number {
  let high = 0
  let low = 0
  let count = 0
  for (let at = from; at < to; at++) {
    const digit = bytes[at]! - 48
    if (digit < 0 || digit > 9) {
      const byte = bytes[at]!
      if (byte === 69 || byte === 101) break
      continue
    }
    if (count === 0 && digit === 0) continue
    if (count < 15) high = high * 10 + digit
    else low = low * 10 + digit
    count++
    if (count > 19) return NaN
  }
  return count > 15 ? wideQuotient(high, count - 15, low, -exponent) : NaN
}

/** By way of a string: right for every number, some 20 times slower. */
function slowNumber(bytes: Uint8Array, from: number, to: number, decimal: number, shift: number): number {
  let text = ''
  for (let at = from; at < to; at++) text += String.fromCharCode(bytes[at] === decimal ? 46 : bytes[at]!)
  if (shift === 0) return Number(text)
  const mark = text.search(/[eE]/)
  const power = (mark < 0 ? 0 : Number(text.slice(mark + 1))) + shift
  return Number(`${mark < 0 ? text : text.slice(0, mark)}e${power}`)
}
