import { beforeEach, describe, expect, it } from 'vitest'
import { useDock, type SavedLayout } from './dock.ts'
import { useLayoutHistory } from './layoutHistory.ts'

const layout = (name: string, size = 1) => ({ version: 1, tree: true, dock: { grid: { root: { data: name, size } } } }) as unknown as SavedLayout // as: the history reads the grid only
const shown: unknown[] = []

beforeEach(() => {
  shown.length = 0
  useLayoutHistory.setState({ now: null, past: [], future: [] })
  useDock.setState({ api: { fromJSON: (dock: unknown) => shown.push(dock), panels: [{ id: 'overview' }] } as never }) // as: what restoreLayout calls
})

describe('layout history', () => {
  it('goes back and forward again, and a change after going back forgets what lay ahead', () => {
    const { changed, undo, redo } = useLayoutHistory.getState()
    for (const name of ['a', 'b', 'c']) changed(layout(name))
    expect(undo()).toBe(true)
    expect(shown.at(-1)).toEqual(layout('b').dock)
    expect(redo()).toBe(true)
    expect(redo()).toBe(false)
    undo()
    undo()
    expect(undo()).toBe(false)
    changed(layout('d'))
    expect(redo()).toBe(false)
  })

  it('counts arrangements, not pixels, and keeps 50', () => {
    const { changed } = useLayoutHistory.getState()
    changed(layout('a', 1))
    changed(layout('a', 2))
    expect(useLayoutHistory.getState().past).toHaveLength(0)
    for (let i = 0; i < 80; i++) changed(layout(`l${i}`))
    expect(useLayoutHistory.getState().past).toHaveLength(50)
  })
})
