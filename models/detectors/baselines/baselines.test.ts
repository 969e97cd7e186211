import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitComponents, project } from './pca.ts'
import { anomalyScores, averagePath, growForest, pathsOf, seeded, type Forest } from './isolationForest.ts'
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
  /** Scores of all rows of the cloud. */
  const scoresOf = (forest: Forest) => {
    const rows = Float64Array.from({ length: cloud[0].length * 3 }, (_, at) => cloud[at % 3][Math.floor(at / 3)])
    const scores = new Float64Array(cloud[0].length)
    anomalyScores(pathsOf(forest, 3), rows, new Float64Array(rows.length), scores)
    return scores
  }

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
    const ours = scoresOf(forest)
    fixture.forest.scores.forEach((score, i) => near(ours[i], score))
  })

  it('grows trees that score as those of scikit-learn on average', () => {
    const ours = scoresOf(growForest(cloud, { trees: 500, sample: 256, random: seeded(3) }))
    // Five forests of scikit-learn differ from each other by up to `spread` (0.02): three of those part chance from another method.
    const within = 3 * fixture.forest.spread
    fixture.forest.mean.forEach((score, i) => expect(Math.abs(ours[i] - score)).toBeLessThan(within))
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

describe('the left profile, by brute force', () => {
  /** By the definition: every earlier window that overlaps by at most 3/4, shapes compared value by value. */
  function byDefinition(x: Float64Array, m: number, reach: number): number[] {
    const shapeAt = (last: number) => {
      const part = x.slice(last - m + 1, last + 1)
      if (last < m - 1 || part.some(Number.isNaN)) return null
      const mean = part.reduce((sum, v) => sum + v / m, 0)
      const norm = Math.hypot(...part.map((v) => v - mean))
      return norm > 1e-6 * Math.sqrt(m) ? part.map((v) => ((v - mean) / norm) * Math.sqrt(m)) : 'flat'
    }
    const shapes = Array.from(x, (_, i) => shapeAt(i))
    return shapes.map((own, i) => {
      const earlier = shapes.slice(Math.max(0, i - reach), Math.max(0, i - Math.ceil(m / 4))).filter((shape) => shape !== null)
      if (own === null || earlier.length === 0) return NaN
      return Math.min(...earlier.map((other) => (own === 'flat' || other === 'flat' ? (own === other ? 0 : Math.sqrt(m)) : Math.hypot(...own.map((v, k) => v - other[k])))))
    })
  }

  it('is the same for any series with gaps and flat stretches, in any cut', () => {
    const step = fc.record({ rows: fc.integer({ min: 1, max: 12 }), kind: fc.constantFrom('gap', 'flat', 'wild', 'wild'), seed: fc.integer() })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 14 }), fc.integer({ min: 4, max: 9 }), fc.integer({ min: 10, max: 40 }), fc.integer({ min: 1, max: 30 }), (steps, m, reach, cut) => {
        const x = Float64Array.from(steps.flatMap(({ rows, kind, seed }) => Array.from({ length: rows }, ((random) => () => (kind === 'gap' ? NaN : kind === 'flat' ? 2 : random()))(seeded(seed)))))
        const scorer = leftProfile(1, { width: m, reach, warmUp: 0 })
        const memory = new Float64Array(scorer.memory)
        const out = new Float64Array(x.length)
        for (let from = 0; from < x.length; from += cut) scorer.run(memory, [x.subarray(from, from + cut)], [out.subarray(from, from + cut)], new Float64Array(Math.min(cut, x.length - from)))
        const theirs = byDefinition(x, m, reach)
        out.forEach((distance, row) => {
          if (Number.isNaN(theirs[row])) expect(distance).toBeNaN()
          else expect(Math.abs(distance - theirs[row])).toBeLessThan(1e-5)
        })
      }),
      { numRuns: 200 },
    )
  })
})

describe('dynamicThreshold', () => {
  it.each(fixture.threshold)('equals plain numpy (threshold $threshold)', ({ errors, threshold }) => {
    near(dynamicThreshold(Float64Array.from(errors)), threshold)
  })
})
