/** A textbook method without the surroundings that all baselines share (`baseline.ts`): it sees scaled columns and gives raw scores. */
export interface Method<Learned> {
  readonly id: string
  readonly version: number
  readonly title: string
  readonly about: string
  /** What it looks at, in the words shown with an event: `level`, `pattern` or `relation`. */
  readonly stage: string
  /** Fewest reference rows from which it learns anything. */
  readonly fewest: number
  /** Rows until a score no longer shows where the scorer began; absent: from the first row on. What is usual is learned from rows behind them. */
  readonly settled?: number
  /** @param z scaled columns of the reference, NaN where there is no value. The result is plain data: numbers and typed arrays. */
  learn(z: readonly Float64Array[]): Learned
  score(learned: Learned, channels: number): RawScorer
  /** What it expects of each column, scaled; without it the centre of the reference is what is expected. */
  expected?(learned: Learned, z: readonly Float64Array[]): readonly Float64Array[]
}

export interface RawScorer {
  /** Length of the memory; a fresh one is all zeros. A copy of it is a checkpoint. */
  readonly memory: number
  /**
   * Scores a block of rows into `own` (one array a column) and `asset`. Higher is stranger; NaN where nothing can be said. Scores
   * depend on the memory and the rows alone, so any cut gives the same to the bit.
   */
  run(memory: Float64Array, z: readonly Float64Array[], own: readonly Float64Array[], asset: Float64Array): void
}

/** A method that looks at one column at a time: the asset is as strange as its strangest column. */
export function columnByColumn(memoryOfOne: number, channels: number, one: (memory: Float64Array, z: Float64Array, out: Float64Array, channel: number) => void): RawScorer {
  return {
    memory: memoryOfOne * channels,
    run(memory, z, own, asset) {
      asset.fill(NaN)
      z.forEach((column, c) => {
        one(memory.subarray(c * memoryOfOne, (c + 1) * memoryOfOne), column, own[c], c)
        own[c].forEach((raw, row) => {
          if (!Number.isNaN(raw) && !(raw <= asset[row])) asset[row] = raw
        })
      })
    },
  }
}
