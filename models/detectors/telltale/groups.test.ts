import { describe, expect, it } from 'vitest'
import { relatedGroups } from './groups.ts'

const rows = 400

/** White noise of unit width, the same for a seed. */
function noise(seed: number): Float64Array {
  let state = seed
  return Float64Array.from({ length: rows }, () => {
    let sum = 0
    for (let k = 0; k < 6; k++) sum += (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 4_294_967_296 - 0.5
    return sum * Math.SQRT2
  })
}

/** `causes` courses, each followed by `followers` channels with noise of their own, side by side. */
function asset(causes: number, followers: number): Float64Array[] {
  return Array.from({ length: causes * followers }, (_, at) => {
    const [cause, own] = [noise(1 + (at % causes)), noise(1000 + at)]
    return cause.map((x, i) => x + 0.3 * own[i])
  })
}
const namesOf = (groups: readonly Int32Array[]) => groups.map((members) => members.join(',')).toSorted()

describe('relatedGroups', () => {
  it('compares all channels of an asset of up to a hundred with each other', () => {
    expect(namesOf(relatedGroups(asset(10, 10), 5))).toEqual([Array.from({ length: 100 }, (_, at) => at).join(',')])
    expect(relatedGroups([], 5)).toEqual([])
  })

  it('finds in a wide asset which channels follow one cause', () => {
    const groups = relatedGroups(asset(15, 10), 5)
    expect(groups).toHaveLength(15)
    for (const members of groups) expect(Array.from(members, (at) => at % 15)).toEqual(Array(10).fill(members[0] % 15))
  })

  it('does not let a group outgrow 24, and has every channel in one group', () => {
    const groups = relatedGroups(asset(4, 40), 5)
    for (const members of groups) expect(members.length).toBeLessThanOrEqual(24)
    expect(groups.flatMap((members) => [...members]).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 160 }, (_, at) => at))
  })

  it('gives the same groups whatever the order of the channels', () => {
    const columns = asset(12, 12)
    const last = columns.length - 1
    const turned = relatedGroups(columns.toReversed(), 5).map((members) => members.map((at) => last - at).sort())
    expect(namesOf(turned)).toEqual(namesOf(relatedGroups(columns, 5)))
  })

  it('leaves alone what stands still, has no value or follows nobody', () => {
    const odd = [new Float64Array(rows), new Float64Array(rows).fill(NaN), noise(77_777)]
    const groups = relatedGroups([...asset(12, 10), ...odd], 5)
    expect(namesOf(groups.filter((members) => members.length === 1))).toEqual(['120', '121', '122'])
  })
})
