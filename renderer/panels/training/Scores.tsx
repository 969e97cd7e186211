import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { unpackColumns } from '../../../main/contract/columns.ts'
import { Lanes } from '../../charts/Lanes.tsx'
import type { Lane, Span, View } from '../../charts/lane.ts'
import { tagView } from '../../charts/useSeriesView.ts'
import { useApi } from '../../client/context.tsx'
import { percent, value } from '../../format/number.ts'
import { duration, precisionFor, time } from '../../format/time.ts'
import { Failed, Loading } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { useDock } from '../../workspace/dock.ts'
import { useZone } from '../../workspace/preferences.ts'
import { around, useSelection } from '../../workspace/selection.ts'
import { useLocalView } from '../../workspace/useLocalView.ts'
import type { LiveRun } from './liveRun.ts'

/** What a trained network says of the whole recording: its score with the threshold of the run, and each stretch above it as a way into Explore. */
export function Scores({ run }: { run: LiveRun }) {
  const api = useApi()
  const scores = useQuery({
    queryKey: [['training', 'scores'], { run: run.id }],
    // rows may have come since, and the network scores them too
    staleTime: 0,
    placeholderData: keepPreviousData,
    structuralSharing: false,
    queryFn: async ({ signal }) => {
      const { threshold, columns, events } = await api.training.scores.call({ run: run.id }, { signal })
      const { t: times, score } = await unpackColumns(columns)
      return { threshold, events, score: tagView({ t: times!, v: score! }, '', 0, true) }
    },
  })
  if (scores.data) return <Shown run={run} {...scores.data} />
  if (scores.isError) return <Failed error={scores.error} where={t.training.scores} onRetry={() => void scores.refetch()} />
  return <Loading what={t.training.scoring} />
}

const unforeseen = (channels: Scored['events'][number]['channels']) => channels.slice(0, 3).map(({ name, share }) => `${name} ${percent(share)}`).join(', ')

type Scored = Awaited<ReturnType<ReturnType<typeof useApi>['training']['scores']['call']>>

function Shown({ run, threshold, events, score }: { run: LiveRun; threshold: number; events: Scored['events']; score: ReturnType<typeof tagView> }) {
  const zone = useZone()
  const { data: assets } = useQuery(useApi().assets.list.queryOptions())
  const from = score.t[0] ?? 0
  const to = score.t.at(-1) ?? from
  const whole = useMemo<View>(() => ({ from, to: Math.max(to, from + 1) }), [from, to])
  const view = useLocalView('training', whole)
  const shown = view.shown ?? whole
  const lanes = useMemo<Lane[]>(() => {
    const trace = { key: 'score', label: t.investigate.score, unit: '', t: score.t, e: score.e, min: score.min, max: score.max, quality: null, gap: Number.POSITIVE_INFINITY, colour: 0 }
    return [{ id: 'score', traces: [trace], level: { value: threshold, label: t.training.thresholdOf(value(threshold, 3)) }, include: [0, threshold * 1.1] }]
  }, [score, threshold])
  const precise = precisionFor(to - from)
  const spans = useMemo<Span[]>(
    () => events.map((event, i) => ({ id: String(i), from: event.start, to: event.end, severity: 2, judged: false, label: `${time(event.start, zone)}, ${duration(event.end - event.start)}, ${value(event.score, 3)}` })),
    [events, zone],
  )
  const look = (id: number) => {
    const event = events[id]
    if (!event) return
    const { selectAsset, show } = useSelection.getState()
    selectAsset(run.asset)
    show(around({ from: event.start, to: event.end }, 1.5, 60_000))
    useDock.getState().open('explore')
  }
  return (
    <>
      <div className="tt-training-score">
        <Lanes lanes={lanes} view={shown} spans={spans} shade={run.heldOut} label={t.training.scoresChart(run.id, events.length)} simulated={assets?.find(({ id }) => id === run.asset)?.simulated ?? false} onShow={view.show} onSlide={view.slide} onBack={view.back} onSpan={(id) => look(Number(id))} />
      </div>
      <section className="tt-training-found" role="region" aria-label={t.training.foundIn} tabIndex={0}>
        {events.length === 0 ? (
          <p className="tt-hint">{t.training.foundNothing(value(threshold, 3))}</p>
        ) : (
          <table className="tt-table">
            <thead>
              <tr>
                <th>{t.training.foundIn}</th>
                <th className="tt-right">{t.training.lasts}</th>
                <th className="tt-right">{t.training.atPeak}</th>
                <th title={t.training.unforeseenAbout}>{t.training.unforeseen}</th>
              </tr>
            </thead>
            <tbody>
              {events.map((event, i) => (
                <tr key={event.start}>
                  <td>
                    <button type="button" className="tt-link tt-number" title={t.training.lookAbout} onClick={() => look(i)}>
                      {time(event.start, zone, precise)}
                    </button>
                  </td>
                  <td className="tt-right tt-number">{duration(event.end - event.start)}</td>
                  <td className="tt-right tt-number">{value(event.score, 3)}</td>
                  <td title={unforeseen(event.channels)}>{unforeseen(event.channels)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <p className="tt-hint">{t.training.notKept}</p>
      </section>
    </>
  )
}
