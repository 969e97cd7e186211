import { widestPacked } from './packVectors.ts'
import { word, type WordReader, type WordWriter } from './words.ts'

/** Bits that hold 0..max (max < 2^32). */
export function bitsFor(max: number): number {
  return 32 - Math.clz32(max)
}

export function packedWords(n: number, width: number): number {
  return (n * width + 31) >>> 5
}

/** Writes values[from..to) - base with `width` bits each, lowest bits first; ends on a whole word. */
export function packBits(out: WordWriter, values: Float64Array, from: number, to: number, base: number, width: number): void {
  if (width === 0) return
  const { words, packer } = out
  let { at } = out
  if (packer && width <= widestPacked && packer.holds(values)) {
    packer.pack(values, from, to, base, width, at)
    out.at = at + packedWords(to - from, width)
    return
  }
  let pending = 0
  let filled = 0
  for (let i = from; i < to; i++) {
    const v = (values[i]! - base) >>> 0
    pending |= v << filled
    filled += width
    if (filled >= 32) {
      words[at++] = pending
      filled -= 32
      // a shift by 32 would be a shift by 0
      pending = filled > 0 ? v >>> (width - filled) : 0
    }
  }
  if (filled > 0) words[at++] = pending
  out.at = at
}

/** The inverse: target[at..at+n) = (base + what was packed) / scale. */
export function unpackBits(input: WordReader, n: number, base: number, width: number, target: Float64Array, at: number, scale = 1): void {
  if (width === 0) {
    target.fill(base / scale, at, at + n)
    return
  }
  const { words } = input
  const start = input.at
  const end = start + packedWords(n, width)
  // one word more is looked at than is used: a chunk ends with an empty one
  if (end >= words.length) throw new RangeError('a chunk ends too early')
  if (width === 32) {
    for (let i = 0; i < n; i++) target[at + i] = (base + words[start + i]!) / scale
  } else {
    // shifts count modulo 32, so that `bit` need not be split: the low part of a value from one word, the rest from the next
    const mask = (1 << width) - 1
    let bit = start << 5
    const last = at + n
    for (let i = at; i < last; i++) {
      const k = bit >>> 5
      target[i] = (base + (((words[k]! >>> bit) | ((words[k + 1]! << 1) << ~bit)) & mask)) / scale
      bit += width
    }
  }
  input.at = end
}

/** Small numbers, four to a word. */
export function writeBytes(out: WordWriter, bytes: Uint8Array, n: number): void {
  for (let i = 0; i < n; i += 4) out.words[out.at++] = bytes[i]! | ((bytes[i + 1] ?? 0) << 8) | ((bytes[i + 2] ?? 0) << 16) | ((bytes[i + 3] ?? 0) << 24)
}

export function readBytes(input: WordReader, n: number, bytes: Uint8Array): void {
  for (let i = 0; i < n; i += 4) {
    const four = word(input)
    for (let k = 0; k < 4 && i + k < n; k++) bytes[i + k] = (four >>> (8 * k)) & 255
  }
}
