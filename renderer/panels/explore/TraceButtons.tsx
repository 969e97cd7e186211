import { Layers, SplitSquareVertical, X } from 'lucide-react'
import type { Trace } from '../../charts/lane.ts'
import { t } from '../../strings.ts'
import { useLanes } from './lanes.ts'

/** What can be done with a line without dragging: lay it over the lane above, give it a lane of its own, remove it. */
export function TraceButtons({ trace, alone, fits }: { trace: Trace; alone: boolean; fits: boolean }) {
  const { rearrange, remove } = useLanes()
  const tag = Number(trace.key)
  const moves = alone ? (fits ? t.explore.layOver(trace.label) : null) : t.explore.ownLane(trace.label)
  const Icon = alone ? Layers : SplitSquareVertical
  return (
    <>
      {moves !== null && (
        <button type="button" className="tt-lane-remove" aria-label={moves} title={moves} onClick={() => rearrange(tag)}>
          <Icon size={11} aria-hidden />
        </button>
      )}
      <button type="button" className="tt-lane-remove" aria-label={t.explore.removeTag(trace.label)} title={t.explore.removeTag(trace.label)} onClick={() => remove(tag)}>
        <X size={11} aria-hidden />
      </button>
    </>
  )
}
