import type { Summary } from './summary.ts'

/** What is known of a chunk without reading its points. */
export interface ChunkHeader extends Summary {
  readonly bytes: number
  /** CRC-32 of the blob. */
  readonly checksum: number
  /** Where the blob lies: number of a row. */
  readonly data: number
}

/** Headers that stand together in one row, so that an overview of 100 M points reads hundreds of rows and not tens of thousands. */
export const groupSize = 64

const fields = ['t0', 't1', 'n', 'missing', 'min', 'max', 'mean', 'm2', 'worst', 'bytes', 'checksum', 'data'] as const satisfies readonly (keyof ChunkHeader)[]

export function packHeaders(headers: readonly ChunkHeader[]): Uint8Array {
  const packed = new Float64Array(headers.length * fields.length)
  let at = 0
  for (const header of headers) for (const field of fields) packed[at++] = header[field]
  return new Uint8Array(packed.buffer)
}

export function unpackHeaders(bytes: Uint8Array, into: ChunkHeader[]): void {
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice()
  const p = new Float64Array(aligned.buffer, aligned.byteOffset, aligned.length >>> 3)
  for (let i = 0; i < p.length; i += fields.length) {
    into.push({
      t0: p[i]!, t1: p[i + 1]!, n: p[i + 2]!, missing: p[i + 3]!, min: p[i + 4]!, max: p[i + 5]!,
      mean: p[i + 6]!, m2: p[i + 7]!, worst: p[i + 8]!, bytes: p[i + 9]!, checksum: p[i + 10]!, data: p[i + 11]!,
    })
  }
}
