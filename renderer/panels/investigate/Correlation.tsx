import { useQuery } from '@tanstack/react-query'
import type { Data, Layout } from 'plotly.js'
import { useMemo } from 'react'
import { unpackColumns } from '../../../main/contract/columns.ts'
import type { Event, EventChannel } from '../../../main/contract/events.ts'
import { Plot } from '../../charts/Plot.tsx'
import { tagView } from '../../charts/useSeriesView.ts'
import { useApi } from '../../client/context.tsx'
import { nameWithin } from '../../format/name.ts'
import { value } from '../../format/number.ts'
import { duration } from '../../format/time.ts'
import { Failed, Loading } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { useDetection } from '../../workspace/assetData.ts'
import { around, type Range } from '../../workspace/selection.ts'
import { useScheme } from '../../theme/useScheme.ts'
import { correlations, loosened, onOneClock } from './correlation.ts'

const mostChannels = 8
const cells = { now: 240, reference: 2000 } as const
const leastNow = 60 * 60_000

/** How the channels move together in the event and in the period that normal was learned from. */
export function Correlation({ event }: { event: Event }) {
  const { palette } = useScheme()
  const channels = useMemo(() => event.channels.slice(0, mostChannels), [event.channels])
  const names = useMemo(() => channels.map(({ name }) => nameWithin(name, event.assetName)), [channels, event.assetName])
  const reference = useDetection(event.asset).data?.reference ?? null
  const span = useMemo(() => (event.end - event.start >= leastNow ? { from: event.start, to: event.end } : around({ from: event.start, to: event.start }, 0, leastNow)), [event])
  const now = useMatrix(channels, span, cells.now)
  const before = useMatrix(channels, reference, cells.reference)
  const figure = useMemo(() => (now.data && before.data ? figureOf(names, now.data, before.data, [palette.series[3], palette.bg[2], palette.accent]) : null), [names, now.data, before.data, palette])
  if (channels.length < 2) return <p className="tt-hint tt-pad">{t.investigate.oneChannel}</p>
  const failed = now.error ?? before.error
  if (failed) return <Failed compact error={failed} where={t.investigate.correlation} onRetry={() => void Promise.all([now.refetch(), before.refetch()])} />
  if (!figure || !now.data || !before.data) return <Loading what={t.investigate.correlation} />
  const [most] = loosened(now.data, before.data)
  return (
    <div className="tt-correlation">
      <p className="tt-hint">
        {most && Math.abs(most.now - most.before) > 0.3
          ? t.investigate.cameApart(names[most.a] ?? '', names[most.b] ?? '', value(most.before, 2), value(most.now, 2))
          : t.investigate.holdTogether}{' '}
        {t.investigate.correlationAbout(duration(span.to - span.from))}
      </p>
      <Plot data={figure.data} layout={figure.layout} label={t.investigate.correlation} simulated={event.simulated} />
    </div>
  )
}

function useMatrix(channels: readonly EventChannel[], stretch: Range | null, n: number) {
  const api = useApi()
  const tags = channels.map(({ tag }) => tag)
  return useQuery({
    queryKey: [['series', 'view'], { correlation: tags, stretch, n }],
    enabled: stretch !== null && tags.length > 1,
    queryFn: async ({ signal }) => {
      const { from, to } = stretch ?? { from: 0, to: 1 }
      const answer = await api.series.view.call({ tags, from, to, buckets: n }, { signal })
      const columns = await unpackColumns(answer.columns)
      return correlations(
        answer.tags.map(({ raw }, i) => {
          const view = tagView(columns, String(i), tags[i] ?? 0, raw)
          return onOneClock({ t: view.t, v: view.min.map((low, j) => (low + (view.max[j] ?? low)) / 2) }, { from, to, cells: n })
        }),
      )
    },
  })
}

type Matrix = (number | null)[][]

const headOf = (text: string) => ({ text, standoff: 4, font: { size: 11 } })

function figureOf(names: string[], now: Matrix, before: Matrix, [below, nothing, above]: readonly [string, string, string]): { data: Data[]; layout: Partial<Layout> } {
  const common = { type: 'heatmap', x: names, y: names, zmin: -1, zmax: 1, colorscale: [[0, below], [0.5, nothing], [1, above]], xgap: 1, ygap: 1, texttemplate: '%{z:.2f}', textfont: { size: 11 }, hovertemplate: '%{y}, %{x}: %{z:.2f}<extra></extra>' } as const
  const axis = { showgrid: false, ticks: '', automargin: true } as const
  return {
    data: [
      { ...common, z: now, showscale: false },
      { ...common, z: before, xaxis: 'x2', yaxis: 'y2', colorbar: { thickness: 8, len: 0.9, tickvals: [-1, 0, 1], outlinewidth: 0 } },
    ] as unknown as Data[], // as: the typings want mutable arrays
    layout: {
      xaxis: { ...axis, domain: [0, 0.48], showticklabels: false, side: 'top', title: headOf(t.investigate.inEvent) },
      yaxis: { ...axis, autorange: 'reversed' },
      xaxis2: { ...axis, domain: [0.52, 1], showticklabels: false, side: 'top', title: headOf(t.investigate.inReferencePeriod) },
      yaxis2: { ...axis, anchor: 'x2', autorange: 'reversed', showticklabels: false },
      margin: { l: 8, r: 8, t: 24, b: 6 },
    } as Partial<Layout>, // as: the literals above are of these types
  }
}
