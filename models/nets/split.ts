import type { RowRange } from '../series/frame.ts'

export interface SplitOptions {
  /** Shares of the rows, in time order; the rest is held out. */
  readonly train: number
  readonly validation: number
  /** Rows between two parts that belong to neither: at least as long as a window with its target, so that no sample of one part shares a row with another part. */
  readonly embargo: number
}

export interface Split {
  readonly train: RowRange
  readonly validation: RowRange
  readonly heldOut: RowRange
}

/** Parts in time order with an embargo between them (Lopez de Prado 2018, ch. 7); never a random split of one recording. Parts may be empty. */
export function splitRows(rows: number, { train, validation, embargo }: SplitOptions): Split {
  const trainEnd = Math.floor(rows * train)
  const validationEnd = Math.floor(rows * (train + validation))
  const range = (from: number, to: number): RowRange => ({ from: Math.min(from, to), to })
  return { train: range(0, trainEnd), validation: range(trainEnd + embargo, validationEnd), heldOut: range(validationEnd + embargo, rows) }
}

/** Rows at which a window of `window` rows ends that lies with its `horizon` wholly inside the part and touches no row that may not be learned from. */
export function windowEnds({ from, to }: RowRange, usable: Uint8Array, { window, horizon }: { window: number; horizon: number }): Uint32Array {
  const ends: number[] = []
  let clean = 0
  for (let row = from; row < to; row++) {
    clean = usable[row] === 1 ? clean + 1 : 0
    if (clean >= window + horizon) ends.push(row - horizon)
  }
  return Uint32Array.from(ends)
}
