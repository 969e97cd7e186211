import { Fault } from '../../contract/errors.ts'
import type { Columns } from './points.ts'

/** Points of a full chunk. */
export const chunkSize = 4096

const formatVersion = 1
const headBytes = 4

/** One blob for the points of a chunk: a head that names the codecs, then times, values, quality. */
export function encodeChunk(points: Columns): Uint8Array {
  const n = points.time.length
  const blob = new Uint8Array(headBytes + 17 * n)
  blob[0] = formatVersion
  blob.set(bytesOf(points.time), headBytes)
  blob.set(bytesOf(points.value), headBytes + 8 * n)
  blob.set(points.quality, headBytes + 16 * n)
  return blob
}

/** Writes the points of a blob into `target` from index `at` on. */
export function decodeChunk(blob: Uint8Array, n: number, target: Columns, at: number): void {
  if (blob[0] !== formatVersion || blob.length !== headBytes + 17 * n) throw new Fault('store_corrupt', 'A chunk has a format that this program does not know.')
  bytesOf(target.time).set(blob.subarray(headBytes, headBytes + 8 * n), 8 * at)
  bytesOf(target.value).set(blob.subarray(headBytes + 8 * n, headBytes + 16 * n), 8 * at)
  target.quality.set(blob.subarray(headBytes + 16 * n), at)
}

function bytesOf(values: Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}
