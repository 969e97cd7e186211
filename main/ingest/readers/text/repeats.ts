/** Cells that stand in many rows: their bytes are compared with those of before, so that no string is made to find out what they mean. */

export interface Cell {
  readonly bytes: Uint8Array
  readonly from: number
  readonly to: number
}

function equal(known: Uint8Array | undefined, { bytes, from, to }: Cell): boolean {
  if (!known || known.length !== to - from) return false
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[from + i]) return false
  return true
}

/** Longer cells are not remembered. */
const longest = 64

/** Remembers what the last cell meant. */
export function lastMeaning<Meaning>(): { of(cell: Cell): Meaning | undefined; keep(cell: Cell, meaning: Meaning): void } {
  const room = new Uint8Array(longest)
  let length = -1
  let meant: Meaning | undefined
  return {
    of({ bytes, from, to }) {
      if (to - from !== length) return undefined
      // from the end: that is where times differ
      for (let i = length - 1; i >= 0; i--) if (room[i] !== bytes[from + i]) return undefined
      return meant
    },
    keep({ bytes, from, to }, meaning) {
      length = to - from <= longest ? to - from : -1
      for (let i = 0; i < length; i++) room[i] = bytes[from + i]!
      meant = meaning
    },
  }
}

/** Remembers which number followed which: tags come in turns, or in long runs. */
export function followers(): { of(cell: Cell): number | undefined; keep(cell: Cell, number: number): void } {
  const known: Uint8Array[] = []
  const after: number[] = []
  let last = 0
  return {
    of(cell) {
      const guess = after[last]
      if (guess === undefined || !equal(known[guess], cell)) return undefined
      last = guess
      return guess
    },
    keep({ bytes, from, to }, number) {
      known[number] = bytes.slice(from, to)
      after[last] = number
      last = number
    },
  }
}
