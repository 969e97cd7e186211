import type { Frame, RowRange } from '../../series/frame.ts'
import type { ChannelEvidence, Expectation, Explanation } from '../detector.ts'
import { expectChannel } from './expectation.ts'
import { columnsOf, stageWords, type Model } from './model.ts'
import { createScorer } from './scorer.ts'
import { operationMemory, readOperation, whileRunning } from './operation.ts'
import { furthestSpread } from './spread.ts'
import type { StageWord } from './stage.ts'
import { standardise } from './standardise.ts'

/** Expected course of a column with a band of three spreads, in its own units; a column that is not judged is expected as it is. */
export function expectationOf(model: Model, frame: Frame, channel: number): Expectation {
  const at = model.judged.indexOf(channel)
  if (at < 0) return { expected: frame.columns[channel], lower: frame.columns[channel], upper: frame.columns[channel] }
  const z = standardisedWhileRunning(model, frame)
  const { expected, spread } = expectedOf(model, z, at)
  return { expected, lower: expected.map((x) => x - 3 * spread), upper: expected.map((x) => x + 3 * spread) }
}

/** What a judged channel should be by those that it is compared with, and its usual spread around that, in its own units. @param z all judged channels, standardised. */
function expectedOf({ kin, standards }: Model, z: readonly Float64Array[], at: number): { readonly expected: Float64Array; readonly spread: number } {
  const { centre, width } = standards[at]
  // Every judged channel is in one group.
  const { members, expectation } = kin.find((group) => group.members.includes(at))!
  const own = members.indexOf(at)
  const expected = expectChannel(columnsOf(members, z), own, expectation).map((x) => centre + width * x)
  return { expected, spread: expectation.spread[own] * width }
}

function standardisedWhileRunning(model: Model, frame: Frame): Float64Array[] {
  const states = model.operation && readOperation(new Float64Array(operationMemory), frame.columns[model.operation.column], model.operation)
  return model.judged.map((column, at) => standardise(states ? whileRunning(frame.columns[column], states) : frame.columns[column], model.standards[at]))
}

/** The score a single channel must reach before it counts as having left its normal band. */
const onsetScore = 2

export function explainEvent(model: Model, frame: Frame, event: RowRange): Explanation {
  const scores = createScorer(model).push(frame)
  // Whose level or spread moved is a better witness than whose shape did: a window is long and drags in what happened around it.
  const witnesses = createScorer({ ...model, channelStages: model.channelStages.map((stages) => stages.filter(({ kind }) => kind !== 'pattern')) }).push(frame)
  const highest = Math.max(...model.judged.map((column) => peakOf(witnesses.channels[column], event)))
  const ranking = highest >= onsetScore ? witnesses : scores
  const z = standardisedWhileRunning(model, frame)
  const parts = model.judged.map((column, at): ChannelEvidence & { weight: number } => {
    const { expected, spread } = expectedOf(model, z, at)
    const actual = frame.columns[column]
    let worst = event.from
    let most = -1
    let weight = 0
    let onset = -1
    for (let i = event.from; i < event.to; i++) {
      const away = Math.abs(actual[i] - expected[i]) / spread
      if (away > most) {
        most = away
        worst = i
      }
      weight = Math.max(weight, ranking.channels[column][i])
    }
    for (let i = 0; i < event.to && onset < 0; i++) if (scores.channels[column][i] >= onsetScore) onset = i
    return { channel: column, share: 0, weight: weight * weight + 1e-12, expected: expected[worst], actual: actual[worst], onset }
  })
  const total = parts.reduce((sum, part) => sum + part.weight, 0)
  const counts = new Float64Array(stageWords.length)
  for (let i = event.from; i < event.to; i++) counts[scores.stage[i]] += scores.asset[i]
  const stage = stageWords[counts.indexOf(counts.reduce((a, b) => Math.max(a, b), 0))]
  return {
    channels: parts
      .map(({ weight, ...evidence }) => ({ ...evidence, share: weight / total, ...spreadOf(model, z, event, evidence.channel, stage) }))
      .sort((a, b) => b.share - a.share || a.channel - b.channel),
    stage,
  }
}

/** What spread a channel had and usually has, in its own units, where the event is one of spread. */
function spreadOf(model: Model, z: readonly Float64Array[], event: RowRange, channel: number, stage: StageWord): Pick<ChannelEvidence, 'spread'> {
  const at = model.judged.indexOf(channel)
  const fitted = model.channelStages[at].find((one) => one.kind === stage)
  if (fitted?.kind !== 'variance' && fitted?.kind !== 'roughness') return {}
  const { actual, usual } = furthestSpread(fitted, z[at], event)
  const { width } = model.standards[at]
  return { spread: { actual: actual * width, usual: usual * width } }
}

function peakOf(scores: Float64Array, { from, to }: RowRange): number {
  let peak = 0
  for (let i = from; i < to; i++) if (scores[i] > peak) peak = scores[i]
  return peak
}
