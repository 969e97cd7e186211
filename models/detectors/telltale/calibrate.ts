import { quantilesOf } from '../../signal/orderStatistics.ts'
import { fewestToHoldOut, heldOutScores } from './holdOut.ts'
import { rarestOfShort } from './limits.ts'
import { buildAssetStage, buildChannelStage, type FittedAssetStage, type FittedChannelStage } from './model.ts'
import { running } from './operation.ts'
import { fitPattern } from './pattern.ts'
import { runBetween } from './pauses.ts'
import { fitRelation } from './relation.ts'
import { fitSpread } from './spread.ts'
import { alone, type AssetStage } from './stage.ts'
import { fitTail, fitWholeTail, priorOfHeldOut, tailScore, type Tail } from './tail.ts'

/** What every stage of one model is brought to the common scale with. */
export interface Calibration {
  readonly rows: number
  readonly whole: boolean
  /** Rows where the reference goes on after a pause. */
  readonly starts: readonly number[]
  /**
   * Operating states of the rows, where the asset has any: only while it runs does a score say what is ordinary. Through a stop every stage holds
   * what it saw last, the way down, and half a reference of that would hide a fault as large.
   */
  readonly states: Uint8Array | undefined
  /** How many stages look at a row. */
  readonly looks: number
}

/** Rows that one look takes where a history says by itself what stands out. */
const rowsPerLook = 30
/** The share of held-out rows that may score above its own -log10. */
const kept = 0.99

/** The score of what just stands out of a whole history; null where the reference is free of faults. */
export const standsOutOf = ({ rows, whole }: Pick<Calibration, 'rows' | 'whole'>): number | null => (whole ? Math.max(rarestOfShort, Math.log10(rows / rowsPerLook)) : null)

/** Whether parts of the reference are held out: not where it is too short, nor where it may hold faults. */
export const holdsOut = ({ rows, whole }: Pick<Calibration, 'rows' | 'whole'>): boolean => !whole && rows >= fewestToHoldOut

/** The tail of a channel's stage. @param highest of the held-out scores at each row so far: raised in place. Only where parts are held out. */
export function calibrateChannel(z: Float64Array, fitted: FittedChannelStage, given: Calibration, highest: Float64Array | undefined): Tail {
  const logarithmic = fitted.kind === 'variance' || fitted.kind === 'roughness'
  return tailOf([z], alone(buildChannelStage(fitted)), ([outside]) => alone(buildChannelStage(fittedAgain(fitted, outside))), { ...given, logarithmic, highest })
}

/** The same for a stage over several channels. */
export function calibrateRelation(z: readonly Float64Array[], fitted: FittedAssetStage, given: Calibration, highest: Float64Array | undefined): Tail {
  const refit = (outside: readonly Float64Array[]) => buildAssetStage({ ...fitted, relation: fitRelation(outside, fitted.relation.span) })
  return tailOf(z, buildAssetStage(fitted), refit, { ...given, logarithmic: false, highest })
}

function tailOf(
  z: readonly Float64Array[],
  stage: AssetStage,
  refit: (outside: readonly Float64Array[]) => AssetStage,
  { starts, states, looks, logarithmic, highest, ...reference }: Calibration & { readonly logarithmic: boolean; readonly highest: Float64Array | undefined },
): Tail {
  if (highest) {
    const raw = heldOutScores(z, starts, refit)
    const tail = fitTail(whereJudged(raw, states), priorOfHeldOut)
    for (let i = 0; i < raw.length; i++) highest[i] = Math.max(highest[i], tailScore(raw[i], tail))
    return tail
  }
  const raw = new Float64Array(z[0].length)
  runBetween(starts, stage, new Float64Array(stage.memory), z, raw)
  const standsOut = standsOutOf(reference)
  const judged = whereJudged(raw, states)
  return standsOut === null ? fitTail(judged) : fitWholeTail(judged, standsOut + halfOfLooks(looks), logarithmic)
}

/** What is taken off the highest of so many looks at a row. @param highest held-out score at each row, where parts were held out. */
export function penaltyOf(highest: Float64Array | undefined, { states, looks }: Pick<Calibration, 'states' | 'looks'>): number {
  if (!highest) return halfOfLooks(looks)
  const needed = quantilesOf(whereJudged(highest, states).slice(), [kept])[0] + Math.log10(1 - kept)
  return Math.min(2 * halfOfLooks(looks), Math.max(halfOfLooks(looks), needed))
}

function whereJudged(scores: Float64Array, states: Uint8Array | undefined): Float64Array {
  if (!states) return scores
  const judged = new Float64Array(scores.length)
  let count = 0
  for (let i = 0; i < scores.length; i++) if (states[i] === running) judged[count++] = scores[i]
  return judged.subarray(0, count)
}

/** Many looks at the same row: half the log of their number, because they are far from independent. The whole log is what independent ones would need. */
const halfOfLooks = (looks: number) => 0.5 * Math.log10(Math.max(1, looks))

function fittedAgain(fitted: FittedChannelStage, z: Float64Array): FittedChannelStage {
  if (fitted.kind === 'level') return fitted
  if (fitted.kind === 'pattern') return { ...fitted, pattern: fitPattern(z, fitted.pattern.width) ?? fitted.pattern }
  return { ...fitted, ...fitSpread(z, fitted.kind, fitted.span) }
}
