import type { Channel, Frame } from '../../series/frame.ts'
import { medianInterval } from '../../signal/quantile.ts'
import { DetectorFault, type FitOptions } from '../detector.ts'
import { fitExpectation } from './expectation.ts'
import { buildAssetStage, buildChannelStage, type FittedAssetStage, type FittedChannelStage, type Model } from './model.ts'
import { fitPattern } from './pattern.ts'
import { fitRelation } from './relation.ts'
import { createScorer } from './scorer.ts'
import { fitStandard, standardise } from './standardise.ts'
import { fitTail, withoutFaults, type Tail } from './tail.ts'
import { fitSpread } from './spread.ts'
import { fitLimits, noLimits } from './limits.ts'
import { fitOperation, operationMemory, readOperation, whileRunning, type Operation } from './operation.ts'

const levelSpan = 15
const relationSpans = [5, 15]
const spreadSpan = 30
const patternWidths = [20, 100]
/** A window is only known from a reference this many times as long: a shorter one explains itself and nothing that follows. */
const windowsNeeded = 10
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
  const columns = operation ? runningColumns(part, operation) : part.columns
  const judged = channels.flatMap((channel, at) => (channel.kind === 'analogue' ? [at] : []))
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
  // A history that may hold the faults says what is normal without them.
  const normal = reference === 'whole' ? withoutFaults : (scores: Float64Array) => scores
  const channelStages = z.map((column) => fitChannelStages(column, normal))
  const assetStages = usable.length < 2 ? [] : relationSpans.map((span): FittedAssetStage => {
    const relation = fitRelation(z, span)
    const fitted = { kind: 'relation' as const, relation }
    return { ...fitted, tail: fitTail(normal(calibrationScores(buildAssetStage({ ...fitted, tail: noTail }), z))) }
  })
  const relation = fitRelation(z, relationSpans[0])
  const model = {
    interval: medianInterval(part.time),
    channels,
    judged: usable,
    standards,
    channelStages,
    assetStages,
    expectation: fitExpectation(z, relation, relationSpans[0]),
    limits: noLimits,
    operation: operation ?? null,
  }
  const scores = createScorer(model).push(part)
  return { ...model, limits: fitLimits(scores.asset, model.interval, reference === 'whole') }
}

const noTail: Tail = { knots: new Float64Array(6), clusters: 0, excess: 0, clusterLength: 1 }

function runningColumns(part: Frame, operation: Operation): Float64Array[] {
  const states = readOperation(new Float64Array(operationMemory), part.columns[operation.column], operation)
  return part.columns.map((column) => whileRunning(column, states))
}

function fitChannelStages(z: Float64Array, normal: (scores: Float64Array) => Float64Array): FittedChannelStage[] {
  const stages: FittedChannelStage[] = [{ kind: 'level', span: levelSpan, tail: noTail }]
  for (const kind of ['variance', 'roughness'] as const) stages.push({ ...fitSpread(z, kind, spreadSpan), tail: noTail })
  for (const width of patternWidths) {
    const pattern = z.length >= windowsNeeded * width ? fitPattern(z, width) : undefined
    if (pattern) stages.push({ kind: 'pattern', pattern, tail: noTail })
  }
  return stages.map((fitted) => ({ ...fitted, tail: fitTail(normal(calibrationScores(buildChannelStage(fitted), z))) }))
}

/** Raw scores of a stage on the reference itself. */
function calibrationScores<Z extends Float64Array | readonly Float64Array[]>(stage: { readonly memory: number; run(memory: Float64Array, z: Z, out: Float64Array): void }, z: Z): Float64Array {
  const out = new Float64Array(z instanceof Float64Array ? z.length : z[0].length)
  stage.run(new Float64Array(stage.memory), z, out)
  return out
}
