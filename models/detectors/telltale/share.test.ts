import { describe, expect, it } from 'vitest'
import { shareTails } from './share.ts'
import { priorExcess, tailScore, withPrior, type OwnTail } from './tail.ts'

const fixed = { clusters: 20, excess: priorExcess }
/** A tail with clusters of these excesses. */
const tailOf = (excesses: readonly number[], top = 0): OwnTail => ({
  knots: Float64Array.of(-5, -4, -3, -2, -1, top),
  clusters: excesses.length,
  excess: excesses.reduce((sum, x) => sum + x, 0),
  squares: excesses.reduce((sum, x) => sum + x * x, 0),
  clusterLength: 3,
})
/** As many clusters as a reference of 400 rows has in a channel, as unlike each other as those of noise. */
const alike = (mean: number) => tailOf([0.3 * mean, mean, 1.7 * mean])
const many = (count: number, mean: (at: number) => number) => Array.from({ length: count }, (_, at) => alike(mean(at)))
const far = Math.log(5)

describe('shareTails', () => {
  it('leaves a channel that has no others with the prior that it had', () => {
    expect(shareTails([alike(0.2)], fixed)).toEqual([withPrior(alike(0.2), fixed)])
  })

  it('hardly changes what a handful of channels say, and lets two thousand say it themselves', () => {
    const score = (count: number) => tailScore(Math.exp(far), shareTails(many(count, () => 0.2), fixed)[0])
    const alone = score(1)
    expect(score(8) - alone).toBeLessThan(0.3)
    expect(score(2000) - alone).toBeGreaterThan(0.9)
    // Below what an exponential tail of the mean of all says: no number of others makes a channel sure.
    expect(score(2000)).toBeLessThan(Math.log10(20) + far / 0.2 / Math.LN10)
  })

  it('gives less weight to channels that differ among themselves', () => {
    const weight = (mean: (at: number) => number) => shareTails(many(500, mean), fixed)[0].clusters
    expect(weight((at) => (at % 10 === 0 ? 1 : 0.1))).toBeLessThan(0.3 * weight(() => 0.19))
  })

  it('does not let a channel that stood still, or one that left its place, say what is ordinary', () => {
    const others = many(30, () => 0.2)
    const still: OwnTail = { ...tailOf([]), knots: new Float64Array(6).fill(-20) }
    expect(shareTails([...others, still], fixed)[0]).toEqual(shareTails(others, fixed)[0])
    const gone = shareTails([...others, tailOf([14])], fixed)
    for (const tail of gone) for (const score of [0, 1e-3, 1, 1e4]) expect(tailScore(score, tail)).toBeGreaterThanOrEqual(0)
    for (const tail of gone) expect(Number.isFinite(tailScore(1e300, tail))).toBe(true)
  })

  it('says the same of a channel wherever it stands', () => {
    const own = many(40, (at) => 0.1 + 0.01 * at)
    const turned = shareTails(own.toReversed(), fixed).toReversed()
    shareTails(own, fixed).forEach((tail, at) => expect(turned[at].excess).toBeCloseTo(tail.excess, 12))
  })
})
