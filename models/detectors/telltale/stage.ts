/**
 * A stage turns standardised columns into raw, non-negative scores, row by row, with a memory of fixed size. Memory is one
 * Float64Array, so that a checkpoint is a copy of it and any cut of the rows gives the same scores to the bit.
 */
export interface ChannelStage {
  /** Length of the memory array. A fresh memory is all zeros. */
  readonly memory: number
  /** Scores one block of one standardised channel into `out` (same length). NaN in `z` means no value. */
  run(memory: Float64Array, z: Float64Array, out: Float64Array): void
}

/** Like `ChannelStage`, over all judged channels of an asset together. */
export interface AssetStage {
  readonly memory: number
  run(memory: Float64Array, z: readonly Float64Array[], out: Float64Array): void
}

/** A channel's stage as one of an asset that has this channel only. */
export const alone = (stage: ChannelStage): AssetStage => ({ memory: stage.memory, run: (memory, [z], out) => stage.run(memory, z, out) })

/** What a stage looks at, in the words shown to an engineer. */
export type StageWord = 'level' | 'pattern' | 'relation' | 'variance' | 'roughness'
