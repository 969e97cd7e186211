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

/** Numbers of a header in this order, one header after the other: tens of thousands of them as objects would cost more than what is done with them. */
export type HeaderTable = Float64Array
export const headerFields = ['t0', 't1', 'n', 'missing', 'min', 'max', 'mean', 'm2', 'worst', 'bytes', 'checksum', 'data'] as const satisfies readonly (keyof ChunkHeader)[]
export const headerLength = headerFields.length
/** Where a field stands within its header. */
export const field = { t0: 0, t1: 1, n: 2, missing: 3, min: 4, max: 5, mean: 6, m2: 7, worst: 8 } as const

export function headerAt(table: HeaderTable, index: number): ChunkHeader {
  const i = index * headerLength
  return {
    t0: table[i]!, t1: table[i + 1]!, n: table[i + 2]!, missing: table[i + 3]!, min: table[i + 4]!, max: table[i + 5]!,
    mean: table[i + 6]!, m2: table[i + 7]!, worst: table[i + 8]!, bytes: table[i + 9]!, checksum: table[i + 10]!, data: table[i + 11]!,
  }
}

export function toHeaderTable(headers: readonly ChunkHeader[]): HeaderTable {
  const table = new Float64Array(headers.length * headerLength)
  let at = 0
  for (const header of headers) for (const name of headerFields) table[at++] = header[name]
  return table
}

/** The tables of several rows as one. */
export function joinTables(parts: readonly Uint8Array[]): HeaderTable {
  const bytes = new Uint8Array(parts.reduce((n, part) => n + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return new Float64Array(bytes.buffer)
}
