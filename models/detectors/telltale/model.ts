import type { Channel } from '../../series/frame.ts'
import { levelStage } from './level.ts'
import { patternStage, type Pattern } from './pattern.ts'
import { relationStage, type Relation } from './relation.ts'
import { spreadStage, type Spread } from './spread.ts'
import type { AssetStage, ChannelStage, StageWord } from './stage.ts'
import type { Standard } from './standardise.ts'
import type { Limits } from './limits.ts'
import type { Operation } from './operation.ts'
import type { Tail } from './tail.ts'

/** Everything that was learned, as plain data: this is what is stored, and what a scorer is built from. */
export interface Model {
  readonly interval: number
  readonly channels: readonly Channel[]
  /** Columns of the frame that are judged, in order. */
  readonly judged: readonly number[]
  readonly standards: readonly Standard[]
  /** Per judged channel. */
  readonly channelStages: readonly (readonly FittedChannelStage[])[]
  readonly assetStages: readonly FittedAssetStage[]
  /** Every judged channel is in one of them. */
  readonly kin: readonly Kin[]
  readonly limits: Limits
  /** Taken off the highest of many looks at a row. */
  readonly penalty: number
  /** Milliseconds without a value after which every stage begins anew. */
  readonly longestGap: number
  /** Null where nothing says that the asset ever stopped. */
  readonly operation: Operation | null
  /** Rows of alarm that usually lead up to a stop, on the reference. */
  readonly way: number
}

export type FittedChannelStage = { readonly tail: Tail } & ({ readonly kind: 'level'; readonly span: number } | { readonly kind: 'pattern'; readonly pattern: Pattern } | Spread)

export interface FittedAssetStage {
  readonly kind: 'relation'
  /** Positions among the judged channels, ascending: those that the stage looks at. */
  readonly members: Int32Array
  readonly relation: Relation
  readonly tail: Tail
}

/** Channels that are explained by one another. */
export interface Kin {
  /** Positions among the judged channels, ascending. */
  readonly members: Int32Array
  readonly expectation: LinearExpectation
}

/** What a channel should be, given the others at the same time: row-major n x n weights (zero diagonal) on standardised values. */
export interface LinearExpectation {
  readonly span: number
  readonly weights: Float64Array
  /** Standard deviation of the raw value around its expectation on the reference, standardised. */
  readonly spread: Float64Array
}

/** The columns of some channels, where they are named by their positions among the judged ones. */
export const columnsOf = (members: Int32Array, z: readonly Float64Array[]): Float64Array[] => Array.from(members, (at) => z[at])

export const stageWords: readonly StageWord[] = ['level', 'pattern', 'relation', 'variance', 'roughness']

const built = new WeakMap<FittedChannelStage, ChannelStage>()

/** What scores with a learned stage: made once, because rows may come one by one. */
export function buildChannelStage(fitted: FittedChannelStage): ChannelStage {
  let stage = built.get(fitted)
  if (!stage) built.set(fitted, (stage = stageOf(fitted)))
  return stage
}

function stageOf(fitted: FittedChannelStage): ChannelStage {
  if (fitted.kind === 'level') return levelStage(fitted.span)
  return fitted.kind === 'pattern' ? patternStage(fitted.pattern) : spreadStage(fitted)
}

/** @returns a stage that is given the columns of its members only. */
export function buildAssetStage(fitted: FittedAssetStage): AssetStage {
  return relationStage(fitted.relation)
}
