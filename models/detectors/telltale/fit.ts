import type { Channel, Frame } from '../../series/frame.ts'
import { medianInterval } from '../../signal/quantile.ts'
import { DetectorFault, type FitOptions } from '../detector.ts'
import { fitExpectation } from './expectation.ts'
import { buildAssetStage, buildChannelStage, type FittedAssetStage, type FittedChannelStage, type Model } from './model.ts'
import { fitPattern } from './pattern.ts'
import { fitRelation } from './relation.ts'
import { createScorer } from './scorer.ts'
import type { AssetStage, ChannelStage } from './stage.ts'
import { fitStandard, standardise } from './standardise.ts'
import { fitTail, type Tail } from './tail.ts'

const levelSpans = [5, 31]
const relationSpans = [5, 31]
const patternWidths = [20, 100]
/** Below this many rows no spread can be told from luck. */
export const fewestRows = 30

/** Learns every stage on the reference rows and brings it to the common scale on those same rows. */
export function fitModel(frame: Frame, channels: readonly Channel[], { reference }: FitOptions): Model {
  const { from, to } = reference === 'whole' ? { from: 0, to: frame.time.length } : reference
  const rows = to - from
  if (rows < fewestRows) {
    throw new DetectorFault('not_enough_history', `the reference holds ${rows} rows; at least ${fewestRows} are needed`, { rows, needed: fewestRows })
  }
  const judged = channels.flatMap((channel, at) => (channel.kind === 'analogue' ? [at] : []))
  const usable = judged.filter((column) => {
    let values = 0
    const data = frame.columns[column]
    for (let i = from; i < to && values < fewestRows; i++) if (Number.isFinite(data[i])) values++
    return values === fewestRows
  })
  if (usable.length === 0) {
    throw new DetectorFault('not_enough_history', `no analogue channel has ${fewestRows} values in the reference; choose a longer one`, { needed: fewestRows })
  }
  const standards = usable.map((column) => fitStandard(frame.columns[column].subarray(from, to)))
  const z = usable.map((column, at) => standardise(frame.columns[column].subarray(from, to), standards[at]))
  const channelStages = z.map((column) => fitChannelStages(column))
  const assetStages = usable.length < 2 ? [] : relationSpans.map((span): FittedAssetStage => {
    const relation = fitRelation(z, span)
    const fitted = { kind: 'relation' as const, relation }
    return { ...fitted, tail: calibrateAsset(buildAssetStage({ ...fitted, tail: noTail }), z) }
  })
  const relation = fitRelation(z, levelSpans[0])
  const model = {
    interval: medianInterval(frame.time.subarray(from, to)),
    channels,
    judged: usable,
    standards,
    channelStages,
    assetStages,
    expectation: fitExpectation(z, relation, levelSpans[0]),
    combined: noTail,
  }
  const scores = createScorer(model).push({ time: frame.time.subarray(from, to), columns: frame.columns.map((column) => column.subarray(from, to)) })
  return { ...model, combined: fitTail(scores.asset) }
}

const noTail: Tail = { knots: new Float64Array(6), clusters: 0, excess: 0, clusterLength: 1 }

function fitChannelStages(z: Float64Array): FittedChannelStage[] {
  const stages: FittedChannelStage[] = levelSpans.map((span) => ({ kind: 'level', span, tail: noTail }))
  for (const width of patternWidths) {
    const pattern = z.length >= 3 * width ? fitPattern(z, width) : undefined
    if (pattern) stages.push({ kind: 'pattern', pattern, tail: noTail })
  }
  return stages.map((fitted) => ({ ...fitted, tail: calibrateChannel(buildChannelStage(fitted), z) }))
}

function calibrateChannel(stage: ChannelStage, z: Float64Array): Tail {
  const out = new Float64Array(z.length)
  stage.run(new Float64Array(stage.memory), z, out)
  return fitTail(out)
}

function calibrateAsset(stage: AssetStage, z: readonly Float64Array[]): Tail {
  const out = new Float64Array(z[0].length)
  stage.run(new Float64Array(stage.memory), z, out)
  return fitTail(out)
}
