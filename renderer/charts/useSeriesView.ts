import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Tag } from '../../main/contract/assets.ts'
import { unpackColumns, type Column } from '../../main/contract/columns.ts'
import { useApi } from '../client/context.tsx'
import { askFor, coverOf, type Asked } from './asked.ts'
import type { View } from './lane.ts'

export interface TagView {
  readonly tag: number
  readonly raw: boolean
  readonly t: Float64Array
  readonly e: Float64Array
  readonly min: Float64Array
  readonly max: Float64Array
  /** As in a trace: null where all is good. */
  readonly quality: Uint8Array | null
}

/** A range that follows another, at most once in `ms`: what is asked of the core while the pointer moves. */
export function useSettled<T>(value: T, ms = 50): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(() => value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return settled
}

const rest = 50 // ms without a move after which buckets are made to fit the view
const patience = 250 // ms without a move after which what is on its way for another view is called back: notches of a wheel come more often

/**
 * Min/max buckets (or the points themselves) of tags over a stretch with room on both sides. While the view moves, what is there is drawn where it
 * belongs and new ones are asked for only where it no longer will do, one answer at a time; once it rests, they are made to fit.
 */
export function useSeriesView({ tags, view, width }: { tags: readonly number[]; view: View | null; width: number }) {
  const api = useApi()
  const queryClient = useQueryClient()
  const [asked, setAsked] = useState<Asked | null>(null)
  // elsewhere altogether: nothing that is on its way will be wanted
  if (view && (!asked || coverOf(asked, view) === 'elsewhere')) setAsked(askFor(view))
  const input = { tags: [...tags].sort((a, b) => a - b), from: asked?.from ?? 0, to: asked?.to ?? 0, buckets: Math.min(8192, Math.max(64, Math.round(width / 64) * 128)) }
  const queryKey = [['series', 'view'], { input }]
  const query = useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const answer = await api.series.view.call(input, { signal })
      const columns = await unpackColumns(answer.columns)
      return new Map(answer.tags.map(({ tag, raw }, i) => [tag, tagView(columns, String(i), tag, raw)] as const))
    },
    enabled: asked !== null && tags.length > 0 && width > 0,
    placeholderData: keepPreviousData,
    structuralSharing: false,
    gcTime: 30_000,
  })
  const answer = query.data
  useEffect(() => {
    if (!view || !asked) return
    const cover = coverOf(asked, view)
    const underWay = queryClient.getQueryState(queryKey)?.fetchStatus === 'fetching'
    // what is on its way and will do is waited for
    if (cover === 'fits' || (cover === 'worn' && underWay)) return
    const ask = () => setAsked(askFor(view))
    if (cover === 'short' && !underWay) return ask()
    const timer = setTimeout(ask, underWay ? patience : rest)
    return () => clearTimeout(timer)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the key follows from `asked`; `answer`: the next may be asked for when one has come
  }, [view, asked, answer, queryClient])
  return query
}

const f64 = (column: Column | undefined): Float64Array => (column instanceof Float64Array ? column : Float64Array.from(column ?? []))
const u8 = (column: Column | undefined): Uint8Array => (column instanceof Uint8Array ? column : Uint8Array.from(column ?? []))

const flaws = (quality: Uint8Array): Uint8Array | null => (quality.some((one) => one > 0) ? quality : null)

/** The columns of one tag: `suffix` is its place in a `series.view` answer, nothing in that of `detections.scores`. */
export function tagView(columns: Record<string, Column>, suffix: string, tag: number, raw: boolean): TagView {
  const t = f64(columns[`t${suffix}`])
  const quality = flaws(u8(columns[`q${suffix}`]))
  if (raw) {
    const v = f64(columns[`v${suffix}`])
    return { tag, raw, t, e: t, min: v, max: v, quality }
  }
  return { tag, raw, t, e: f64(columns[`e${suffix}`]), min: f64(columns[`min${suffix}`]), max: f64(columns[`max${suffix}`]), quality }
}

/** Pauses longer than this are gaps: a little more than two samples that are missing. */
export const gapOf = (tag: Pick<Tag, 'interval'>): number => (tag.interval ?? Number.POSITIVE_INFINITY) * 3.2
