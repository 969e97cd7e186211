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
import { fitWholeTail, logOf, ownTail, priorExcess, priorOfHeldOut, priorOfOwnRows, tailScore, withPrior, type OwnTail, type Prior, type Tail } from './tail.ts'

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

/** Rows of a reference that says itself how heavy its tails are: it holds some fifty clusters of high scores in a channel. */
const longEnough = 5000

/** What scores a stage gave that may still change with its tail. */
export interface Exceedances {
  readonly rows: Int32Array
  readonly scores: Float64Array
}

export interface StageTail {
  /** As far as it is known from this stage alone. */
  readonly tail: Tail
  /** What the stage has to share with those of other channels; undefined where its tail is final. */
  readonly own?: OwnTail
  /** The held-out scores beyond the threshold of the tail, where parts were held out: about a twentieth of all. */
  readonly beyond?: Exceedances
}

/** What the tail is of a channel's stage. @param highest of the held-out scores at each row so far: raised in place, but for what is `beyond`. Only where parts are held out. */
export function calibrateChannel(z: Float64Array, fitted: FittedChannelStage, given: Calibration, highest: Float64Array | undefined): StageTail {
  const refit = ([outside]: readonly Float64Array[]) => alone(buildChannelStage(fittedAgain(fitted, outside)))
  const raw = rawScores([z], alone(buildChannelStage(fitted)), refit, given)
  const judged = whereJudged(raw, given.states)
  const standsOut = standsOutOf(given)
  if (standsOut !== null) return { tail: fitWholeTail(judged, standsOut + halfOfLooks(given.looks), fitted.kind === 'variance' || fitted.kind === 'roughness') }
  const own = ownTail(judged)
  const tail = withPrior(own, fixedPriorOf(given))
  if (given.rows >= longEnough) {
    if (highest) raise(highest, raw, tail)
    return { tail }
  }
  return highest ? { tail, own, beyond: raise(highest, raw, tail, tail.knots[tail.knots.length - 1]) } : { tail, own }
}

/** The tail of a stage over several channels. @param highest as for the stage of a channel, in whole. */
export function calibrateRelation(z: readonly Float64Array[], fitted: FittedAssetStage, given: Calibration, highest: Float64Array | undefined): Tail {
  const refit = (outside: readonly Float64Array[]) => buildAssetStage({ ...fitted, relation: fitRelation(outside, fitted.relation.span) })
  const raw = rawScores(z, buildAssetStage(fitted), refit, given)
  const judged = whereJudged(raw, given.states)
  const standsOut = standsOutOf(given)
  if (standsOut !== null) return fitWholeTail(judged, standsOut + halfOfLooks(given.looks), false)
  const tail = withPrior(ownTail(judged), fixedPriorOf(given))
  if (highest) raise(highest, raw, tail)
  return tail
}

/** By stages that had not seen the rows, where the reference is long enough for that. */
function rawScores(z: readonly Float64Array[], stage: AssetStage, refit: (outside: readonly Float64Array[]) => AssetStage, given: Calibration): Float64Array {
  if (holdsOut(given)) return heldOutScores(z, given.starts, refit)
  const raw = new Float64Array(given.rows)
  runBetween(given.starts, stage, new Float64Array(stage.memory), z, raw)
  return raw
}

/** What is known of the tail of any stage before its channel is seen. */
export const fixedPriorOf = (reference: Pick<Calibration, 'rows' | 'whole'>): Prior => ({ clusters: holdsOut(reference) ? priorOfHeldOut : priorOfOwnRows, excess: priorExcess })

/** Raises the highest scores by those of one stage, but for the raw ones beyond a limit, in natural logs: they are given back. */
function raise(highest: Float64Array, raw: Float64Array, tail: Tail, limit = Infinity): Exceedances {
  const rows: number[] = []
  for (let row = 0; row < raw.length; row++) {
    if (logOf(raw[row]) > limit) rows.push(row)
    else highest[row] = Math.max(highest[row], tailScore(raw[row], tail))
  }
  return { rows: Int32Array.from(rows), scores: Float64Array.from(rows, (row) => raw[row]) }
}

/** Raises the highest scores by what was beyond the threshold of a stage, now that its tail is known. */
export function raiseBeyond(highest: Float64Array, { rows, scores }: Exceedances, tail: Tail): void {
  rows.forEach((row, at) => (highest[row] = Math.max(highest[row], tailScore(scores[at], tail))))
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

/** The highest held-out score at each row of what was learned in several groups; undefined where nothing was held out. */
export function highestOf(some: readonly (Float64Array | undefined)[]): Float64Array | undefined {
  const [first, ...others] = some
  const highest = first?.slice()
  for (const other of others) if (highest && other) for (let i = 0; i < highest.length; i++) if (other[i] > highest[i]) highest[i] = other[i]
  return highest
}
