import { quantileSorted } from '../../signal/quantile.ts'
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

/** Brings the stages of one model to the common scale. */
export interface Calibrator {
  channelTail(z: Float64Array, stage: FittedChannelStage, looks: number): Tail
  relationTail(z: readonly Float64Array[], stage: FittedAssetStage, looks: number): Tail
  /** What is taken off the highest of so many looks at a row. Asked once all tails are known. */
  penalty(looks: number): number
  /** Asset scores of the reference, each part by stages that had not seen it; undefined where the reference is too short or may hold faults. */
  heldOut(penalty: number): Float64Array | undefined
  /** The score of what just stands out of a whole history. */
  readonly standsOut: number | null
}

/** Rows that one look takes where a history says by itself what stands out. */
const rowsPerLook = 30
/** The share of held-out rows that may score above its own -log10. */
const kept = 0.99

/**
 * @param starts rows where the reference goes on after a pause.
 * @param states operating states of the rows, where the asset has any: only while it runs does a score say what is ordinary. Through a stop every
 * stage holds what it saw last, the way down, and half a reference of that would hide a fault as large.
 */
export function fitCalibrator(rows: number, whole: boolean, starts: readonly number[], states?: Uint8Array): Calibrator {
  const judged = (scores: Float64Array) => (states ? scores.filter((_, row) => states[row] === running) : scores)
  const standsOut = whole ? Math.max(rarestOfShort, Math.log10(rows / rowsPerLook)) : null
  const highest = !whole && rows >= fewestToHoldOut ? new Float64Array(rows) : undefined

  function tailOf(z: readonly Float64Array[], stage: AssetStage, refit: (outside: readonly Float64Array[]) => AssetStage, logarithmic: boolean, looks: number): Tail {
    if (highest) {
      const raw = heldOutScores(z, starts, refit)
      const tail = fitTail(judged(raw), priorOfHeldOut)
      for (let i = 0; i < raw.length; i++) highest[i] = Math.max(highest[i], tailScore(raw[i], tail))
      return tail
    }
    const raw = new Float64Array(z[0].length)
    runBetween(starts, stage, new Float64Array(stage.memory), z, raw)
    return standsOut === null ? fitTail(judged(raw)) : fitWholeTail(judged(raw), standsOut + halfOfLooks(looks), logarithmic)
  }

  return {
    standsOut,
    channelTail: (z, fitted, looks) =>
      tailOf([z], alone(buildChannelStage(fitted)), ([outside]) => alone(buildChannelStage(fittedAgain(fitted, outside))), fitted.kind === 'variance' || fitted.kind === 'roughness', looks),
    relationTail: (z, fitted, looks) =>
      tailOf(z, buildAssetStage(fitted), (outside) => buildAssetStage({ ...fitted, relation: fitRelation(outside, fitted.relation.span) }), false, looks),
    penalty(looks) {
      if (!highest) return halfOfLooks(looks)
      const needed = quantileSorted(judged(highest).slice().sort(), kept) + Math.log10(1 - kept)
      return Math.min(2 * halfOfLooks(looks), Math.max(halfOfLooks(looks), needed))
    },
    heldOut: (penalty) => highest?.map((score) => Math.max(0, score - penalty)),
  }
}

/** Many looks at the same row: half the log of their number, because they are far from independent. The whole log is what independent ones would need. */
const halfOfLooks = (looks: number) => 0.5 * Math.log10(Math.max(1, looks))

function fittedAgain(fitted: FittedChannelStage, z: Float64Array): FittedChannelStage {
  if (fitted.kind === 'level') return fitted
  if (fitted.kind === 'pattern') return { ...fitted, pattern: fitPattern(z, fitted.pattern.width) ?? fitted.pattern }
  return { ...fitted, ...fitSpread(z, fitted.kind, fitted.span) }
}
