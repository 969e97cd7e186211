import { useDock } from '../../workspace/dock.ts'
import { useSelection } from '../../workspace/selection.ts'
import { useLanes } from './lanes.ts'
import type { LinkedView } from './link.ts'

/** Shows what a link says: the asset, its lanes, its stretch of time. */
export function openLinked({ asset, lanes, range }: LinkedView): void {
  useSelection.getState().selectAsset(asset)
  useLanes.getState().setLanes(lanes)
  useSelection.getState().show(range)
  useDock.getState().open('explore')
}
