import { Button } from '@mantine/core'
import { useEffect, useMemo, useRef, useState, type DragEvent } from 'react'
import { useQuery } from '@tanstack/react-query'
import type { Tag } from '../../../main/contract/assets.ts'
import { Lanes } from '../../charts/Lanes.tsx'
import { useSeriesView, type TagView } from '../../charts/useSeriesView.ts'
import type { Lane, Trace } from '../../charts/lane.ts'
import { useApi, useCore } from '../../client/context.tsx'
import { duration } from '../../format/time.ts'
import { Empty, Failed, Loading } from '../../parts/faces.tsx'
import { PanelHead } from '../../parts/PanelHead.tsx'
import { t } from '../../strings.ts'
import { useActions } from '../../workspace/actions.ts'
import { useSpans, useTags } from '../../workspace/assetData.ts'
import { useDock } from '../../workspace/dock.ts'
import { useAssetExtent } from '../../workspace/extent.ts'
import { useSelection, type Range } from '../../workspace/selection.ts'
import { tagDragType } from '../../workspace/tagDrag.ts'
import { CursorTable } from './CursorTable.tsx'
import { csvOf, savePicture } from './exports.ts'
import { useLanes } from './lanes.ts'
import { traceOf } from './traceOf.ts'
import './explore.css'

const mostLanes = 12

/** Tags in lanes over the stretch of time that the whole workstation shows. */
export default function Explore() {
  const { client, connection } = useCore()
  const api = useApi()
  const { asset, range, event, show, slide, back, selectEvent } = useSelection()
  const { name, extent } = useAssetExtent()
  const { lanes, add, remove, set } = useLanes()
  const open = useDock((dock) => dock.open)
  const assetTags = useTags(asset)
  const spans = useSpans(asset)
  const [cursors, setCursors] = useState<{ a: number | null; b: number | null }>({ a: null, b: null })
  const [measured, setMeasured] = useState<Range | null>(null)
  const [extremes, setExtremes] = useState(false)
  const canvas = useRef<HTMLCanvasElement>(null)
  const frame = useRef<HTMLDivElement>(null)
  const dragging = useDragging()

  const ids = useMemo(() => lanes.flatMap((lane) => lane.tags), [lanes])
  const known = useQuery({
    queryKey: [['assets', 'tags'], { everyLane: ids.join() }],
    queryFn: async () => {
      const all = await Promise.all((await client.assets.list()).map(({ id }) => api.assets.tags.call({ id })))
      return new Map(all.flat().map((tag) => [tag.id, tag] as const))
    },
    enabled: ids.length > 0,
    placeholderData: (before) => before,
  }).data
  const view = range ?? extent
  const data = useSeriesView({ tags: ids, view, width: 1400 })
  const drawn = useMemo(() => lanes.map((lane) => laneOf(lane.id, lane.tags, known, data.data)), [lanes, known, data.data])
  const tagsShown = useMemo(() => ids.map((id) => known?.get(id)).filter((tag) => tag !== undefined), [ids, known])
  const showAll = () => set((assetTags.data ?? []).filter(({ kind }) => kind !== 'text' && kind !== 'constant').slice(0, mostLanes).map(({ id }) => id))

  useActions({
    'explore.clear': () => set([]),
    'explore.extremes': () => setExtremes((on) => !on),
    'explore.cursors': () => {
      setCursors({ a: null, b: null })
      setMeasured(null)
    },
    ...(lanes.length > 0 && view
      ? {
          'explore.picture': () => void savePicture(canvas.current, lanes, known, name, connection.shell),
          'explore.csv': () => void csvOf({ tags: tagsShown, view, client }).then((blob) => connection.shell.saveFile(`${name || 'telltale'}.csv`, blob)),
        }
      : {}),
  })

  const drop = (dropped: DragEvent, lane?: string) => {
    const tag = Number(dropped.dataTransfer.getData(tagDragType))
    if (!(tag > 0)) return
    dropped.preventDefault()
    dropped.stopPropagation()
    add(tag, lane === undefined ? undefined : Number(lane))
  }
  const target = { onDragOver: (over: DragEvent) => over.preventDefault(), onDrop: (dropped: DragEvent) => drop(dropped) }

  if (lanes.length === 0) {
    return (
      <div className="tt-panel" {...target}>
        <Empty
          title={t.explore.emptyTitle}
          action={
            asset === null ? undefined : (
              <Button disabled={!assetTags.data?.length} onClick={showAll}>
                {t.explore.showAll(name)}
              </Button>
            )
          }
        >
          {asset === null ? t.explore.chooseAsset : t.explore.emptyAbout}
        </Empty>
      </div>
    )
  }
  const first = data.data?.values().next().value
  return (
    <div className={dragging ? 'tt-panel tt-dragging' : 'tt-panel'} ref={frame} {...target}>
      <PanelHead
        actions={
          <>
            <Button variant={extremes ? 'light' : 'subtle'} color={extremes ? 'accent' : 'gray'} size="compact-xs" aria-pressed={extremes} onClick={() => setExtremes(!extremes)}>
              {t.explore.extremes}
            </Button>
            <Button variant="subtle" color="gray" size="compact-xs" onClick={() => void savePicture(canvas.current, lanes, known, name, connection.shell)}>
              {t.explore.picture}
            </Button>
            <Button
              variant="subtle"
              color="gray"
              size="compact-xs"
              disabled={!view}
              onClick={() => view && void csvOf({ tags: tagsShown, view, client }).then((blob) => connection.shell.saveFile(`${name || 'telltale'}.csv`, blob))}
            >
              {t.explore.csv}
            </Button>
            <Button variant="subtle" color="gray" size="compact-xs" onClick={() => set([])}>
              {t.explore.clear}
            </Button>
          </>
        }
      >
        {t.explore.lanes(lanes.length)}
        {first && view ? <span className="tt-hint"> · {first.raw ? t.explore.raw : t.explore.buckets(duration((view.to - view.from) / 700))}</span> : null}
        {dragging && <strong> {t.explore.dropNew}</strong>}
      </PanelHead>
      {data.isError && <Failed compact error={data.error} where={t.explore.emptyTitle} onRetry={() => void data.refetch()} />}
      {!view || (!data.data && !data.isError) ? (
        <Loading what={t.explore.lanes(lanes.length)} />
      ) : (
        <Lanes
          lanes={drawn}
          view={view}
          label={t.explore.chart(lanes.length)}
          simulated={tagsShown.some((tag) => tag.simulated)}
          spans={spans}
          selectedSpan={event}
          cursors={cursors}
          shade={measured}
          extremes={extremes}
          canvasRef={canvas}
          onShow={show}
          onSlide={slide}
          onBack={back}
          onMeasure={setMeasured}
          onPick={(time, second) => setCursors(second ? { ...cursors, b: time } : { ...cursors, a: time })}
          onSpan={(id) => {
            selectEvent(id)
            open('investigate')
          }}
          onRemove={(trace) => remove(Number(trace.key))}
          onDropTag={drop}
        />
      )}
      {(cursors.a !== null || measured) && view && (
        <CursorTable
          tags={tagsShown}
          views={data.data}
          cursors={cursors}
          stretch={measured ?? (cursors.a !== null && cursors.b !== null ? { from: Math.min(cursors.a, cursors.b), to: Math.max(cursors.a, cursors.b) } : null)}
          onClose={() => {
            setCursors({ a: null, b: null })
            setMeasured(null)
          }}
        />
      )}
      <p className="tt-explore-hint tt-hint">{t.explore.hint}</p>
    </div>
  )
}

function laneOf(id: number, tags: readonly number[], known: ReadonlyMap<number, Tag> | undefined, data: ReadonlyMap<number, TagView> | undefined): Lane {
  const traces: Trace[] = tags.map((tag, place) => traceOf({ tag: known?.get(tag), id: tag, view: data?.get(tag), place }))
  return { id: String(id), traces }
}

/** Whether a tag is being dragged anywhere, so that lanes become places to drop it. */
function useDragging(): boolean {
  const [dragging, setDragging] = useState(false)
  useEffect(() => {
    const stop = new AbortController()
    window.addEventListener('dragstart', () => setDragging(true), { signal: stop.signal })
    window.addEventListener('dragend', () => setDragging(false), { signal: stop.signal })
    window.addEventListener('drop', () => setDragging(false), { signal: stop.signal })
    return () => stop.abort()
  }, [])
  return dragging
}
