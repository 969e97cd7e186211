import { beforeEach, describe, expect, it } from 'vitest'
import { useLanes } from '../panels/explore/lanes.ts'
import { restoreView, viewNow } from './lastView.ts'
import { useSelection } from './selection.ts'

const nothing = () => {
  useSelection.setState({ asset: null, event: null, range: null, past: [], future: [] })
  useLanes.getState().set([])
}

describe('last view', () => {
  beforeEach(nothing)

  it('brings back the asset, the event, the stretch and the lanes, through the text in which it is kept', () => {
    useSelection.setState({ asset: 3, event: 'e', range: { from: 1, to: 2 } })
    useLanes.getState().setLanes([[4, 5], [6]])
    const kept: unknown = JSON.parse(JSON.stringify(viewNow()))
    nothing()
    restoreView(kept)
    expect(useSelection.getState()).toMatchObject({ asset: 3, event: 'e', range: { from: 1, to: 2 }, past: [] })
    expect(useLanes.getState().lanes.map(({ tags }) => tags)).toEqual([[4, 5], [6]])
  })

  it('gives way to a link that was followed meanwhile', () => {
    useSelection.getState().selectAsset(1)
    useSelection.getState().selectEvent('linked')
    restoreView({ asset: 3, event: null, range: null, lanes: [] })
    expect(useSelection.getState()).toMatchObject({ asset: 1, event: 'linked' })
  })

  it.each([null, 7, {}, { asset: -1, event: null, range: null, lanes: [] }, { asset: 1, event: null, range: { from: 2, to: 1 }, lanes: [] }, { asset: 1, event: null, range: null, lanes: [['x']] }])('does nothing with %j', (saved) => {
    restoreView(saved)
    expect(useSelection.getState().asset).toBeNull()
  })
})
