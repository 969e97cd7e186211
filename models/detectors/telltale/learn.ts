/** What learning does channel by channel, as pieces of work that need no other channel (`../steps.ts`). */
import type { Work } from '../steps.ts'
import { calibrateChannel, calibrateRelation, holdsOut, type Calibration, type StageTail } from './calibrate.ts'
import type { FittedAssetStage, FittedChannelStage } from './model.ts'
import { fitPattern } from './pattern.ts'
import { fitRelation } from './relation.ts'
import { fitSpread } from './spread.ts'
import { noTail } from './tail.ts'

/** Samples: a level that answers soon, and one that sees what is small and lasts. */
const levelSpans = [15, 200]
const spreadSpan = 30
/** A history is looked at afterwards and as a whole: nothing is in a hurry there, and shorter looks only add false ones. */
const wholeRoughnessSpan = 50
const patternWidth = 50
/** A stage that looks this many samples back is only known from a reference ten times as long: a shorter one explains itself and nothing that follows. */
const spansNeeded = 10

export interface ChannelShape {
  /** Without their tails. */
  readonly stages: readonly FittedChannelStage[]
  /** A channel that stood still gives no second chance of a false alarm. */
  readonly moves: boolean
}

/** The stages of a standardised channel, before they are brought to the common scale. */
export const learnStages: Work<{ readonly z: Float64Array; readonly whole: boolean }, ChannelShape> = {
  name: 'learnStages',
  run: ({ z, whole }) => ({ stages: stagesOf(z, whole), moves: moves(z) }),
}

function stagesOf(z: Float64Array, whole: boolean): FittedChannelStage[] {
  const long = (span: number) => z.length >= spansNeeded * span
  const spans = levelSpans.filter((span, at) => at === 0 || long(span))
  const stages: FittedChannelStage[] = (whole ? spans.slice(-1) : spans).map((span) => ({ kind: 'level', span, tail: noTail }))
  if (!whole) stages.push({ ...fitSpread(z, 'variance', spreadSpan), tail: noTail })
  stages.push({ ...fitSpread(z, 'roughness', whole ? wholeRoughnessSpan : spreadSpan), tail: noTail })
  const pattern = long(patternWidth) ? fitPattern(z, patternWidth) : undefined
  if (pattern) stages.push({ kind: 'pattern', pattern, tail: noTail })
  return stages
}

function moves(z: Float64Array): boolean {
  let first = NaN
  for (const x of z) {
    if (Number.isNaN(first)) first = x
    else if (!Number.isNaN(x) && x !== first) return true
  }
  return false
}

export interface LearnedTails {
  /** Per channel and stage. */
  readonly tails: readonly (readonly StageTail[])[]
  /** The highest held-out score of any of these stages at each row; undefined where nothing was held out. */
  readonly highest: Float64Array | undefined
}

/** The tails of some channels together, so that one array of rows is kept for all of them. */
export const learnTails: Work<{ readonly channels: readonly { readonly z: Float64Array; readonly stages: readonly FittedChannelStage[] }[]; readonly calibration: Calibration }, LearnedTails> = {
  name: 'learnTails',
  run({ channels, calibration }) {
    const highest = nothingYet(calibration)
    return { tails: channels.map(({ z, stages }) => stages.map((stage) => calibrateChannel(z, stage, calibration, highest))), highest }
  },
}

export interface LearnedRelations {
  readonly stages: readonly FittedAssetStage[]
  readonly highest: Float64Array | undefined
}

export interface RelationShape extends Pick<FittedAssetStage, 'members'> {
  /** Standardised columns of the members. */
  readonly z: readonly Float64Array[]
  readonly span: number
}

/** How the channels of some groups move together, with their tails. */
export const learnRelations: Work<{ readonly relations: readonly RelationShape[]; readonly calibration: Calibration }, LearnedRelations> = {
  name: 'learnRelations',
  run({ relations, calibration }) {
    const highest = nothingYet(calibration)
    const stages = relations.map(({ members, z, span }): FittedAssetStage => {
      const stage: FittedAssetStage = { kind: 'relation', members, relation: fitRelation(z, span), tail: noTail }
      return { ...stage, tail: calibrateRelation(z, stage, calibration, highest) }
    })
    return { stages, highest }
  },
}

const nothingYet = (calibration: Calibration) => (holdsOut(calibration) ? new Float64Array(calibration.rows) : undefined)
