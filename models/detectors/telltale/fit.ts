import type { Channel, Frame } from '../../series/frame.ts'
import { medianInterval } from '../../signal/quantile.ts'
import { DetectorFault, type FitOptions } from '../detector.ts'
import { fitExpectation } from './expectation.ts'
import type { FittedAssetStage, FittedChannelStage, Model } from './model.ts'
import { fitPattern } from './pattern.ts'
import { fitRelation } from './relation.ts'
import { createScorer } from './scorer.ts'
import { fitStandard, standardise } from './standardise.ts'
import { fitCalibrator } from './calibrate.ts'
import { noTail } from './tail.ts'
import { fitSpread } from './spread.ts'
import { holdScores, heldMemory, longestWay } from './held.ts'
import { commonestAlarm, fitLimits, noLimits } from './limits.ts'
import { findPauses, longestGap, pauseMemory } from './pauses.ts'
import { fitOperation, operationMemory, readOperation, running, runsAgain, stillSettling, wayToStop, whileRunning, type Operation } from './operation.ts'

const relationSpans = [5, 15]
/** Samples: a level that answers soon, and one that sees what is small and lasts. */
const levelSpans = [15, 200]
const spreadSpan = 30
/** A history is looked at afterwards and as a whole: nothing is in a hurry there, and shorter looks only add false ones. */
const wholeRoughnessSpan = 50
const patternWidth = 50
/** A stage that looks this many samples back is only known from a reference ten times as long: a shorter one explains itself and nothing that follows. */
const spansNeeded = 10
/** Below this many rows no spread can be told from luck. */
export const fewestRows = 30

/** Learns every stage on the reference rows and brings it to the common scale on those same rows. */
export function fitModel(frame: Frame, channels: readonly Channel[], { reference }: FitOptions): Model {
  const { from, to } = reference === 'whole' ? { from: 0, to: frame.time.length } : reference
  const rows = to - from
  if (rows < fewestRows) {
    throw new DetectorFault('not_enough_history', `the reference holds ${rows} rows; at least ${fewestRows} are needed`, { rows, needed: fewestRows })
  }
  const part: Frame = { time: frame.time.subarray(from, to), columns: frame.columns.map((column) => column.subarray(from, to)) }
  const operation = fitOperation(part, channels)
  const states = operation && readOperation(new Float64Array(operationMemory), part.columns[operation.column], operation)
  const columns = states ? part.columns.map((column) => whileRunning(column, states)) : part.columns
  const judged = channels.flatMap((channel, at) => (channel.kind === 'analogue' ? [at] : []))
  if (judged.length === 0) {
    throw new DetectorFault('not_enough_history', 'no channel is analogue: each stood still, is a switch, a command or a counter, or has no value. Correct the kind of a tag that was taken for the wrong one', { needed: fewestRows })
  }
  const usable = judged.filter((column) => {
    let values = 0
    const data = columns[column]
    for (let i = 0; i < rows && values < fewestRows; i++) if (Number.isFinite(data[i])) values++
    return values === fewestRows
  })
  if (usable.length === 0) {
    throw new DetectorFault('not_enough_history', `no analogue channel has ${fewestRows} values in the reference; choose a longer one`, { needed: fewestRows })
  }
  const standards = usable.map((column) => fitStandard(columns[column]))
  const z = usable.map((column, at) => standardise(columns[column], standards[at]))
  const whole = reference === 'whole'
  const interval = medianInterval(part.time)
  const longest = longestGap(part.time, interval)
  const pauses = findPauses(new Float64Array(pauseMemory), part, usable, longest)
  const calibrator = fitCalibrator(rows, whole, states ? merged(pauses, runsAgain(states, 0)) : pauses, states)
  const stages = z.map((column) => channelStagesOf(column, whole))
  const relations = usable.length < 2 ? [] : relationSpans
  // A channel that stood still gives no second chance of a false alarm.
  const looks = stages.reduce((sum, own, at) => sum + (moves(z[at]) ? own.length : 0), relations.length)
  const channelStages = stages.map((own, at) => own.map((stage) => ({ ...stage, tail: calibrator.channelTail(z[at], stage, looks) })))
  const assetStages = relations.map((span): FittedAssetStage => {
    const fitted = { kind: 'relation' as const, relation: fitRelation(z, span), tail: noTail }
    return { ...fitted, tail: calibrator.relationTail(z, fitted, looks) }
  })
  const relation = assetStages[0]?.relation ?? fitRelation(z, relationSpans[0])
  const model = {
    interval,
    channels,
    judged: usable,
    standards,
    channelStages,
    assetStages,
    expectation: fitExpectation(z, relation, relationSpans[0]),
    limits: noLimits,
    penalty: calibrator.penalty(looks),
    longestGap: longest,
    operation: operation ?? null,
    way: 0,
  }
  const fresh = calibrator.heldOut(model.penalty)
  const seen = fresh ?? createScorer(model).push(part).asset
  if (!operation || !states) {
    if (fresh) holdScores(new Float64Array(heldMemory), fresh)
    return { ...model, limits: fitLimits(seen, interval, calibrator.standsOut) }
  }
  const way = wayToStop(states, seen, commonestAlarm, longestWay)
  const settled = { ...model, way, operation: { ...operation, settle: operation.settle + stillSettling(states, seen, commonestAlarm) } }
  return { ...settled, limits: fitLimits(fresh ? whileJudged(fresh, part, settled) : createScorer(settled).push(part).asset, interval, calibrator.standsOut) }
}

/** Held-out scores as a scorer gives them that knows how the asset starts and stops. */
function whileJudged(scores: Float64Array, { columns }: Frame, { operation, way }: Pick<Model, 'way'> & { operation: Operation }): Float64Array {
  const states = readOperation(new Float64Array(operationMemory), columns[operation.column], operation)
  for (let i = 0; i < scores.length; i++) if (states[i] !== running) scores[i] = 0
  holdScores(new Float64Array(heldMemory), scores, way)
  return scores
}

const merged = (some: readonly number[], others: readonly number[]) => [...new Set([...some, ...others])].sort((a, b) => a - b)

function moves(z: Float64Array): boolean {
  let first = NaN
  for (const x of z) {
    if (Number.isNaN(first)) first = x
    else if (!Number.isNaN(x) && x !== first) return true
  }
  return false
}

/** The stages of a channel, without their tails. */
function channelStagesOf(z: Float64Array, whole: boolean): FittedChannelStage[] {
  const long = (span: number) => z.length >= spansNeeded * span
  const spans = levelSpans.filter((span, at) => at === 0 || long(span))
  const stages: FittedChannelStage[] = (whole ? spans.slice(-1) : spans).map((span) => ({ kind: 'level', span, tail: noTail }))
  if (!whole) stages.push({ ...fitSpread(z, 'variance', spreadSpan), tail: noTail })
  stages.push({ ...fitSpread(z, 'roughness', whole ? wholeRoughnessSpan : spreadSpan), tail: noTail })
  const pattern = long(patternWidth) ? fitPattern(z, patternWidth) : undefined
  if (pattern) stages.push({ kind: 'pattern', pattern, tail: noTail })
  return stages
}
