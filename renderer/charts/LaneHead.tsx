import { memo, useState, type DragEvent, type ReactNode } from 'react'
import { unitBehind } from '../format/name.ts'
import { value } from '../format/number.ts'
import { t } from '../strings.ts'
import { traceVariable } from './ink.ts'
import type { Geometry } from './geometry.ts'
import { bucketAt, type Lane, type Trace } from './lane.ts'

interface HeadProps {
  readonly lane: Lane
  readonly place: Geometry['lanes'][number] | undefined
  readonly time: number | null
  readonly actions: ((trace: Trace, lane: Lane) => ReactNode) | undefined
  /** A tag was dropped on the plot of the lane, or on its head: between it and the one above. */
  readonly onDropTag: ((event: DragEvent, lane: string, where: 'over' | 'before') => void) | undefined
  /** More for the head, after its values. */
  readonly more: ((lane: Lane) => ReactNode) | undefined
}

/** The names of a lane's lines with their values under the crosshair; while a tag is dragged the lane is a place to drop it. */
export const LaneHead = memo(function LaneHead({ lane, place, time, actions, onDropTag, more }: HeadProps) {
  const [over, setOver] = useState(false)
  const [above, setAbove] = useState(false)
  if (!place) return null
  return (
    <>
      <div
        className={above ? 'tt-lane-head tt-lane-head-over' : 'tt-lane-head'}
        style={{ top: place.head.y, height: place.head.height }}
        {...(onDropTag && {
          onDragEnter: () => setAbove(true),
          onDragLeave: (event: DragEvent<HTMLDivElement>) => event.currentTarget.contains(event.relatedTarget as Node | null) || setAbove(false), // as: elements are nodes
          onDragOver: (event: DragEvent) => event.preventDefault(),
          onDrop: (event: DragEvent) => {
            setAbove(false)
            onDropTag(event, lane.id, 'before')
          },
        })}
      >
        {lane.traces.map((trace) => {
          if (trace.quiet && time === null) return null
          const under = time === null ? null : bucketAt(trace, time)
          return (
            <span key={trace.key} className="tt-lane-trace">
              <i style={{ borderTopColor: traceVariable(trace.colour), borderTopStyle: trace.dashed ? 'dashed' : 'solid' }} aria-hidden />
              <span className="tt-ellipsis">{trace.label}</span>
              <span className="tt-hint">{unitBehind(trace.label, trace.unit)}</span>
              {time !== null && <span className="tt-number tt-lane-value">{under ? wordsOf(trace, under) : '–'}</span>}
              {actions?.(trace, lane)}
            </span>
          )
        })}
        {more?.(lane)}
        {lane.traces.length > 0 && lane.traces.every((trace) => trace.t.length === 0) && <span className="tt-hint">{t.explore.noData}</span>}
      </div>
      {onDropTag && (
        <div
          className={`tt-lane-drop ${over ? 'tt-lane-drop-over' : ''}`}
          style={{ top: place.plot.y, height: place.plot.height }}
          onDragEnter={() => setOver(true)}
          onDragLeave={() => setOver(false)}
          onDragOver={(event) => event.preventDefault()}
          onDrop={(event) => {
            setOver(false)
            onDropTag(event, lane.id, 'over')
          }}
        >
          {over && t.explore.dropOver}
        </div>
      )}
    </>
  )
})

/** What stands under the crosshair: a value, a state, or the extremes of what lies under one px. */
export function wordsOf({ states }: Trace, { min, max }: { min: number; max: number }): string {
  if (states) return min === max ? states(max) : `${states(min)} … ${states(max)}`
  return min === max ? value(max, 5) : `${value(min)} … ${value(max)}`
}
