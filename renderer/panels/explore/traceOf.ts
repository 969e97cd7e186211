import type { Tag } from '../../../main/contract/assets.ts'
import type { Trace } from '../../charts/lane.ts'
import { gapOf, type TagView } from '../../charts/useSeriesView.ts'

const nothing = new Float64Array()

/** A tag and what was loaded of it, as a line of a lane; empty while either is on its way. */
export function traceOf({ tag, id, view, place }: { tag: Tag | undefined; id: number; view: TagView | undefined; place: number }): Trace {
  return {
    key: String(id),
    label: tag?.name ?? '',
    unit: tag?.unit ?? '',
    t: view?.t ?? nothing,
    e: view?.e ?? nothing,
    min: view?.min ?? nothing,
    max: view?.max ?? nothing,
    quality: view?.quality ?? null,
    gap: tag ? gapOf(tag) : Number.POSITIVE_INFINITY,
    colour: place,
    dashed: place > 6,
    step: tag !== undefined && tag.kind !== 'analogue',
  }
}
