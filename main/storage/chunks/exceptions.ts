import { packBits, packedWords, unpackBits } from './bitpack.ts'
import { word, type WordReader, type WordWriter } from './words.ts'

/**
 * Points kept as they are beside a packed column: where they stand (a list, or a bitmap when there are many), then their bits: once if
 * all are the same (the usual NaN of missing cells), else each.
 */
const positionBits = 12

export interface ExceptionPlan {
  readonly size: number
  readonly listed: boolean
  readonly same: boolean
}

export function planExceptions(bits: Uint32Array, n: number, indexes: Uint16Array, count: number): ExceptionPlan {
  const list = packedWords(count, positionBits)
  const map = packedWords(n, 1)
  const first = indexes[0]!
  let same = count > 0
  for (let j = 1; j < count && same; j++) same = bits[2 * indexes[j]!] === bits[2 * first] && bits[2 * indexes[j]! + 1] === bits[2 * first + 1]
  return { size: count === 0 ? 1 : 1 + Math.min(list, map) + 2 * (same ? 1 : count), listed: list <= map, same }
}

export function writeExceptions(out: WordWriter, bits: Uint32Array, n: number, indexes: Uint16Array, count: number, { listed, same }: ExceptionPlan): void {
  out.words[out.at++] = count | (listed ? 1 << 16 : 0) | (same ? 1 << 17 : 0)
  if (count === 0) return
  if (listed) packBits(out, Float64Array.from(indexes.subarray(0, count)), 0, count, 0, positionBits)
  else {
    const map = new Float64Array(n)
    for (let j = 0; j < count; j++) map[indexes[j]!] = 1
    packBits(out, map, 0, n, 0, 1)
  }
  for (let j = 0; j < (same ? 1 : count); j++) {
    out.words[out.at++] = bits[2 * indexes[j]!]!
    out.words[out.at++] = bits[2 * indexes[j]! + 1]!
  }
}

/** Puts them back: bits of point `at + index`. */
export function readExceptions(input: WordReader, n: number, bits: Uint32Array, at: number): void {
  const head = word(input)
  const count = head & 0xffff
  if (count === 0) return
  const positions = new Float64Array(Math.max(n, count))
  if (head & (1 << 16)) unpackBits(input, count, 0, positionBits, positions, 0)
  else {
    unpackBits(input, n, 0, 1, positions, 0)
    for (let i = 0, j = 0; i < n; i++) if (positions[i] === 1) positions[j++] = i
  }
  const same = (head & (1 << 17)) !== 0
  let low = 0
  let high = 0
  for (let j = 0; j < count; j++) {
    if (j === 0 || !same) {
      low = word(input)
      high = word(input)
    }
    const k = 2 * (at + positions[j]!)
    bits[k] = low
    bits[k + 1] = high
  }
}
