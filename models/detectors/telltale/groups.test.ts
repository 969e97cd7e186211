import { describe, expect, it } from 'vitest'
import { relatedGroups } from './groups.ts'
import { telltale } from './index.ts'

/** White noise of unit width, the same for a seed. */
function noise(seed: number, rows = 400): Float64Array {
  let state = seed
  return Float64Array.from({ length: rows }, () => {
    let sum = 0
    for (let k = 0; k < 6; k++) sum += (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 4_294_967_296 - 0.5
    return sum * Math.SQRT2
  })
}

/** `causes` courses, each followed by `followers` channels with noise of their own, side by side. */
function asset(causes: number, followers: number, rows = 400): Float64Array[] {
  return Array.from({ length: causes * followers }, (_, at) => {
    const [cause, own] = [noise(1 + (at % causes), rows), noise(1000 + at, rows)]
    return cause.map((x, i) => x + 0.3 * own[i])
  })
}
const namesOf = (groups: readonly Int32Array[]) => groups.map((members) => members.join(',')).toSorted()

describe('relatedGroups', () => {
  it('compares all channels with each other where the reference has as many independent values, up to a hundred', () => {
    const sizes = (columns: readonly Float64Array[]) => relatedGroups(columns, 5, 15).map((members) => members.length)
    expect(sizes(asset(13, 2))).toEqual([26])
    expect(sizes(asset(9, 3))).toEqual(Array(9).fill(3))
    expect(sizes(asset(10, 10, 1500))).toEqual([100])
    expect(sizes(asset(10, 11, 9000))).toEqual(Array(10).fill(11))
    expect(Math.max(...sizes(asset(1, 3, 30)))).toBe(2)
    expect(relatedGroups([], 5, 15)).toEqual([])
  })

  it('finds in a wide asset which channels follow one cause', () => {
    const groups = relatedGroups(asset(15, 10), 5, 15)
    expect(groups).toHaveLength(15)
    for (const members of groups) expect(Array.from(members, (at) => at % 15)).toEqual(Array(10).fill(members[0] % 15))
  })

  it('does not let a group outgrow what the reference can compare, and has every channel in one group', () => {
    const groups = relatedGroups(asset(4, 40), 5, 15)
    for (const members of groups) expect(members.length).toBeLessThanOrEqual(26)
    expect(groups.flatMap((members) => [...members]).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 160 }, (_, at) => at))
  })

  it('gives the same groups whatever the order of the channels', () => {
    const columns = asset(12, 12)
    const last = columns.length - 1
    const turned = relatedGroups(columns.toReversed(), 5, 15).map((members) => members.map((at) => last - at).sort())
    expect(namesOf(turned)).toEqual(namesOf(relatedGroups(columns, 5, 15)))
  })

  it('leaves alone what stands still, has no value or follows nobody', () => {
    const odd = [new Float64Array(400), new Float64Array(400).fill(NaN), noise(77_777)]
    const groups = relatedGroups([...asset(12, 10), ...odd], 5, 15)
    expect(namesOf(groups.filter((members) => members.length === 1))).toEqual(['120', '121', '122'])
  })
})

describe('an asset of more channels than its reference can compare', () => {
  it('sees that one of two channels turned against the other, beside forty that never did', () => {
    const [cause, ...unrelated] = Array.from({ length: 41 }, (_, at) => noise(500 + 7919 * at, 600))
    const following = (seed: number) => noise(seed, 600).map((x, row) => cause[row] + 0.05 * x)
    const columns = [...unrelated, following(1000), following(2000)]
    columns[41].set(cause.subarray(500, 560).map((x) => -x), 500)
    const frame = { time: Float64Array.from(columns[0], (_, i) => i * 60_000), columns }
    const fitted = telltale.fit(frame, columns.map((_, c) => ({ name: `c${c}`, unit: '', kind: 'analogue' })), { reference: { from: 0, to: 400 } })
    const { asset: scores } = fitted.scorer().push(frame)
    // Among forty others, in one covariance with them, the same change scores less than the noise of the reference.
    expect(Math.max(...scores.subarray(500, 560))).toBeGreaterThan(1.5 * Math.max(...scores.subarray(0, 500)))
    expect(fitted.explain(frame, { from: 500, to: 560 }).stage).toBe('relation')
  })
})
