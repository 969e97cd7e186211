import { predict } from './fit.ts'
import type { Columns, Network } from './network.ts'
import type { TensorFlow } from './tensorflow.ts'

/** Absolute error of every judged channel at every row, standardised units; NaN where nothing was predicted or nothing was measured. */
export type Residuals = readonly Float32Array[]

export interface Measured {
  readonly columns: Columns
  /** Per judged channel, 1 where a value was measured. */
  readonly present: readonly Uint8Array[]
  readonly judged: readonly number[]
}

/**
 * The newest value of each judged channel as the trained network predicts or redraws it, standardised; NaN at rows that no window reaches.
 * Causal: row i sees rows up to i only. Yields after each batch, so that the caller can stop or breathe.
 * @param from, to rows that are wanted, half open.
 */
export function* networkExpectation(tf: TensorFlow, network: Network, weights: readonly Float32Array[], { columns, judged }: Pick<Measured, 'columns' | 'judged'>, { from, to, batch = 256 }: { from: number; to: number; batch?: number }): Generator<number, Float32Array[], void> {
  const length = columns[0]?.length ?? 0
  const out = judged.map(() => new Float32Array(length).fill(Number.NaN))
  const { at, ahead } = network.newest
  const first = Math.max(from - ahead, network.window - 1)
  const last = Math.min(to, length) - ahead
  for (let row = first; row < last; row += batch) {
    const rows = Uint32Array.from({ length: Math.min(batch, last - row) }, (_, n) => row + n)
    const predicted = predict(tf, network, weights, columns, rows)
    out.forEach((one, j) => {
      for (let n = 0; n < rows.length; n++) one[rows[n] + ahead] = predicted[n * network.targetSize + at(j)]
    })
    yield (row + rows.length - first) / (last - first)
  }
  return out
}

/** How far each judged channel lies from what was expected of it; NaN where nothing was expected or nothing was measured. */
export function away(expected: readonly Float32Array[], { columns, present, judged }: Measured): Residuals {
  return expected.map((one, j) => one.map((value, row) => (present[j][row] === 1 ? Math.abs(value - columns[judged[j]][row]) : Number.NaN)))
}

/** What the trained network did not foresee: the newest row of each window against what was predicted or redrawn of it. Yields as `networkExpectation`. */
export function* networkResiduals(tf: TensorFlow, network: Network, weights: readonly Float32Array[], measured: Measured, wanted: { from: number; to: number; batch?: number }): Generator<number, Residuals, void> {
  return away(yield* networkExpectation(tf, network, weights, measured, wanted), measured)
}

/** What something trivial does not foresee: `mean` expects the centre of the training rows, `persistence` the value before. */
export function trivialResiduals(kind: 'mean' | 'persistence', { columns, present, judged }: Measured): Residuals {
  return judged.map((column, j) => {
    const values = columns[column]
    return Float32Array.from(values, (value, i) => {
      if (present[j][i] !== 1) return Number.NaN
      if (kind === 'mean') return Math.abs(value)
      return i > 0 && present[j][i - 1] === 1 ? Math.abs(value - values[i - 1]) : Number.NaN
    })
  })
}
