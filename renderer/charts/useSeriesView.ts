import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Tag } from '../../main/contract/assets.ts'
import { unpackColumns, type Column } from '../../main/contract/columns.ts'
import { useApi } from '../client/context.tsx'
import type { View } from './lane.ts'

export interface TagView {
  readonly tag: number
  readonly raw: boolean
  readonly t: Float64Array
  readonly e: Float64Array
  readonly min: Float64Array
  readonly max: Float64Array
  readonly quality: Uint8Array
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

/** Min/max buckets (or the points themselves) of tags over a stretch, half a stretch more on both sides so that a pan finds them there. */
export function useSeriesView({ tags, view, width }: { tags: readonly number[]; view: View | null; width: number }) {
  const api = useApi()
  const settled = useSettled(view)
  const span = settled ? settled.to - settled.from : 0
  const input = { tags: [...tags].sort((a, b) => a - b), from: (settled?.from ?? 0) - span / 2, to: (settled?.to ?? 0) + span / 2, buckets: Math.min(8192, Math.max(64, Math.round(width / 64) * 128)) }
  return useQuery({
    queryKey: [['series', 'view'], { input }],
    queryFn: async ({ signal }) => {
      const answer = await api.series.view.call(input, { signal })
      const columns = await unpackColumns(answer.columns)
      return new Map(answer.tags.map(({ tag, raw }, i) => [tag, tagView(columns, String(i), tag, raw)] as const))
    },
    enabled: settled !== null && tags.length > 0 && width > 0,
    placeholderData: keepPreviousData,
    structuralSharing: false,
    gcTime: 30_000,
  })
}

const f64 = (column: Column | undefined): Float64Array => (column instanceof Float64Array ? column : Float64Array.from(column ?? []))
const u8 = (column: Column | undefined): Uint8Array => (column instanceof Uint8Array ? column : Uint8Array.from(column ?? []))

/** The columns of one tag: `suffix` is its place in a `series.view` answer, nothing in that of `detections.scores`. */
export function tagView(columns: Record<string, Column>, suffix: string, tag: number, raw: boolean): TagView {
  const t = f64(columns[`t${suffix}`])
  const quality = u8(columns[`q${suffix}`])
  if (raw) {
    const v = f64(columns[`v${suffix}`])
    return { tag, raw, t, e: t, min: v, max: v, quality }
  }
  return { tag, raw, t, e: f64(columns[`e${suffix}`]), min: f64(columns[`min${suffix}`]), max: f64(columns[`max${suffix}`]), quality }
}

/** Pauses longer than this are gaps: a little more than two samples that are missing. */
export const gapOf = (tag: Pick<Tag, 'interval'>): number => (tag.interval ?? Number.POSITIVE_INFINITY) * 3.2
