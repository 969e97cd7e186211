import { bitsFor, packBits, packedWords, readBytes, unpackBits, writeBytes } from './bitpack.ts'
import type { VectorPacker } from './packVectors.ts'
import { widest, type VectorUnpacker } from './vectors.ts'
import { readNumber, word, writeNumber, type WordReader, type WordWriter } from './words.ts'

/**
 * Whole numbers (in float64, up to 2^53) in blocks of 128, each packed with as many bits as its own range needs. The numbers are packed
 * themselves, or their differences from one to the next, whichever is smaller; what is packed must span less than 2^32.
 */
const blockSize = 128
const mostSpan = 2 ** 32 - 1

interface Plan {
  /** Words of the packed form, Infinity where it does not apply. */
  readonly size: number
  readonly min: number
  /** Bits of the offset of a block from `min`. */
  readonly offsetBits: number
}

const never: Plan = { size: Infinity, min: 0, offsetBits: 0 }

export interface IntegerPlan {
  readonly size: number
  readonly differences: boolean
  readonly plain: Plan
}

/** The range of each block. */
interface Ranges {
  low: Float64Array
  high: Float64Array
}

const noRoom = () => new Float64Array(0)
const scratch = { widths: new Uint8Array(0), differences: noRoom(), plain: { low: noRoom(), high: noRoom() }, stepped: { low: noRoom(), high: noRoom() } }

function room(n: number): typeof scratch {
  const blocks = Math.ceil(n / blockSize)
  if (scratch.widths.length < blocks) {
    scratch.widths = new Uint8Array(blocks)
    for (const ranges of [scratch.plain, scratch.stepped]) {
      ranges.low = new Float64Array(blocks)
      ranges.high = new Float64Array(blocks)
    }
  }
  if (scratch.differences.length < n) scratch.differences = new Float64Array(n)
  return scratch
}

/** What packing values[0..n) would take. */
export function planIntegers(values: Float64Array, n: number, packer: VectorPacker | null = null): IntegerPlan {
  const vectors = packer?.holds(values) ? packer : null
  const { plain: plainRanges, stepped: steppedRanges } = room(n)
  const plain = planBlocks(values, n, plainRanges, vectors)
  const stepped = n > 1 ? planBlocks(differencesOf(values, n, vectors), n - 1, steppedRanges, vectors) : never
  const useDifferences = stepped.size + 2 < plain.size
  return { size: 1 + (useDifferences ? stepped.size + 2 : plain.size), differences: useDifferences, plain: useDifferences ? stepped : plain }
}

/** Writes what `planIntegers` planned last, for the same values: their differences and the ranges of their blocks are still there. */
export function writeIntegers(out: WordWriter, values: Float64Array, n: number, plan: IntegerPlan): void {
  out.words[out.at++] = (plan.differences ? 1 : 0) | (plan.plain.offsetBits << 8)
  if (!plan.differences) return writeBlocks(out, values, n, plan.plain, scratch.plain)
  writeNumber(out, values[0]!)
  writeBlocks(out, out.packer?.holds(values) ? out.packer.differences : scratch.differences, n - 1, plan.plain, scratch.stepped)
}

function differencesOf(values: Float64Array, n: number, vectors: VectorPacker | null): Float64Array {
  if (vectors) {
    vectors.step(values, n)
    return vectors.differences
  }
  const { differences } = room(n)
  for (let i = 1; i < n; i++) differences[i - 1] = values[i]! - values[i - 1]!
  return differences
}

/** target[at..at+n) = the numbers, divided by `scale`. */
export function readIntegers(input: WordReader, n: number, target: Float64Array, at: number, scale = 1): void {
  const head = word(input)
  const offsetBits = (head >>> 8) & 255
  if ((head & 255) === 0) return readBlocks(input, n, offsetBits, target, at, scale)
  let value = readNumber(input)
  target[at] = value / scale
  readBlocks(input, n - 1, offsetBits, target, at + 1, 1)
  for (let i = at + 1; i < at + n; i++) {
    value += target[i]!
    target[i] = value / scale
  }
}

function planBlocks(values: Float64Array, n: number, ranges: Ranges, vectors: VectorPacker | null): Plan {
  findRanges(values, n, ranges, vectors)
  const blocks = Math.ceil(n / blockSize)
  let min = Infinity
  let max = -Infinity
  let words = 0
  for (let k = 0; k < blocks; k++) {
    const low = ranges.low[k]!
    const high = ranges.high[k]!
    if (low < min) min = low
    if (high > max) max = high
    if (high - low > mostSpan) return never
    words += packedWords(Math.min(blockSize, n - k * blockSize), bitsFor(high - low))
  }
  if (!(max - min <= mostSpan)) return never
  let furthest = 0
  for (let k = 0; k < blocks; k++) furthest = Math.max(furthest, ranges.low[k]! - min)
  const offsetBits = bitsFor(furthest)
  return { size: 2 + ((blocks + 3) >>> 2) + packedWords(blocks, offsetBits) + words, min, offsetBits }
}

function findRanges(values: Float64Array, n: number, ranges: Ranges, vectors: VectorPacker | null): void {
  // vectors take whole blocks
  const whole = vectors ? Math.floor(n / blockSize) : 0
  if (whole > 0) vectors!.ranges(values, whole, ranges.low, ranges.high)
  for (let from = whole * blockSize, k = whole; from < n; from += blockSize, k++) {
    const to = Math.min(n, from + blockSize)
    let low = values[from]!
    let high = low
    for (let i = from + 1; i < to; i++) {
      const v = values[i]!
      if (v < low) low = v
      else if (v > high) high = v
    }
    ranges.low[k] = low
    ranges.high[k] = high
  }
}

function writeBlocks(out: WordWriter, values: Float64Array, n: number, { min, offsetBits }: Plan, { low, high }: Ranges): void {
  const { widths } = room(n)
  const blocks = Math.ceil(n / blockSize)
  for (let k = 0; k < blocks; k++) widths[k] = bitsFor(high[k]! - low[k]!)
  writeNumber(out, min)
  writeBytes(out, widths.subarray(0, blocks), blocks)
  packBits(out, low, 0, blocks, min, offsetBits)
  for (let k = 0; k < blocks; k++) packBits(out, values, k * blockSize, Math.min(n, (k + 1) * blockSize), low[k]!, widths[k]!)
}

function readBlocks(input: WordReader, n: number, offsetBits: number, target: Float64Array, at: number, scale: number): void {
  const blocks = Math.ceil(n / blockSize)
  const min = readNumber(input)
  const { widths, plain: { low: blockMin } } = room(n)
  readBytes(input, blocks, widths)
  unpackBits(input, blocks, min, offsetBits, blockMin, 0)
  if (input.vectors) {
    readBlocksByVectors(input, input.vectors, n, scale)
    target.set(input.vectors.out.subarray(0, n), at)
    return
  }
  for (let k = 0; k < blocks; k++) {
    const from = k * blockSize
    unpackBits(input, Math.min(n - from, blockSize), blockMin[k]!, widths[k]!, target, at + from, scale)
  }
}

/** The blocks whose minima and widths stand in the scratch space, into the first n numbers of `vectors.out`. */
function readBlocksByVectors(input: WordReader, vectors: VectorUnpacker, n: number, scale: number): void {
  const { widths, plain: { low: blockMin } } = scratch
  const { words } = input
  for (let k = 0, from = 0; from < n; k++, from += blockSize) {
    const base = blockMin[k]!
    const width = widths[k]!
    const count = Math.min(n - from, blockSize)
    if (width === 0 || width > widest) unpackBits(input, count, base, width, vectors.out, from, scale)
    else {
      const end = input.at + packedWords(count, width)
      if (end >= words.length) throw new RangeError('a chunk ends too early')
      vectors.unpack(input.at, width, base, scale, from)
      input.at = end
    }
  }
}
