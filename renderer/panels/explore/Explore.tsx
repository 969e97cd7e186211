import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState, type DragEvent } from 'react'
import type { Annotation } from '../../../main/contract/annotations.ts'
import { Lanes } from '../../charts/Lanes.tsx'
import type { Lane, Note, Trace } from '../../charts/lane.ts'
import { useSeriesView } from '../../charts/useSeriesView.ts'
import { useApi } from '../../client/context.tsx'
import { duration } from '../../format/time.ts'
import { Empty, Failed, Loading } from '../../parts/faces.tsx'
import { PanelHead } from '../../parts/PanelHead.tsx'
import { t } from '../../strings.ts'
import { useActions } from '../../workspace/actions.ts'
import { useSpans, useTags } from '../../workspace/assetData.ts'
import { useDock } from '../../workspace/dock.ts'
import { useAssetExtent } from '../../workspace/extent.ts'
import { around, useSelection } from '../../workspace/selection.ts'
import { tagDragType } from '../../workspace/tagDrag.ts'
import { CrosshairWords } from './CrosshairWords.tsx'
import { CursorTable } from './CursorTable.tsx'
import './explore.css'
import { HeadButton } from './HeadButton.tsx'
import { axesSuffice, laneOf } from './laneOf.ts'
import { useLanes } from './lanes.ts'
import { LimitsTable } from './LimitsTable.tsx'
import { NoteForm, type Draft } from './NoteForm.tsx'
import { NotesList } from './NotesList.tsx'
import { TraceButtons } from './TraceButtons.tsx'
import { useAnnotations } from './useAnnotations.ts'
import { useCursors } from './useCursors.ts'
import { useKnownTags } from './useKnownTags.ts'
import { useTakeAway } from './useTakeAway.tsx'

const mostLanes = 12
type Below = 'notes' | 'limits' | null

/** Tags in lanes over the stretch of time that the whole workstation shows. */
export default function Explore() {
  const api = useApi()
  const { asset, range, event, show, slide, back, selectEvent } = useSelection()
  const { name, extent } = useAssetExtent()
  const { lanes, add, set } = useLanes()
  const open = useDock((dock) => dock.open)
  const assetTags = useTags(asset)
  const listed = useQuery(api.assets.list.queryOptions())
  // without these nobody knows what could be shown, nor over which stretch
  const missing = [listed, assetTags].find(({ isError, data }) => isError && data === undefined)
  const spans = useSpans(asset)
  const [extremes, setExtremes] = useState(false)
  const [runningOnly, setRunningOnly] = useState(true)
  const [below, setBelow] = useState<Below>(null)
  const [draft, setDraft] = useState<Draft | null>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const dragging = useDragging()

  const ids = useMemo(() => lanes.flatMap((lane) => lane.tags), [lanes])
  const known = useKnownTags(ids)
  const view = range ?? extent
  const cursors = useCursors(view)
  const annotations = useAnnotations(asset)
  const limits = useQuery(api.annotations.limits.queryOptions()).data
  const limitsOf = useMemo(() => new Map((limits ?? []).map((one) => [one.tag, one] as const)), [limits])
  const data = useSeriesView({ tags: ids, view, width: 1400 })
  // the time bar names the asset: its tags need not say it again
  const within = known && ids.every((id) => known.get(id)?.asset === asset) ? name : ''
  const drawn = useMemo(() => lanes.map((lane) => laneOf(lane, { known, data: data.data, limits: limitsOf, within })), [lanes, known, data.data, limitsOf, within])
  const notes = useMemo(() => (annotations.list.data ?? []).flatMap((one): Note[] => noteOn(one, lanes)), [annotations.list.data, lanes])
  const tagsShown = useMemo(() => ids.map((id) => known?.get(id)).filter((tag) => tag !== undefined), [ids, known])
  const takeAway = useTakeAway({ canvas, lanes, known, tags: tagsShown, name, view, asset, range, say: annotations.say })
  const showAll = () => set((assetTags.data ?? []).filter(({ kind }) => kind !== 'constant').slice(0, mostLanes).map(({ id }) => id))

  const annotate = () => {
    const stretch = cursors.stretch ?? (cursors.instant === null ? null : { from: cursors.instant, to: cursors.instant })
    if (stretch) setDraft({ before: null, stretch })
    else annotations.say(t.explore.noteNeedsTime)
  }
  const change = (one: Annotation) => setDraft({ before: one, stretch: { from: one.from, to: one.to } })
  const pinCrosshair = (second: boolean) => (cursors.crosshair === null ? annotations.say(t.explore.crossNeedsView) : cursors.pin(cursors.crosshair, second))
  const close = () => {
    cursors.clear()
    annotations.clear()
    setBelow(null)
    setDraft(null)
  }
  const toggle = (which: Below) => setBelow((shown) => (shown === which ? null : which))

  useActions({
    'explore.clear': () => set([]),
    // also while there is no lane: the last one may have been removed by mistake
    'explore.undo': () => void annotations.undo(),
    'explore.redo': () => void annotations.redo(),
    ...(lanes.length > 0 && view
      ? {
          ...takeAway.actions,
          'explore.extremes': () => setExtremes((on) => !on),
          'explore.cursors': close,
          'explore.crossLeft': () => cursors.step(-1),
          'explore.crossRight': () => cursors.step(1),
          'explore.cursorA': () => pinCrosshair(false),
          'explore.cursorB': () => pinCrosshair(true),
          'explore.zoomCursors': () => (cursors.stretch ? show(cursors.stretch) : annotations.say(t.explore.cursorsNeeded)),
          'explore.running': () => setRunningOnly((on) => !on),
          'explore.annotate': annotate,
          'explore.notes': () => toggle('notes'),
          'explore.limits': () => toggle('limits'),
        }
      : {}),
  })

  const { say } = annotations
  // the heads of the lanes are drawn again only when these change, not with every frame of a pan
  const drop = useCallback(
    (dropped: DragEvent, lane?: string, where: 'over' | 'before' = 'over') => {
      const tag = Number(dropped.dataTransfer.getData(tagDragType))
      if (!(tag > 0)) return
      dropped.preventDefault()
      dropped.stopPropagation()
      const near = lanes.find(({ id }) => String(id) === lane)
      if (near && where === 'before') return add(tag, { before: near.id })
      const over = near
      const fits = over && axesSuffice([...over.tags, tag], known)
      if (over && !fits) say(t.explore.noAxis)
      add(tag, fits ? { over: over.id } : {})
    },
    [lanes, known, add, say],
  )
  const traceActions = useCallback(
    (trace: Trace, lane: Lane) => {
      const above = lanes[lanes.findIndex(({ id }) => String(id) === lane.id) - 1]
      return <TraceButtons tag={Number(trace.key)} name={trace.label} alone={lane.traces.length === 1} fits={above !== undefined && axesSuffice([...above.tags, Number(trace.key)], known)} />
    },
    [lanes, known],
  )
  const target = { onDragOver: (over: DragEvent) => over.preventDefault(), onDrop: (dropped: DragEvent) => drop(dropped) }

  if (missing && (lanes.length === 0 || !view)) return <Failed error={missing.error} where={t.explore.emptyTitle} onRetry={() => void Promise.all([listed.refetch(), ...(asset === null ? [] : [assetTags.refetch()])])} />
  if (lanes.length === 0) {
    if (listed.isPending || (asset !== null && assetTags.isPending)) return <Loading what={t.explore.reading} />
    return (
      <div className="tt-panel" {...target}>
        <Empty
          title={t.explore.emptyTitle}
          action={
            asset === null ? (
              <Button variant="default" onClick={() => open('import')}>
                {t.overview.importFile}
              </Button>
            ) : (
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
    <div className={dragging ? 'tt-panel tt-dragging' : 'tt-panel'} {...target}>
      <PanelHead
        actions={
          <>
            <HeadButton pressed={extremes} onClick={() => setExtremes(!extremes)} words={t.explore.extremes} />
            <HeadButton pressed={below === 'notes'} onClick={() => toggle('notes')} words={t.explore.notes(annotations.list.data?.length ?? 0)} />
            <HeadButton pressed={below === 'limits'} onClick={() => toggle('limits')} words={t.explore.limits} />
            {takeAway.buttons}
            <HeadButton onClick={() => set([])} words={t.explore.clear} />
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
          cursors={cursors.cursors}
          crosshair={cursors.crosshair}
          shade={cursors.measured}
          notes={notes}
          extremes={extremes}
          least={28}
          canvasRef={canvas}
          onShow={show}
          onSlide={slide}
          onBack={back}
          onMeasure={cursors.measure}
          onPick={cursors.pin}
          onNote={(id) => {
            const one = annotations.list.data?.find((other) => other.id === id)
            if (one) change(one)
          }}
          onSpan={(id) => {
            selectEvent(id)
            open('investigate')
          }}
          traceActions={traceActions}
          onDropTag={drop}
        />
      )}
      {draft && asset !== null && (
        <NoteForm
          key={draft.before?.id ?? `${draft.stretch.from} ${draft.stretch.to}`}
          draft={draft}
          asset={asset}
          tags={tagsShown.filter((tag) => tag.asset === asset).map(({ id }) => id)}
          onWrite={(input) => annotations.write(input, draft.before)}
          onClose={() => setDraft(null)}
        />
      )}
      {(cursors.instant !== null || cursors.measured) && view && (
        <CursorTable tags={tagsShown} known={known} cursors={cursors.cursors} stretch={cursors.stretch} runningOnly={runningOnly} onRunningOnly={setRunningOnly} onAnnotate={annotate} onClose={close} />
      )}
      {below === 'notes' && (
        <NotesList list={annotations.list} tags={assetTags.data ?? []} onShow={(one) => show(around(one, 1, 60_000))} onChange={change} onRemove={(one) => void annotations.remove(one)} />
      )}
      {below === 'limits' && <LimitsTable tags={tagsShown.filter(({ kind }) => kind === 'analogue' || kind === 'counter')} limits={limitsOf} />}
      {annotations.error !== null && <Failed compact error={annotations.error} where={t.explore.notesTitle} />}
      <CrosshairWords lanes={drawn} time={cursors.crosshair} />
      <p className="tt-explore-hint tt-hint" role="status">
        {annotations.said ?? t.explore.hint}
        {annotations.said === t.explore.noteRemoved && (
          <button type="button" className="tt-link" onClick={() => void annotations.undo()}>
            {t.explore.undo}
          </button>
        )}
      </p>
    </div>
  )
}

/** On the lanes of its tags; on all where it belongs to the whole asset; nowhere while none of its tags is shown. */
function noteOn({ id, from, to, words, tags }: Annotation, lanes: readonly { readonly id: number; readonly tags: readonly number[] }[]): Note[] {
  const on = lanes.filter((lane) => lane.tags.some((tag) => tags.includes(tag))).map((lane) => String(lane.id))
  return tags.length > 0 && on.length === 0 ? [] : [{ id, from, to, words, lanes: on.length === lanes.length ? [] : on }]
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
