import { packBits, packedWords, unpackBits } from './bitpack.ts'
import { word, type WordReader, type WordWriter } from './words.ts'

/** Never renumbered: they stand in stored chunks. Without a flag nothing is written. */
export const flagCodecs = { good: 0, runs: 1, packed: 2 } as const

/** Writes 1 to 4096 quality flags of 0..2 and returns the number of the codec. */
export function writeFlags(out: WordWriter, flags: Uint8Array): number {
  const n = flags.length
  let runs = 1
  let any = flags[0]!
  for (let i = 1; i < n; i++) {
    any |= flags[i]!
    if (flags[i] !== flags[i - 1]) runs++
  }
  if (any === 0) return flagCodecs.good
  if (runs > packedWords(n, 2)) {
    packBits(out, Float64Array.from(flags), 0, n, 0, 2)
    return flagCodecs.packed
  }
  out.words[out.at++] = runs
  for (let from = 0; from < n; ) {
    let to = from + 1
    while (to < n && flags[to] === flags[from]) to++
    out.words[out.at++] = (to - from) | (flags[from]! << 16)
    from = to
  }
  return flagCodecs.runs
}

export function readFlags(input: WordReader, codec: number, n: number, target: Uint8Array, at: number): void {
  switch (codec) {
    case flagCodecs.good:
      target.fill(0, at, at + n)
      return
    case flagCodecs.runs: {
      let position = at
      for (let runs = word(input); runs > 0; runs--) {
        const run = word(input)
        target.fill(run >>> 16, position, position + (run & 0xffff))
        position += run & 0xffff
      }
      if (position !== at + n) throw new RangeError('a chunk holds another number of flags than points')
      return
    }
    case flagCodecs.packed: {
      const flags = new Float64Array(n)
      unpackBits(input, n, 0, 2, flags, 0)
      for (let i = 0; i < n; i++) target[at + i] = flags[i]!
      return
    }
    default:
      throw new RangeError(`a chunk names the unknown flag codec ${codec}`)
  }
}
