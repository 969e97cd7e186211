import { describe, expect, it } from 'vitest'
import { fitComponents, project } from './pca.ts'
import { anomalyScore, averagePath, growForest, seeded } from './isolationForest.ts'
import { leftProfile } from './matrixProfile.ts'
import { dynamicThreshold } from './persistence.ts'
import { fitScale, scaled } from './scale.ts'
import fixture from './fixtures/baselines.json' with { type: 'json' }

const near = (ours: number, theirs: number, within = 1e-9) => expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(within * Math.max(1, Math.abs(theirs)))

describe('z-score (MAD)', () => {
  it('equals scipy', () => {
    const x = Float64Array.from(fixture.zscore.x)
    scaled(x, fitScale(x)).forEach((z, i) => near(Math.abs(z), fixture.zscore.z[i]))
  })
})

describe('PCA T2 and Q', () => {
  it('equals scikit-learn', () => {
    const data = fixture.pca.data.map((column) => Float64Array.from(column))
    const components = fitComponents(data)
    expect(components.variances.length).toBe(fixture.pca.count)
    project(components, data, (row, { t2, q }) => {
      near(t2, fixture.pca.t2[row])
      near(q, fixture.pca.q[row])
    })
  })
})

describe('components of very many channels', () => {
  it('are the same through rows as through channels where all rows are used', () => {
    const random = seeded(4)
    const data = Array.from({ length: 9 }, () => Float64Array.from({ length: 6 }, () => random()))
    const [direct, through] = [fitComponents(data), fitComponents(data, 6)]
    const theirs: number[] = []
    project(direct, data, (_, { t2, q }) => theirs.push(t2, q))
    const ours: number[] = []
    project(through, data, (_, { t2, q }) => ours.push(t2, q))
    ours.forEach((value, at) => near(value, theirs[at], 1e-6))
  })
})

describe('isolation forest', () => {
  const cloud = fixture.forest.cloud.map((column) => Float64Array.from(column))
  const rowOf = (i: number) => Float64Array.from(cloud, (column) => column[i])

  it('scores the trees of scikit-learn as scikit-learn does', () => {
    const { trees } = fixture.forest
    const forest = {
      roots: Int32Array.from(trees.roots),
      feature: Int32Array.from(trees.feature),
      split: Float64Array.from(trees.split),
      left: Int32Array.from(trees.left),
      right: Int32Array.from(trees.right),
      size: Int32Array.from(trees.size),
      sample: trees.sample,
    }
    fixture.forest.scores.forEach((score, i) => near(anomalyScore(forest, rowOf(i), new Float64Array(3)), score))
  })

  it('grows trees that score as those of scikit-learn on average', () => {
    const forest = growForest(cloud, { trees: 500, sample: 256, random: seeded(3) })
    // Five forests of scikit-learn differ from each other by up to `spread` (0.02): three of those part chance from another method.
    const within = 3 * fixture.forest.spread
    fixture.forest.mean.forEach((score, i) => expect(Math.abs(anomalyScore(forest, rowOf(i), new Float64Array(3)) - score)).toBeLessThan(within))
  })

  it('knows the mean path of a search tree', () => {
    expect([averagePath(0), averagePath(1), averagePath(2)]).toEqual([0, 0, 1])
  })
})

describe('matrix profile', () => {
  it('equals the left profile of stumpy', () => {
    const { m, series, distances } = fixture.leftProfile
    const scorer = leftProfile(1, { width: m, reach: 1024, warmUp: 0 })
    const x = Float64Array.from(series)
    const out = new Float64Array(x.length)
    scorer.run(new Float64Array(scorer.memory), [x], [out], new Float64Array(x.length))
    distances.forEach((distance, start) => {
      if (distance === null) expect(out[start + m - 1]).toBeNaN()
      else near(out[start + m - 1], distance, 1e-6)
    })
  })

  it('stays true to the definition past the renewal of its dot products and the reach of its look-back', () => {
    const [m, reach] = [8, 40]
    const random = seeded(5)
    const x = Float64Array.from({ length: 4400 }, (_, i) => Math.sin(i / 7) + random() + (i === 4080 ? 1e4 : 0))
    const out = new Float64Array(x.length)
    const scorer = leftProfile(1, { width: m, reach, warmUp: 0 })
    scorer.run(new Float64Array(scorer.memory), [x], [out], new Float64Array(x.length))
    for (const end of [60, 4094, 4097, 4150, 4399]) {
      const shape = (last: number) => {
        const part = x.slice(last - m + 1, last + 1)
        const mean = part.reduce((sum, v) => sum + v / m, 0)
        const deviation = Math.sqrt(part.reduce((sum, v) => sum + (v - mean) ** 2 / m, 0))
        return part.map((v) => (v - mean) / deviation)
      }
      let best = Infinity
      for (let lag = m / 4 + 1; lag <= reach; lag++) {
        const [a, b] = [shape(end), shape(end - lag)]
        best = Math.min(best, Math.hypot(...a.map((v, k) => v - b[k])))
      }
      near(out[end], best, 1e-4)
    }
  })
})

describe('dynamicThreshold', () => {
  it.each(fixture.threshold)('equals plain numpy (threshold $threshold)', ({ errors, threshold }) => {
    near(dynamicThreshold(Float64Array.from(errors)), threshold)
  })
})
