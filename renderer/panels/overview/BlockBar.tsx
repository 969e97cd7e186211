import { Button } from '@mantine/core'
import type { Asset } from '../../../main/contract/assets.ts'
import type { Event } from '../../../main/contract/events.ts'
import { count, value } from '../../format/number.ts'
import { precisionFor, time } from '../../format/time.ts'
import { t } from '../../strings.ts'
import { useDock } from '../../workspace/dock.ts'
import { useZone } from '../../workspace/preferences.ts'
import { useSelection, type Range } from '../../workspace/selection.ts'
import { isWaiting } from '../events/queue.ts'
import { useQueueFilter } from '../events/queueFilter.ts'
import { assetsOf, ordered, timeOf, type Block } from './fleet.ts'
import type { Strip } from './useScoreStrips.ts'

interface Props {
  readonly block: Block
  readonly assets: readonly Asset[]
  readonly strips: ReadonlyMap<number, Strip>
  readonly events: readonly Event[]
  readonly range: Range
  readonly onOpen: () => void
  readonly onClear: () => void
}

/** What the chosen cells hold, and where to go from there: their events, their curves. */
export function BlockBar({ block, assets, strips, events, range, onOpen, onClear }: Props) {
  const zone = useZone()
  const open = useDock((dock) => dock.open)
  const stretch = timeOf(block, range)
  const chosen = assetsOf(block, assets)
  const ids = new Set(chosen.map(({ id }) => id))
  const inside = events.filter((event) => ids.has(event.asset) && event.start < stretch.to && event.end >= stretch.from)
  const { cell, toCell } = ordered(block)
  const worst = Math.max(...chosen.flatMap(({ id }) => [...(strips.get(id)?.cells.subarray(cell, toCell + 1) ?? [])].filter((score) => !Number.isNaN(score))))
  const [only] = chosen
  const precision = precisionFor((stretch.to - stretch.from) * 4)
  const waiting = inside.filter((event) => isWaiting(event, stretch.to)).length
  return (
    <div className="tt-overview-block" role="toolbar" aria-label={t.overview.block}>
      <span>
        <strong>{chosen.length === 1 && only ? only.name : t.overview.nAssets(chosen.length)}</strong>, <span className="tt-number">{time(stretch.from, zone, precision)}</span> – <span className="tt-number">{time(stretch.to, zone, precision)}</span>:{' '}
        {t.overview.inBlock(count(inside.length), count(waiting))}, {t.overview.worstScore} <span className="tt-number">{value(worst, 3)}</span>
      </span>
      <Button
        disabled={inside.length === 0}
        title={inside.length === 0 ? t.overview.noEvents : undefined}
        onClick={() => {
          useQueueFilter.getState().clear()
          useQueueFilter.getState().set({ ...stretch, asset: chosen.length === 1 && only ? only.id : null, show: waiting > 0 ? 'waiting' : 'all' })
          open('events')
        }}
      >
        {t.overview.showEvents}
      </Button>
      <Button variant="default" disabled={chosen.length !== 1} title={chosen.length === 1 ? undefined : t.overview.oneAsset} onClick={onOpen}>
        {t.overview.nearest}
      </Button>
      <Button
        variant="default"
        onClick={() => {
          if (chosen.length === 1 && only) useSelection.getState().selectAsset(only.id)
          useSelection.getState().show(stretch)
          open('explore')
        }}
      >
        {t.overview.explore}
      </Button>
      <Button variant="subtle" color="gray" onClick={onClear}>
        {t.explore.clear}
      </Button>
    </div>
  )
}
