import { crc32 } from 'node:zlib'
import { readFlags, writeFlags } from './flags.ts'
import { packedPoints as mostPoints, packer as usualPacker, type VectorPacker } from './packVectors.ts'
import type { Columns } from './points.ts'
import { readTimes, writeTimes } from './times.ts'
import { readValues, writeValues } from './values.ts'
import { readNumber, wordsOfBlob, writeNumber } from './words.ts'

/** Points of a part; the last one of a chunk may be shorter. As long as a block of bit packing, so that vectors find its extremes. */
export const partSize = 128
const mostParts = mostPoints / partSize
/** A chunk below this many points is decoded about as fast as its parts are read, and beside so few points they would weigh. */
const fewestPoints = 2048

/** What a view needs to know of each part of a chunk. The columns are scratch space until the next call; `count` rows of them count. */
export interface Parts {
  readonly count: number
  readonly n: Float64Array
  /** Times of the first and of the last point. */
  readonly t0: Float64Array
  readonly t1: Float64Array
  /** NaN where every value is missing. */
  readonly min: Float64Array
  readonly max: Float64Array
  /** Worst quality flag. */
  readonly worst: Uint8Array
}

const formatVersion = 1
/** Of times that the step of the chunk says. Beside the numbers of `timeCodecs`, and never given to another. */
const steady = 255
/** More than any codec writes for times, values and flags of that many parts, with heads and the checksum. */
const scratch = new Uint32Array(16 * mostParts)
const times = new Float64Array(2 * mostParts)
const extremes = new Float64Array(2 * mostParts)
/** Head, values and checksum at least: what is shorter was cut. */
const fewestWords = 4

const room = () => {
  const column = () => new Float64Array(mostParts)
  return { n: column(), t0: column(), t1: column(), min: column(), max: column(), worst: new Uint8Array(mostParts) }
}
const found = room()
const read = room()

export function hasParts(n: number): boolean {
  return n >= fewestPoints
}

/**
 * The parts of a chunk of up to 4096 points. `worst`: of the whole chunk. `packer`: vectors where the runtime has them, null for the plain
 * loops; both give the same, but for the sign of a zero.
 */
export function partsOf(points: Columns, worst: number, packer: VectorPacker | null = usualPacker): Parts {
  packer?.load(points.value)
  return partsOfLoaded(points, worst, packer)
}

/** The same of points whose values the packer, where there is one, has loaded. */
export function partsOfLoaded({ time, value, quality }: Columns, worst: number, packer: VectorPacker | null): Parts {
  const n = time.length
  const count = sizes(n, found)
  const { t0, t1, min, max } = found
  const whole = packer ? Math.floor(n / partSize) : 0
  if (whole > 0) packer!.ranges(packer!.loaded, whole, min, max)
  found.worst.fill(0, 0, count)
  for (let k = 0, from = 0; k < count; k++, from += partSize) {
    const to = Math.min(n, from + partSize)
    t0[k] = time[from]!
    t1[k] = time[to - 1]!
    if (k >= whole) {
      let low = Infinity
      let high = -Infinity
      for (let i = from; i < to; i++) {
        const v = value[i]!
        if (v < low) low = v
        if (v > high) high = v
      }
      min[k] = low
      max[k] = high
    }
    if (min[k]! > max[k]!) min[k] = max[k] = NaN
    if (worst > 0) for (let i = from; i < to; i++) if (quality[i]! > found.worst[k]!) found.worst[k] = quality[i]!
  }
  return { count, ...found }
}

/**
 * One blob for the parts of a chunk: a head that names format and codecs, times, extremes, flags, and a checksum that is bound to that of the points.
 * `step`: spacing of the points where it is the same throughout, to the bit. Scratch space until the next call.
 */
export function encodeParts({ count, t0, t1, min, max, worst }: Parts, step: number | null, checksum: number): Uint8Array {
  const out = { words: scratch, at: 1, packer: null }
  let timeCodec: number = steady
  if (step !== null) writeNumber(out, step)
  else {
    for (let k = 0; k < count; k++) {
      times[2 * k] = t0[k]!
      times[2 * k + 1] = t1[k]!
    }
    timeCodec = writeTimes(out, times.subarray(0, 2 * count)).codec
  }
  extremes.set(min.subarray(0, count))
  extremes.set(max.subarray(0, count), count)
  const valueCodec = writeValues(out, extremes.subarray(0, 2 * count), true)
  const flagCodec = writeFlags(out, worst.subarray(0, count))
  scratch[0] = formatVersion | (timeCodec << 8) | (valueCodec << 16) | (flagCodec << 24)
  scratch[out.at] = crc32(new Uint8Array(scratch.buffer, 0, 4 * out.at)) ^ checksum
  return new Uint8Array(scratch.buffer, 0, 4 * (out.at + 1))
}

/**
 * The parts in a blob; null where it does not fit the points, whose header tells their first time, number and checksum: parts are derived, and who
 * cannot use them decodes. So a process of an older program may change a chunk and leave its parts behind.
 */
export function decodeParts(blob: Uint8Array, chunk: { readonly t0: number; readonly n: number; readonly checksum: number }): Parts | null {
  const words = wordsOfBlob(blob)
  const last = words.length - 1
  if (words.length < fewestWords || chunk.n > mostPoints || words[last] !== (crc32(blob.subarray(0, 4 * last)) ^ chunk.checksum) >>> 0) return null
  const head = words[0]!
  if ((head & 255) !== formatVersion) return null
  const count = sizes(chunk.n, read)
  const { t0, t1, min, max } = read
  // the checksum stands where a column ends with an empty word: it may be looked at
  const input = { words, at: 1 }
  try {
    const timeCodec = (head >>> 8) & 255
    if (timeCodec === steady) {
      const step = readNumber(input)
      for (let k = 0, from = 0; k < count; k++, from += partSize) {
        // as `readTimes` says them
        t0[k] = chunk.t0 + from * step
        t1[k] = chunk.t0 + (from + read.n[k]! - 1) * step
      }
    } else {
      readTimes(input, timeCodec, 2 * count, times, 0)
      for (let k = 0; k < count; k++) {
        t0[k] = times[2 * k]!
        t1[k] = times[2 * k + 1]!
      }
    }
    readValues(input, (head >>> 16) & 255, 2 * count, extremes, 0)
    for (let k = 0; k < count; k++) {
      min[k] = extremes[k]!
      max[k] = extremes[count + k]!
    }
    readFlags(input, head >>> 24, count, read.worst, 0)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
  return input.at === last ? { count, ...read } : null
}

/** Names of what the stored parts of a chunk and those of its points differ in. -0 is 0. */
export function partDifferences(a: Parts, b: Parts): string[] {
  return (['n', 't0', 't1', 'min', 'max', 'worst'] as const).filter((name) => {
    for (let k = 0; k < a.count; k++) {
      const [x, y] = [a[name][k]!, b[name][k]!]
      if (x !== y && !(Number.isNaN(x) && Number.isNaN(y))) return true
    }
    return a.count !== b.count
  })
}

/** Writes how many points each part of n points has; answers how many parts. */
function sizes(n: number, { n: each }: ReturnType<typeof room>): number {
  const count = Math.ceil(n / partSize)
  each.fill(partSize, 0, count)
  each[count - 1] = n - (count - 1) * partSize
  return count
}
