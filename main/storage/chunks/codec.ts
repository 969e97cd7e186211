import { Fault } from '../../contract/errors.ts'
import { flagCodecs, readFlags, writeFlags } from './flags.ts'
import { packer as usualPacker } from './packVectors.ts'
import { hasParts, partsOfLoaded, type Parts } from './parts.ts'
import type { Columns } from './points.ts'
import { summariseLoaded, type Summary } from './summary.ts'
import { readTimes, writeTimes } from './times.ts'
import { readValues, writeValues } from './values.ts'
import { vectors } from './vectors.ts'
import { wordsOfBlob } from './words.ts'

/** Points of a full chunk; the codecs hold scratch space for as many. */
export const chunkSize = 4096

const formatVersion = 1
/** More than any codec writes for a full chunk: twice 8 bytes and the flags of each point, and heads. */
const scratch = new Uint32Array(6 * chunkSize)

export interface EncodedChunk {
  /** Scratch space until the next call. */
  readonly blob: Uint8Array
  /** Spacing of the points where it is the same throughout, to the bit. */
  readonly step: number | null
  readonly summary: Summary
  /** Null where they are not worth their room. Scratch space, too. */
  readonly parts: Parts | null
}

/**
 * One blob for 1 to 4096 points: a head that names format and codecs, then times, values, flags, and an empty word. Lossless to the bit.
 * `packer`: vectors where the runtime has them, null for the plain loops; both give the same blob.
 */
export function encodeChunk({ time, value, quality }: Columns, packer = usualPacker): EncodedChunk {
  const words = packer?.words ?? scratch
  const out = { words, at: 1, packer }
  const times = writeTimes(out, time)
  packer?.load(value)
  const summary = summariseLoaded({ time, value, quality }, packer)
  const parts = hasParts(time.length) ? partsOfLoaded({ time, value, quality }, summary.worst, packer) : null
  const values = writeValues(out, value)
  const flags = summary.worst === 0 ? flagCodecs.good : writeFlags(out, quality)
  words[out.at++] = 0
  words[0] = formatVersion | (times.codec << 8) | (values << 16) | (flags << 24)
  return { blob: new Uint8Array(words.buffer, words.byteOffset, 4 * out.at), step: times.step, summary, parts }
}

/**
 * Writes the n points of a blob into `target` from index `at` on.
 * `unpacker`: vectors where the runtime has them, null for the plain loops; both give the same bits.
 * @throws Fault `not_supported` for the format of a newer program, RangeError for a blob that does not hold what it claims.
 */
export function decodeChunk(blob: Uint8Array, n: number, target: Columns, at: number, unpacker = vectors): void {
  const loaded = n <= chunkSize ? unpacker?.load(blob) : null
  const input = { words: loaded ?? wordsOfBlob(blob), at: 1, vectors: loaded ? unpacker : null }
  const head = input.words[0] ?? 0
  if ((head & 255) !== formatVersion) throw new Fault('not_supported', `Points are stored in format ${head & 255}, which this program does not know. Update it.`)
  readTimes(input, (head >>> 8) & 255, n, target.time, at)
  readValues(input, (head >>> 16) & 255, n, target.value, at)
  readFlags(input, head >>> 24, n, target.quality, at)
  if (input.at !== input.words.length - 1) throw new RangeError('a chunk is longer than its points')
}
