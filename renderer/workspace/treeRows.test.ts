import { describe, expect, it } from 'vitest'
import type { Asset } from '../../main/contract/assets.ts'
import { treeRows } from './treeRows.ts'

const asset = (id: number, name: string, parent: number | null, severity: 1 | 2 | 3 | 4 | null = null): Asset => ({
  id, name, parent, simulated: false, tags: 1, points: 1, start: 0, end: 1, attention: { severity, unjudged: severity === null ? 0 : id, events: 9 },
})
const plant = [asset(1, 'Plant', null), asset(2, 'Train A', 1), asset(3, 'Pump', 2, 2), asset(4, 'Motor', 2, 4), asset(5, 'Train B', 1)]
const rowsOf = (unfolded: readonly number[], search = '') => treeRows({ assets: plant, tags: new Map(), unfolded: new Set(unfolded), search })

describe('tree', () => {
  it('shows below what is unfolded only, a level deeper each', () => {
    expect(rowsOf([1]).map((row) => [row.type === 'asset' && row.asset.name, row.level])).toEqual([['Plant', 1], ['Train A', 2], ['Train B', 2]])
  })

  it('marks a folded branch with the worst of what waits in it, and counts all of it', () => {
    expect(rowsOf([]).map((row) => row.type === 'asset' && row.waiting)).toEqual([{ severity: 2, unjudged: 7 }])
    expect(rowsOf([1]).map((row) => row.type === 'asset' && row.waiting.severity)).toEqual([2, 2, null])
  })

  it('finds a name under its branch, with what lies above it', () => {
    expect(rowsOf([], 'motor').map((row) => row.type === 'asset' && row.asset.name)).toEqual(['Plant', 'Train A', 'Motor'])
  })

  it('ends where parents bite their own tail', () => {
    const biting = [asset(1, 'A', 2), asset(2, 'B', 1), asset(3, 'C', null)]
    expect(treeRows({ assets: biting, tags: new Map(), unfolded: new Set([1, 2, 3]), search: '' }).length).toBeLessThan(4)
  })
})
