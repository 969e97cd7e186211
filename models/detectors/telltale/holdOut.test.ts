import { describe, expect, it } from 'vitest'
import { heldOutScores } from './holdOut.ts'
import { levelStage } from './level.ts'
import type { AssetStage } from './stage.ts'

const level: AssetStage = { memory: 1, run: (memory, [z], out) => levelStage(15).run(memory, z, out) }
const noise = (row: number) => ((row * 7919) % 101) / 50 - 1
const column = (rows: number, drift: number) => Float64Array.from({ length: rows }, (_, row) => noise(row) + (drift * row) / rows)
const mean = (scores: Float64Array) => scores.reduce((sum, x) => sum + x, 0) / scores.length

describe('heldOutScores', () => {
  it('shows a drift of the reference that scores of the rows it was learned from hide', () => {
    const steady = mean(heldOutScores([column(4000, 0)], [], () => level))
    expect(mean(heldOutScores([column(4000, 8)], [], () => level))).toBeGreaterThan(5 * steady)
  })

  it('gives each part to a stage that had no value of it', () => {
    const empty: number[] = []
    heldOutScores([column(4000, 0)], [], ([outside]) => {
      empty.push(outside.findIndex(Number.isNaN), outside.findLastIndex(Number.isNaN))
      return level
    })
    expect(empty).toEqual([0, 999, 1000, 1999, 2000, 2999, 3000, 3999])
  })

  it('is finite for a channel that stands still outside one part', () => {
    const stepped = new Float64Array(4000)
    stepped.fill(3, 1000, 2000)
    for (const score of heldOutScores([stepped], [], () => level)) expect(Number.isFinite(score)).toBe(true)
  })
})
