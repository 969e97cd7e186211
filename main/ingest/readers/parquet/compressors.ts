import type { Compressors } from 'hyparquet'
import { compressors as byLibrary } from 'hyparquet-compressors'

/** The library's, but for pages of no bytes: a column without any value has an empty dictionary, which its LZ4 takes for damage. */
export const compressors: Compressors = Object.fromEntries(
  Object.entries(byLibrary).map(([codec, decompress]) => [codec, (packed: Uint8Array, length: number) => (length === 0 ? new Uint8Array() : decompress(packed, length))]),
)
