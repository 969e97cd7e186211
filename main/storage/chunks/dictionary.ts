import type { VectorPacker } from './packVectors.ts'
import { wordsOf } from './words.ts'

/** Columns of few different values: set points, states, coarse sensors. */
export const mostEntries = 256
const slots = 1024

export interface Dictionary {
  /** How many different values there are. */
  readonly size: number
  /** The different values, rising, and the index of each point into them; scratch space until the next call. Only made when they are asked for. */
  sorted(): { readonly entries: Float64Array; readonly indexes: Float64Array }
}

const table = new Int32Array(slots)
const plainIndexes = new Float64Array(4096)
const plainEntries = new Float64Array(mostEntries)
const entryBits = wordsOf(plainEntries)

/** Null when there are more than 256 different values (told apart by their bits). At most 4096 values, which the packer, where there is one, has loaded. */
export function toDictionary(bits: Uint32Array, packer: VectorPacker | null = null): Dictionary | null {
  const n = bits.length / 2
  const size = packer ? packer.dictionary(n) : numbered(bits)
  if (size > mostEntries) return null
  const found = packer?.entries ?? plainEntries
  const indexes = packer?.indexes ?? plainIndexes
  return { size, sorted: () => ({ entries: rising(found.subarray(0, size), indexes, n), indexes }) }
}

/** Fills `plainEntries` in the order in which values come, and `plainIndexes`; answers how many there are, at most 257. */
function numbered(bits: Uint32Array): number {
  const n = bits.length / 2
  table.fill(-1)
  let size = 0
  for (let i = 0; i < n; i++) {
    const low = bits[2 * i]!
    const high = bits[2 * i + 1]!
    let slot = (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> 22
    for (;;) {
      const entry = table[slot]!
      if (entry < 0) {
        if (size === mostEntries) return size + 1
        table[slot] = size
        plainIndexes[i] = size
        entryBits[2 * size] = low
        entryBits[2 * size + 1] = high
        size++
        break
      }
      if (entryBits[2 * entry] === low && entryBits[2 * entry + 1] === high) {
        plainIndexes[i] = entry
        break
      }
      slot = (slot + 1) % slots
    }
  }
  return size
}

/** The entries in rising order, which packs better; NaN goes last. Indexes are changed to it. */
function rising(found: Float64Array, indexes: Float64Array, n: number): Float64Array {
  const order = Array.from(found, (_, entry) => entry).toSorted((a, b) => (found[a]! < found[b]! || Number.isNaN(found[b]!) ? -1 : 1))
  const entries = new Float64Array(found.length)
  const from = wordsOf(found)
  const to = wordsOf(entries)
  const rank = new Float64Array(found.length)
  for (const [k, entry] of order.entries()) {
    rank[entry] = k
    to[2 * k] = from[2 * entry]!
    to[2 * k + 1] = from[2 * entry + 1]!
  }
  for (let i = 0; i < n; i++) indexes[i] = rank[indexes[i]!]!
  return entries
}
