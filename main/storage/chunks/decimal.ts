import type { VectorPacker } from './packVectors.ts'

/**
 * Measurements are mostly decimal numbers: v = k / 10^d with a whole k. Where that is exact to the bit, k packs into a few bits.
 * (The idea of ALP, Afroozeh, Kuffo, Boncz 2023; values that do not fit are kept beside as they are.)
 */
const mostDigits = 14
export const powers = Float64Array.from({ length: mostDigits + 1 }, (_, d) => 10 ** d)
/** Adding and taking it off rounds to the nearest whole number, for |x| < 2^51. */
const rounder = 6755399441055744
const mostWhole = 2 ** 51

export interface Decimals {
  readonly digits: number
  /** k of each point; where the point is an exception, the k before it. */
  readonly whole: Float64Array
  /** Indexes of points that are not k / 10^digits to the bit. */
  readonly exceptions: Uint16Array
  readonly exceptionCount: number
}

/** Values that are looked at one by one behind an exception before vectors are asked again: where one is, more are. */
const oneByOne = 8

const plainWhole = new Float64Array(4096)
const exceptions = new Uint16Array(4096)

/** Fewest digits from `from` on that write v exactly; -1 where none do, and for zeros, which any number of digits writes (but never -0). */
function digitsOf(v: number, from: number): number {
  if (v === 0) return -1
  for (let digits = from; digits <= mostDigits; digits++) {
    const scaled = v * powers[digits]!
    if (!(Math.abs(scaled) < mostWhole)) return -1
    if ((scaled + rounder - rounder) / powers[digits]! === v) return digits
  }
  return -1
}

/**
 * Writes values as whole numbers of a common power of ten, or returns null when more than half are no such numbers. The result is
 * scratch space: it holds until the next call. At most 4096 values, which the packer, where there is one, has loaded.
 */
export function toDecimals(values: Float64Array, packer: VectorPacker | null = null): Decimals | null {
  const n = values.length
  const whole = packer?.whole ?? plainWhole
  let digits = 0
  // a few points tell the number of digits almost always, so that the pass below seldom starts again
  const stride = Math.max(1, n >>> 5)
  let misses = 0
  let looks = 0
  for (let i = 0; i < n; i += stride) {
    const found = digitsOf(values[i]!, digits)
    digits = Math.max(digits, found)
    looks++
    if (found < 0 && Number.isFinite(values[i]) && values[i] !== 0) misses++
  }
  if (misses * 2 > looks) return null
  const most = n >>> 1
  for (;;) {
    const scale = powers[digits]!
    let count = 0
    let before = 0
    let first = -1
    let more = -1
    let alone = 0
    for (let i = 0; i < n; i++) {
      // vectors take pairs
      if (packer && i >= alone && i % 2 === 0) {
        const to = packer.decimals(i, n, scale)
        if (to > i) {
          if (first < 0) first = i
          before = whole[to - 1]!
          i = to
          if (i >= n) break
        }
        alone = i + oneByOne
      }
      const v = values[i]!
      const scaled = v * scale
      const k = scaled + rounder - rounder
      // false for NaN and infinities too; -0 would come back as 0
      if (k / scale === v && Math.abs(scaled) < mostWhole && (k !== 0 || 1 / v > 0)) {
        // k may be -0 where v is 0 after rounding; + 0 makes it 0
        before = k + 0
        if (first < 0) first = i
      } else {
        more = digitsOf(v, digits + 1)
        if (more > digits) break
        if (count === most) return null
        exceptions[count++] = i
      }
      whole[i] = before
    }
    if (first > 0) whole.fill(whole[first]!, 0, first)
    if (more <= digits) return { digits, whole, exceptions, exceptionCount: count }
    digits = more
  }
}
