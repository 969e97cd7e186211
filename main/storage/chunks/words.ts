import type { VectorPacker } from './packVectors.ts'
import type { VectorUnpacker } from './vectors.ts'

/**
 * Chunks are written as 32-bit words (little-endian, as every platform we run on), so that packing and unpacking work on whole words.
 * float64 columns are looked at as pairs of words: a NaN that passes through a JavaScript number may lose its payload.
 */
export interface WordWriter {
  readonly words: Uint32Array
  /** Next free word. */
  at: number
  /** Present when the words are its own. */
  readonly packer?: VectorPacker | null
}

export interface WordReader {
  readonly words: Uint32Array
  at: number
  /** Present when it has loaded these words. */
  readonly vectors?: VectorUnpacker | null
}

const one = new Float64Array(1)
const oneWords = new Uint32Array(one.buffer)

export function writeNumber(out: WordWriter, value: number): void {
  one[0] = value
  out.words[out.at++] = oneWords[0]!
  out.words[out.at++] = oneWords[1]!
}

export function readNumber(input: WordReader): number {
  oneWords[0] = word(input)
  oneWords[1] = word(input)
  return one[0]!
}

/** @throws RangeError behind the end: the chunk is cut short. */
export function word(input: WordReader): number {
  const value = input.words[input.at++]
  if (value === undefined) throw new RangeError('a chunk ends too early')
  return value
}

/** The bits of a column as words: low, high, low, high … A view, not a copy. */
export function wordsOf(values: Float64Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length * 2)
}

/** The words of a blob; a view where it lies on a border of words. */
export function wordsOfBlob(blob: Uint8Array): Uint32Array {
  const aligned = blob.byteOffset % 4 === 0 ? blob : blob.slice()
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length >>> 2)
}
