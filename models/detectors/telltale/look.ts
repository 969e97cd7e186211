/** What scoring does channel by channel, as pieces of work that need no other channel (`../steps.ts`). */
import type { Work } from '../steps.ts'
import { buildAssetStage, buildChannelStage, stageWords, type FittedAssetStage, type FittedChannelStage } from './model.ts'
import { runBetween } from './pauses.ts'
import { alone, type AssetStage } from './stage.ts'
import { tailScore, type Tail } from './tail.ts'

/** The highest score of some stages at each row of a block. */
export interface Look {
  readonly score: Float64Array
  /** Index into `stageWords` of the stage that gave it. */
  readonly stage: Uint8Array
  /** What the stages remember behind the block. */
  readonly memories: readonly Float64Array[]
}

export interface ChannelBlock {
  readonly stages: readonly FittedChannelStage[]
  /** One for each stage. They are not changed. */
  readonly memories: readonly Float64Array[]
  /** Standardised values of the block. */
  readonly z: Float64Array
  /** Rows where everything is forgotten. */
  readonly starts: readonly number[]
}

export const scoreChannel: Work<ChannelBlock, Look> = {
  name: 'scoreChannel',
  run: ({ stages, memories, z, starts }) => look(stages.map((fitted, s) => ({ fitted, stage: alone(buildChannelStage(fitted)), memory: memories[s] })), [z], starts),
}

export interface RelationBlock extends Omit<ChannelBlock, 'stages' | 'z'> {
  readonly stages: readonly FittedAssetStage[]
  readonly z: readonly Float64Array[]
}

export const scoreRelation: Work<RelationBlock, Look> = {
  name: 'scoreRelation',
  run: ({ stages, memories, z, starts }) => look(stages.map((fitted, s) => ({ fitted, stage: buildAssetStage(fitted), memory: memories[s] })), z, starts),
}

interface Looking {
  readonly fitted: { readonly kind: (typeof stageWords)[number]; readonly tail: Tail }
  readonly stage: AssetStage
  readonly memory: Float64Array
}

function look(all: readonly Looking[], z: readonly Float64Array[], starts: readonly number[]): Look {
  const rows = z[0].length
  const score = new Float64Array(rows)
  const stage = new Uint8Array(rows)
  const raw = new Float64Array(rows)
  const memories = all.map((one) => {
    const memory = one.memory.slice()
    runBetween(starts, one.stage, memory, z, raw)
    raise(raw, one.fitted.tail, stageWords.indexOf(one.fitted.kind), { score, stage })
    return memory
  })
  return { score, stage, memories }
}

function raise(raw: Float64Array, tail: Tail, index: number, { score, stage }: Pick<Look, 'score' | 'stage'>): void {
  for (let i = 0; i < raw.length; i++) {
    const own = tailScore(raw[i], tail)
    if (own > score[i]) {
      score[i] = own
      stage[i] = index
    }
  }
}
