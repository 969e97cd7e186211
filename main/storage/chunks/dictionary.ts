/** Columns of few different values: set points, states, coarse sensors. */
export const mostEntries = 256
const slots = 1024

export interface Dictionary {
  /** Different values, rising; scratch-free. */
  readonly entries: Float64Array
  /** Index of each point into `entries`; scratch space until the next call. */
  readonly indexes: Float64Array
}

const table = new Int32Array(slots)
const indexes = new Float64Array(4096)

/** Null when there are more than 256 different values (told apart by their bits). At most 4096 values. */
export function toDictionary(bits: Uint32Array): Dictionary | null {
  const n = bits.length / 2
  table.fill(-1)
  const firsts: number[] = []
  for (let i = 0; i < n; i++) {
    const low = bits[2 * i]!
    const high = bits[2 * i + 1]!
    let slot = (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> 22
    for (;;) {
      const entry = table[slot]!
      if (entry < 0) {
        if (firsts.length === mostEntries) return null
        table[slot] = firsts.length
        indexes[i] = firsts.length
        firsts.push(i)
        break
      }
      const first = firsts[entry]!
      if (bits[2 * first] === low && bits[2 * first + 1] === high) {
        indexes[i] = entry
        break
      }
      slot = (slot + 1) % slots
    }
  }
  const values = new Float64Array(firsts.length)
  const words = new Uint32Array(values.buffer)
  const points = new Float64Array(bits.buffer, bits.byteOffset, n)
  // rising entries pack better; NaN goes last
  const order = firsts.map((_, entry) => entry).toSorted((a, b) => (points[firsts[a]!]! < points[firsts[b]!]! || Number.isNaN(points[firsts[b]!]!) ? -1 : 1))
  const rank = new Float64Array(firsts.length)
  for (const [k, entry] of order.entries()) {
    rank[entry] = k
    words[2 * k] = bits[2 * firsts[entry]!]!
    words[2 * k + 1] = bits[2 * firsts[entry]! + 1]!
  }
  for (let i = 0; i < n; i++) indexes[i] = rank[indexes[i]!]!
  return { entries: values, indexes }
}
