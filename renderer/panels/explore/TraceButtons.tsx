import { Layers, SplitSquareVertical, X } from 'lucide-react'
import { memo } from 'react'
import { t } from '../../strings.ts'
import { useLanes } from './lanes.ts'

/** What can be done with a line without dragging: lay it over the lane above, give it a lane of its own, remove it. New data draws none of it again. */
export const TraceButtons = memo(function TraceButtons({ tag, name, alone, fits }: { tag: number; name: string; alone: boolean; fits: boolean }) {
  const rearrange = useLanes((state) => state.rearrange)
  const remove = useLanes((state) => state.remove)
  const moves = alone ? (fits ? t.explore.layOver(name) : null) : t.explore.ownLane(name)
  const Icon = alone ? Layers : SplitSquareVertical
  return (
    <>
      {moves !== null && (
        <button type="button" className="tt-lane-remove" aria-label={moves} title={moves} onClick={() => rearrange(tag)}>
          <Icon size={11} aria-hidden />
        </button>
      )}
      <button type="button" className="tt-lane-remove" aria-label={t.explore.removeTag(name)} title={t.explore.removeTag(name)} onClick={() => remove(tag)}>
        <X size={11} aria-hidden />
      </button>
    </>
  )
})
