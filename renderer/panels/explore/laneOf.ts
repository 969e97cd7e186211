import type { Limits } from '../../../main/contract/annotations.ts'
import type { Tag } from '../../../main/contract/assets.ts'
import type { Lane } from '../../charts/lane.ts'
import type { TagView } from '../../charts/useSeriesView.ts'
import type { LaneTags } from './lanes.ts'
import { statesOf, traceOf } from './traceOf.ts'

interface Loaded {
  readonly known: ReadonlyMap<number, Tag> | undefined
  readonly data: ReadonlyMap<number, TagView> | undefined
  readonly limits: ReadonlyMap<number, Limits>
  /** The asset that all tags shown belong to; empty where they belong to several. */
  readonly within: string
}

/** A lane of Explore as the chart draws it; one that holds only states is low. */
export function laneOf({ id, tags }: LaneTags, { known, data, limits, within }: Loaded): Lane {
  const traces = tags.map((tag, place) => traceOf({ tag: known?.get(tag), id: tag, view: data?.get(tag), place, limits: limits.get(tag), within }))
  return { id: String(id), traces, weight: traces.length > 0 && traces.every(({ states }) => states) ? 0.4 : 1 }
}

const mostUnits = 2

/** Whether these tags can share a lane: it has an axis at the left and one at the right, and a third unit would have none. */
export function axesSuffice(tags: readonly number[], known: ReadonlyMap<number, Tag> | undefined): boolean {
  const lines = tags.map((id) => known?.get(id)).filter((tag) => tag !== undefined && !statesOf(tag))
  return new Set(lines.map((tag) => tag?.unit)).size <= mostUnits
}
