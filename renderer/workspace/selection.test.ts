import { beforeEach, describe, expect, it } from 'vitest'
import { around, useSelection, within } from './selection.ts'

const state = () => useSelection.getState()

describe('selection', () => {
  beforeEach(() => useSelection.setState({ asset: 1, event: null, range: null, past: [], future: [] }))

  it('walks back and forward through the stretches that were shown', () => {
    state().show({ from: 0, to: 10 })
    state().show({ from: 2, to: 4 })
    state().back()
    expect(state().range).toEqual({ from: 0, to: 10 })
    state().back()
    expect(state().range).toBeNull()
    state().back()
    expect(state().range).toBeNull()
    state().forward()
    state().forward()
    expect(state().range).toEqual({ from: 2, to: 4 })
  })

  it('forgets the way forward when another stretch is chosen, and does not remember the same one twice', () => {
    state().show({ from: 0, to: 10 })
    state().show({ from: 0, to: 10 })
    expect(state().past).toHaveLength(1)
    state().back()
    state().show({ from: 5, to: 6 })
    expect(state().future).toHaveLength(0)
  })

  it('keeps 50 steps', () => {
    for (let i = 0; i < 80; i++) state().show({ from: i, to: i + 1 })
    expect(state().past).toHaveLength(50)
  })

  it('shows the whole of another asset, and follows an event to its asset', () => {
    state().show({ from: 0, to: 10 })
    state().selectEvent('e', 2)
    expect(state()).toMatchObject({ asset: 2, event: 'e', range: null })
    state().selectAsset(3)
    expect(state()).toMatchObject({ asset: 3, event: null })
  })

  it('comes back to the asset before with its event and stretch, and goes forward again', () => {
    state().show({ from: 0, to: 10 })
    state().selectEvent('mine')
    state().selectEvent('theirs', 2)
    state().show({ from: 4, to: 5 })
    state().back()
    state().back()
    expect(state()).toMatchObject({ asset: 1, event: 'mine', range: { from: 0, to: 10 } })
    state().forward()
    expect(state()).toMatchObject({ asset: 2, event: 'theirs', range: null })
  })

  it('walks the queue of one asset without filling the history, and never goes back to nothing', () => {
    for (const event of ['a', 'b', 'c']) state().selectEvent(event)
    expect(state().past).toHaveLength(0)
    useSelection.setState({ asset: null, event: null, range: null, past: [], future: [] })
    state().selectAsset(1)
    state().back()
    expect(state().asset).toBe(1)
  })

  it('widens a stretch on both sides, and a point to the least length', () => {
    expect(around({ from: 10, to: 20 }, 1, 1)).toEqual({ from: 0, to: 30 })
    expect(around({ from: 10, to: 10 }, 0, 4)).toEqual({ from: 8, to: 12 })
  })
})

describe('a stretch around an event', () => {
  it('ends where the recording does, and stays whole where nothing is known or nothing lies in it', () => {
    expect(within({ from: 0, to: 100 }, { from: 20, to: 60 })).toEqual({ from: 20, to: 60 })
    expect(within({ from: 30, to: 100 }, { from: 20, to: 60 })).toEqual({ from: 30, to: 60 })
    expect(within({ from: 0, to: 100 }, null)).toEqual({ from: 0, to: 100 })
    expect(within({ from: 0, to: 10 }, { from: 20, to: 60 })).toEqual({ from: 0, to: 10 })
  })
})
