import { bitsFor, packBits, packedWords, unpackBits } from './bitpack.ts'
import { powers, toDecimals } from './decimal.ts'
import { mostEntries, toDictionary } from './dictionary.ts'
import { planExceptions, readExceptions, writeExceptions } from './exceptions.ts'
import { planIntegers, readIntegers, writeIntegers } from './integers.ts'
import { word, wordsOf, type WordReader, type WordWriter } from './words.ts'

/** Never renumbered: they stand in stored chunks. */
export const valueCodecs = { constant: 0, decimal: 1, dictionary: 2, float32: 3, split: 4 } as const

const scratch = new Float64Array(4096)
const narrow = new Float32Array(4096)
const narrowBits = new Int32Array(narrow.buffer)

/**
 * Writes 1 to 4096 float64 with the codec that takes least room, and returns its number. Every codec is lossless to the bit.
 * `nested` is set for the entries of a dictionary, which get no dictionary of their own.
 */
export function writeValues(out: WordWriter, values: Float64Array, nested = false): number {
  const n = values.length
  const bits = wordsOf(values)
  if (isConstant(bits, n)) {
    out.words[out.at++] = bits[0]!
    out.words[out.at++] = bits[1]!
    return valueCodecs.constant
  }
  const { packer = null } = out
  // the values of a chunk were loaded by whoever summed them up
  if (nested) packer?.load(values)
  const dictionary = nested ? null : toDictionary(bits, packer)
  const indexBits = dictionary ? bitsFor(dictionary.size - 1) : 32
  // entries take three words each at worst
  const dictionaryWords = dictionary ? 2 + packedWords(n, indexBits) + 2 * dictionary.size : Infinity
  const decimals = toDecimals(values, packer)
  if (decimals) {
    const plan = planIntegers(decimals.whole, n, packer)
    const odd = planExceptions(bits, n, decimals.exceptions, decimals.exceptionCount)
    const size = 1 + plan.size + odd.size
    // entries of a dictionary of decimals pack to about a third
    const dictionaryIsSmaller = dictionary && dictionaryWords - dictionary.size < size
    if (!dictionaryIsSmaller && size < 2 * n) {
      out.words[out.at++] = decimals.digits
      writeIntegers(out, decimals.whole, n, plan)
      writeExceptions(out, bits, n, decimals.exceptions, decimals.exceptionCount, odd)
      return valueCodecs.decimal
    }
  }
  if (dictionary && dictionaryWords < n) {
    const { entries, indexes } = dictionary.sorted()
    writeDictionary(out, entries, indexes, n, indexBits)
    return valueCodecs.dictionary
  }
  if (isFloat32(values, bits)) {
    const numbers = packer?.whole ?? scratch
    for (let i = 0; i < n; i++) numbers[i] = narrowBits[i]!
    writeIntegers(out, numbers, n, planIntegers(numbers, n, packer))
    return valueCodecs.float32
  }
  writeSplit(out, bits, n)
  return valueCodecs.split
}

/** Writes n values into target from `at` on. */
export function readValues(input: WordReader, codec: number, n: number, target: Float64Array, at: number): void {
  switch (codec) {
    case valueCodecs.constant:
      return fillBits(wordsOf(target), at, n, word(input), word(input))
    case valueCodecs.decimal: {
      const scale = powers[word(input)]
      if (scale === undefined) throw new RangeError('a chunk claims too many digits')
      readIntegers(input, n, target, at, scale)
      return readExceptions(input, n, wordsOf(target), at)
    }
    case valueCodecs.dictionary:
      return readDictionary(input, n, target, at)
    case valueCodecs.float32:
      readIntegers(input, n, scratch, 0)
      for (let i = 0; i < n; i++) narrowBits[i] = scratch[i]!
      for (let i = 0; i < n; i++) target[at + i] = narrow[i]!
      return
    case valueCodecs.split:
      return readSplit(input, n, wordsOf(target), at)
    default:
      throw new RangeError(`a chunk names the unknown value codec ${codec}`)
  }
}

function isConstant(bits: Uint32Array, n: number): boolean {
  for (let i = 1; i < n; i++) if (bits[2 * i] !== bits[0] || bits[2 * i + 1] !== bits[1]) return false
  return true
}

function fillBits(bits: Uint32Array, at: number, n: number, low: number, high: number): void {
  for (let i = at; i < at + n; i++) {
    bits[2 * i] = low
    bits[2 * i + 1] = high
  }
}

/** True when each value is a float32 and no NaN (whose payload a conversion may lose); then `narrow` holds them. */
function isFloat32(values: Float64Array, bits: Uint32Array): boolean {
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!
    // a float32 has 29 zero bits at the end, save for the smallest ones, which the comparison tells
    if ((bits[2 * i]! & 0x1fffffff) !== 0) return false
    narrow[i] = v
    if (narrow[i] !== v) return false
  }
  return true
}

function writeDictionary(out: WordWriter, entries: Float64Array, indexes: Float64Array, n: number, indexBits: number): void {
  const head = out.at++
  packBits(out, indexes, 0, n, 0, indexBits)
  const codec = writeValues(out, entries, true)
  out.words[head] = (entries.length - 1) | (codec << 8) | (indexBits << 16)
}

function readDictionary(input: WordReader, n: number, target: Float64Array, at: number): void {
  const head = word(input)
  const count = (head & 255) + 1
  unpackBits(input, n, 0, (head >>> 16) & 255, scratch, 0)
  const indexes = scratch.slice(0, n)
  const entries = new Float64Array(mostEntries)
  readValues(input, (head >>> 8) & 255, count, entries, 0)
  const from = wordsOf(entries)
  const to = wordsOf(target)
  for (let i = 0; i < n; i++) {
    const k = 2 * indexes[i]!
    const j = 2 * (at + i)
    to[j] = from[k]!
    to[j + 1] = from[k + 1]!
  }
}

/** Any float64: the high words (sign, exponent, first digits) pack well, the low words seldom. The sign goes last, so that it costs one bit. */
function writeSplit(out: WordWriter, bits: Uint32Array, n: number): void {
  const { packer = null } = out
  const numbers = packer?.whole ?? scratch
  for (let i = 0; i < n; i++) {
    const high = bits[2 * i + 1]!
    numbers[i] = ((high << 1) | (high >>> 31)) >>> 0
  }
  writeIntegers(out, numbers, n, planIntegers(numbers, n, packer))
  for (let i = 0; i < n; i++) numbers[i] = bits[2 * i]!
  writeIntegers(out, numbers, n, planIntegers(numbers, n, packer))
}

function readSplit(input: WordReader, n: number, bits: Uint32Array, at: number): void {
  readIntegers(input, n, scratch, 0)
  for (let i = 0; i < n; i++) {
    const turned = scratch[i]!
    bits[2 * (at + i) + 1] = (turned >>> 1) | (turned << 31)
  }
  readIntegers(input, n, scratch, 0)
  for (let i = 0; i < n; i++) bits[2 * (at + i)] = scratch[i]!
}
