import type { Channel, Frame } from '../../series/frame.ts'
import { medianInterval } from '../../signal/quantile.ts'
import { DetectorFault, type FitOptions } from '../detector.ts'
import { pieces, sideBySide, type Allocate, type Steps } from '../steps.ts'
import { type Calibration, fixedPriorOf, highestOf, penaltyOf, raiseBeyond, type StageTail, standsOutOf } from './calibrate.ts'
import { fitExpectation } from './expectation.ts'
import { relatedGroups } from './groups.ts'
import { holdScores, heldMemory, longestWay } from './held.ts'
import { learnRelations, learnStages, learnTails, type ChannelShape } from './learn.ts'
import { commonestAlarm, fitLimits, noLimits } from './limits.ts'
import { columnsOf, type FittedAssetStage, type LinearExpectation, type Model } from './model.ts'
import { fitOperation, operationMemory, readOperation, running, runsAgain, stillSettling, wayToStop, whileRunning, type Operation } from './operation.ts'
import { findPauses, longestGap, pauseMemory } from './pauses.ts'
import { fitRelation } from './relation.ts'
import { createScorer } from './scorer.ts'
import { shareTails } from './share.ts'
import { fitStandards, standardise } from './standardise.ts'
import type { OwnTail, Tail } from './tail.ts'

const relationSpans = [5, 15] as const
/** Channels are brought to the common scale in so many groups at most. */
const mostGroups = 16
/** Below this many rows no spread can be told from luck. */
export const fewestRows = 30

/** Learns every stage on the reference rows and brings it to the common scale on those same rows. */
export function* fitSteps(frame: Frame, channels: readonly Channel[], { reference }: FitOptions, allocate: Allocate): Steps<Model> {
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
  const standards = fitStandards(usable.map((column) => columns[column]))
  const z = usable.map((column, at) => standardise(columns[column], standards[at], allocate(rows)))
  const whole = reference === 'whole'
  const interval = medianInterval(part.time)
  const longest = longestGap(part.time, interval)
  const pauses = findPauses(new Float64Array(pauseMemory), part, usable, longest)
  const kin = relatedGroups(z, relationSpans[0], relationSpans[1]).map((members) => ({ members, z: columnsOf(members, z) }))
  const relations = kin.flatMap((group) => (group.members.length < 2 ? [] : relationSpans.map((span) => ({ ...group, span }))))
  const [shapes] = yield* sideBySide(pieces(learnStages, z.map((column) => ({ z: column, whole }))))
  const looks = shapes.reduce((sum, { stages, moves }) => sum + (moves ? stages.length : 0), relations.length)
  const calibration: Calibration = { rows, whole, starts: states ? merged(pauses, runsAgain(states, 0)) : pauses, states: states ?? undefined, looks }
  const groups = inGroups(shapes.map(({ stages }, at) => ({ z: z[at], stages })), mostGroups)
  const [together, alone] = yield* sideBySide(
    pieces(learnRelations, inGroups(relations, mostGroups).map((group) => ({ relations: group, calibration }))),
    pieces(learnTails, groups.map((group) => ({ channels: group, calibration }))),
  )
  const assetStages = together.flatMap(({ stages }) => stages)
  const highest = highestOf([...together, ...alone].map((one) => one.highest))
  const tails = tailsOf(shapes, alone.flatMap((group) => group.tails), calibration, highest)
  const model = {
    interval,
    channels,
    judged: usable,
    standards,
    channelStages: shapes.map(({ stages }, at) => stages.map((stage, s) => ({ ...stage, tail: tails[at][s] }))),
    assetStages,
    kin: kin.map((group) => ({ members: group.members, expectation: expectationFrom(group, assetStages) })),
    limits: noLimits,
    penalty: penaltyOf(highest, calibration),
    longestGap: longest,
    operation: operation ?? null,
    way: 0,
  }
  const standsOut = standsOutOf(calibration)
  const fresh = highest?.map((score) => Math.max(0, score - model.penalty))
  const seen = fresh ?? (yield* createScorer(model).pushSteps(part, allocate)).asset
  if (!operation || !states) {
    if (fresh) holdScores(new Float64Array(heldMemory), fresh)
    return { ...model, limits: fitLimits(seen, interval, standsOut) }
  }
  const way = wayToStop(states, seen, commonestAlarm, longestWay)
  const settled = { ...model, way, operation: { ...operation, settle: operation.settle + stillSettling(states, seen, commonestAlarm) } }
  return { ...settled, limits: fitLimits(fresh ? whileJudged(fresh, part, settled) : (yield* createScorer(settled).pushSteps(part, allocate)).asset, interval, standsOut) }
}

/** The tails of all stages of all channels, which share what they say with their kind. @param highest raised by the held-out scores that waited for it. */
function tailsOf(shapes: readonly ChannelShape[], learned: readonly (readonly StageTail[])[], calibration: Calibration, highest: Float64Array | undefined): Tail[][] {
  const tails = learned.map((stages) => stages.map(({ tail }) => tail))
  const kinds = new Map<string, { readonly channel: number; readonly stage: number; readonly own: OwnTail }[]>()
  learned.forEach((stages, channel) =>
    stages.forEach(({ own }, stage) => {
      if (!own) return
      const fitted = shapes[channel].stages[stage]
      const kind = fitted.kind === 'level' ? `level ${fitted.span}` : fitted.kind
      const same = kinds.get(kind)
      if (same) same.push({ channel, stage, own })
      else kinds.set(kind, [{ channel, stage, own }])
    }),
  )
  for (const kind of kinds.values()) {
    const shared = shareTails(kind.map(({ own }) => own), fixedPriorOf(calibration))
    kind.forEach(({ channel, stage }, at) => {
      tails[channel][stage] = shared[at]
      const { beyond } = learned[channel][stage]
      if (highest && beyond) raiseBeyond(highest, beyond, shared[at])
    })
  }
  return tails
}

/** What each of some channels should be by the others, from how they move together. */
function expectationFrom({ members, z }: { readonly members: Int32Array; readonly z: readonly Float64Array[] }, stages: readonly FittedAssetStage[]): LinearExpectation {
  // A thread gives back a copy of what it was given.
  const known = stages.find((stage) => stage.members[0] === members[0])
  return fitExpectation(z, known?.relation ?? fitRelation(z, relationSpans[0]), relationSpans[0])
}

/** Held-out scores as a scorer gives them that knows how the asset starts and stops. */
function whileJudged(scores: Float64Array, { columns }: Frame, { operation, way }: Pick<Model, 'way'> & { operation: Operation }): Float64Array {
  const states = readOperation(new Float64Array(operationMemory), columns[operation.column], operation)
  for (let i = 0; i < scores.length; i++) if (states[i] !== running) scores[i] = 0
  holdScores(new Float64Array(heldMemory), scores, way)
  return scores
}

const merged = (some: readonly number[], others: readonly number[]) => [...new Set([...some, ...others])].sort((a, b) => a - b)

/** Neighbours together, in at most so many groups of about the same size. */
function inGroups<One>(all: readonly One[], most: number): One[][] {
  const size = Math.max(1, Math.ceil(all.length / most))
  return Array.from({ length: Math.ceil(all.length / size) }, (_, group) => all.slice(group * size, (group + 1) * size))
}
