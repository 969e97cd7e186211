import type { Limits } from '../../../main/contract/annotations.ts'
import type { Tag } from '../../../main/contract/assets.ts'
import type { Trace } from '../../charts/lane.ts'
import { gapOf, type TagView } from '../../charts/useSeriesView.ts'
import { nameWithin } from '../../format/name.ts'
import { value } from '../../format/number.ts'
import { t } from '../../strings.ts'

const nothing = new Float64Array()

interface Source {
  readonly tag: Tag | undefined
  readonly id: number
  readonly view: TagView | undefined
  readonly place: number
  readonly limits?: Limits | undefined
  /** The asset that is named beside: not repeated in the names of its tags. */
  readonly within?: string
}

/** A tag and what was loaded of it, as a line of a lane, or as a bar of states; empty while either is on its way. */
export function traceOf({ tag, id, view, place, limits, within = '' }: Source): Trace {
  return {
    key: String(id),
    label: nameWithin(tag?.name ?? '', within),
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
    limits,
    states: tag && statesOf(tag),
  }
}

/** What the values of a discrete tag are called; undefined where its values are quantities: set-points and counters too. */
export function statesOf({ kind, unit, labels }: Pick<Tag, 'kind' | 'unit' | 'labels'>): ((code: number) => string) | undefined {
  if (kind === 'text') return (code) => labels[Math.round(code)] ?? value(code)
  if (unit !== '' || (kind !== 'binary' && kind !== 'command')) return undefined
  return (code) => labels[Math.round(code)] ?? (code === 0 ? t.explore.off : code === 1 ? t.explore.on : value(code))
}
