/** Every stage beside values of an independent implementation; `fixtures/stages_reference.py` made them. */
import { describe, expect, it } from 'vitest'
import { fitExpectation } from './expectation.ts'
import { levelStage } from './level.ts'
import { fitPattern, patternStage } from './pattern.ts'
import { fitRelation, relationStage } from './relation.ts'
import { fitSpread, spreadStage } from './spread.ts'
import type { ChannelStage } from './stage.ts'
import { fitStandard, fitStandards } from './standardise.ts'
import { fitTail, tailScore } from './tail.ts'
import fixture from './fixtures/stages.json' with { type: 'json' }

const { span } = fixture
const columns = fixture.columns.map((column) => Float64Array.from(column, (x) => x ?? NaN))

function near(ours: ArrayLike<number>, theirs: readonly number[]) {
  expect(ours).toHaveLength(theirs.length)
  theirs.forEach((value, i) => expect(Math.abs(ours[i] - value), `at ${i}: ${ours[i]} for ${value}`).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value))))
}

function scoresOf(stage: ChannelStage, z: Float64Array): Float64Array {
  const out = new Float64Array(z.length)
  stage.run(new Float64Array(stage.memory), z, out)
  return out
}

describe('the stages of the default detector', () => {
  it('level: the exponentially weighted mean of scipy, over a gap too', () => near(scoresOf(levelStage(span), columns[2]), fixture.level))

  it.each(['variance', 'roughness'] as const)('%s: filtered squares and their usual size', (kind) => {
    const spread = fitSpread(columns[0], kind, span)
    near([spread.usual], [fixture[kind].usual])
    near(scoresOf(spreadStage(spread), columns[0]), fixture[kind].scores)
  })

  it('pattern: what the components of scikit-learn leave of each window', () => {
    const pattern = fitPattern(columns[0], fixture.pattern.width)!
    expect(pattern.count).toBe(fixture.pattern.count)
    near(scoresOf(patternStage(pattern), columns[0]), fixture.pattern.scores)
  })

  it('relation: the Mahalanobis distance of smoothed channels, covariance shrunk to its diagonal', () => {
    const stage = relationStage(fitRelation(columns, span))
    const out = new Float64Array(columns[0].length)
    stage.run(new Float64Array(stage.memory), columns, out)
    near(out, fixture.relation)
  })

  it('expectation: the regression of each channel on the others, and how far values lie around it', () => {
    const { weights, spread } = fitExpectation(columns, fitRelation(columns, span), span)
    near(weights, fixture.expectation.weights.flat())
    near(spread, fixture.expectation.spread)
    near(fitExpectation(columns, fitRelation(columns, span, 0), span).weights, fixture.expectation.weightsWithoutShrinkage.flat())
  })

  it.each(fixture.standard.map((one, at) => [at, one] as const))('standardising: centre and width of sample %i', (_, { values, centre, width }) => {
    const ours = fitStandard(Float64Array.from(values))
    near([ours.centre, ours.width], [centre, width])
  })

  it('standards of columns are those of each, also of one without a value and one too large for any width', () => {
    const columns = [...fixture.standard.map(({ values }) => Float64Array.from(values)), new Float64Array(0), Float64Array.from([-1.7e308, 1.7e308])]
    expect(fitStandards(columns)).toEqual(columns.map((column) => fitStandard(column)))
  })

  it('standards that come out otherwise once are taken again', () => {
    const columns: Float64Array[] = fixture.standard.map(({ values }) => Float64Array.from(values))
    for (const wrongAt of [0, 1, 2, 5]) {
      let calls = 0
      // the next column's, as it was seen
      const fit = (column: Float64Array) => fitStandard(calls++ === wrongAt ? columns[(columns.indexOf(column) + 1) % columns.length] : column)
      expect(fitStandards(columns, fit)).toEqual(columns.map((column) => fitStandard(column)))
    }
  })

  it('tail: empirical below, the Lomax distribution of the declustered excesses above', () => {
    const { raw, prior, clusters, excess, clusterLength, ask, scores } = fixture.tail
    const tail = fitTail(Float64Array.from(raw), prior)
    near([tail.clusters, tail.excess, tail.clusterLength], [clusters, excess, clusterLength])
    near(ask.map((x) => tailScore(x, tail)), scores)
  })
})
