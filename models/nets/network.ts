import type { Tensor, TensorFlow } from './tensorflow.ts'

/** What a network sees of an asset: `inputs` columns go in, of which those in `judged` (their positions) are predicted. */
export interface NetworkShape {
  readonly inputs: number
  readonly judged: readonly number[]
}

export interface NetworkOptions {
  /** Rows that the network looks at. */
  readonly window: number
  /** Width of its hidden layers: the dense layers next to the input, or the units of each LSTM layer. */
  readonly units: number
  /** Share of the activations between two layers that is left out while training, 0 to below 1. */
  readonly dropout: number
}

export interface Parameter {
  readonly name: string
  readonly shape: readonly number[]
  /** Largest absolute value of the uniform initialiser, or the constant it begins with. */
  readonly begin: { readonly uniform: number } | { readonly constants: (at: number) => number }
}

/** Standardised columns, NaN already replaced by 0 (the centre). All of one length. */
export type Columns = readonly Float32Array[]

/** A network of one shape: pure functions over its weights. */
export interface Network {
  readonly window: number
  /** Rows behind the window that a sample needs as its target; 0 where the window itself is the target. */
  readonly horizon: number
  readonly inputSize: number
  readonly targetSize: number
  readonly parameters: readonly Parameter[]
  /** Sizes of the activations, per sample, that dropout thins; one mask each. */
  readonly masks: readonly number[]
  /** Writes sample `n` of a batch of `batch`, whose window ends at `row` (included). */
  fillInput(into: Float32Array, columns: Columns, row: number, n: number, batch: number): void
  /** Row by row, the judged columns in their order within each. */
  fillTarget(into: Float32Array, columns: Columns, row: number, n: number): void
  /** @returns predicted targets, [batch, targetSize]. Masks are absent in inference. */
  forward(tf: TensorFlow, weights: readonly Tensor[], input: Float32Array, batch: number, masks?: readonly Tensor[]): Tensor
  /** Where in a sample's target the newest value of judged column `j` stands, and how many rows behind the window's end it lies (0 or 1). */
  readonly newest: { at(j: number): number; readonly ahead: 0 | 1 }
}

/** A row of the table in `index.ts`. */
export interface NetworkKind {
  readonly id: string
  /** Rises whenever the same weights would give other outputs, or the same seed other weights. */
  readonly version: number
  readonly title: string
  /** One sentence and the paper it comes from. */
  readonly about: string
  readonly defaults: NetworkOptions & { readonly epochs: number; readonly batch: number; readonly learningRate: number }
  build(shape: NetworkShape, options: NetworkOptions): Network
}

/** Glorot & Bengio 2010. */
export function dense(name: string, from: number, to: number): Parameter[] {
  return [
    { name: `${name}.kernel`, shape: [from, to], begin: { uniform: Math.sqrt(6 / (from + to)) } },
    { name: `${name}.bias`, shape: [to], begin: { constants: () => 0 } },
  ]
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1)
