import { useLanes } from '../panels/explore/lanes.ts'
import { useSelection, type Range } from './selection.ts'

/** What was looked at when the window was closed: it comes back with the docks. Named layouts arrange panels only and carry none. */
export interface LastView {
  readonly asset: number
  readonly event: string | null
  readonly range: Range | null
  /** Tags by lane of Explore. */
  readonly lanes: readonly (readonly number[])[]
}

/** Null while nothing is selected. */
export function viewNow(): LastView | null {
  const { asset, event, range } = useSelection.getState()
  return asset === null ? null : { asset, event, range, lanes: useLanes.getState().lanes.map(({ tags }) => tags) }
}

/** Shows what was looked at last, unless a link or somebody's hand has been quicker. */
export function restoreView(saved: unknown): void {
  const { event, range, past } = useSelection.getState()
  const touched = event !== null || range !== null || past.length > 0 || useLanes.getState().lanes.length > 0
  if (touched || !isLastView(saved)) return
  useSelection.setState({ asset: saved.asset, event: saved.event, range: saved.range })
  useLanes.getState().setLanes(saved.lanes)
}

const isId = (x: unknown): x is number => typeof x === 'number' && Number.isSafeInteger(x) && x > 0
const isRange = (x: unknown): x is Range => typeof x === 'object' && x !== null && 'from' in x && 'to' in x && typeof x.from === 'number' && typeof x.to === 'number' && x.from < x.to

function isLastView(saved: unknown): saved is LastView {
  if (typeof saved !== 'object' || saved === null || !('asset' in saved && 'event' in saved && 'range' in saved && 'lanes' in saved)) return false
  const { asset, event, range, lanes } = saved
  return isId(asset) && (event === null || typeof event === 'string') && (range === null || isRange(range)) && Array.isArray(lanes) && lanes.every((lane) => Array.isArray(lane) && lane.every(isId))
}
