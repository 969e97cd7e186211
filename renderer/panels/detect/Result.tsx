import { Button } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { Detection } from '../../../main/contract/detection.ts'
import { Lanes } from '../../charts/Lanes.tsx'
import type { Lane, Span, View } from '../../charts/lane.ts'
import { useSettled } from '../../charts/useSeriesView.ts'
import { useApi } from '../../client/context.tsx'
import { count, value } from '../../format/number.ts'
import { duration, time } from '../../format/time.ts'
import { Failed, Loading } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { useDock } from '../../workspace/dock.ts'
import { useZone } from '../../workspace/preferences.ts'
import { useLocalView } from '../investigate/useLocalView.ts'
import { useScore } from './useScore.ts'

/** What was learned and found, with the threshold to play with: events and alarms a week follow it. */
export function Result({ detection, onBudget }: { detection: Detection; onBudget: (perWeek: string) => void }) {
  const api = useApi()
  const zone = useZone()
  const open = useDock((dock) => dock.open)
  const [threshold, setThreshold] = useState(detection.threshold)
  const changed = threshold !== detection.threshold
  const tried = useQuery({
    ...api.detections.tryThreshold.queryOptions({ input: { id: detection.id, threshold: useSettled(threshold, 120) } }),
    placeholderData: keepPreviousData,
  })
  const whole = useMemo<View>(() => ({ from: detection.from, to: Math.max(detection.to, detection.from + 1) }), [detection])
  const view = useLocalView(whole)
  const shown = view.shown ?? whole
  const score = useScore({ detection: detection.id, view: shown })
  const lanes = useMemo<Lane[]>(() => {
    if (!score.data) return []
    const { t: first, e, min, max } = score.data.score
    const trace = { key: 'score', label: t.investigate.score, unit: '', t: first, e, min, max, quality: null, gap: Number.POSITIVE_INFINITY, colour: 0 }
    return [{ id: 'score', traces: [trace], level: { value: threshold, label: `${t.detect.threshold} ${value(threshold, 3)}` }, include: [0, threshold * 1.1] }]
  }, [score.data, threshold])
  const highest = useMemo(() => (score.data ? score.data.score.max.reduce<number | null>((best, x) => (Number.isNaN(x) || (best !== null && best >= x) ? best : x), null) : null), [score.data])
  const spans = useMemo<Span[]>(
    () => (tried.data?.events ?? []).map((event, i) => ({ id: String(i), from: event.from, to: event.to, severity: 2, judged: false, label: `${time(event.from, zone)}, ${duration(event.to - event.from)}, ${value(event.score, 3)}` })),
    [tried.data, zone],
  )
  const most = Math.max(detection.threshold * 2.5, 10)
  return (
    <>
      <div className="tt-detect-result">
        <dl>
          {(
            [
              [t.detect.events, count(changed ? (tried.data?.events.length ?? 0) : detection.events)],
              [t.detect.perWeek, value(tried.data?.alarmsPerWeek, 3)],
              [t.detect.threshold, value(threshold, 3)],
              [t.detect.referenceWas, detection.reference.whole ? t.detect.wholeShort : `${time(detection.reference.from, zone, 'day')} – ${time(detection.reference.to, zone, 'day')}`],
              [t.detect.rowsScored, `${count(detection.rows)} ${t.detect.seconds(value(detection.seconds, 2))}`],
            ] as const
          ).map(([name, text]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="tt-number">{text}</dd>
            </div>
          ))}
        </dl>
        <label className="tt-detect-slider">
          <span className="tt-hidden">{t.detect.threshold}</span>
          <input type="range" min={0.5} max={most} step={0.05} value={threshold} aria-label={t.detect.threshold} onChange={(event) => setThreshold(Number(event.target.value))} />
        </label>
        <Button
          variant="default"
          disabled={!changed || !tried.data}
          onClick={() => {
            if (tried.data) onBudget(String(Number(Math.max(tried.data.alarmsPerWeek, 0.01).toPrecision(3))))
          }}
        >
          {t.detect.useBudget}
        </Button>
        <Button variant="default" onClick={() => open('events')}>
          {t.detect.openEvents}
        </Button>
      </div>
      <p className="tt-hint tt-detect-words" role="status">
        {changed && tried.data ? `${t.detect.missed(tried.data.judgedProblemsMissed)}, ${t.detect.shown(tried.data.judgedNormalShown)}. ` : ''}
        {highest !== null && !(tried.data?.events.length ?? detection.events) ? t.detect.nothingFound(value(highest, 3)) : t.detect.tryIt}
      </p>
      {tried.isError && <Failed compact error={tried.error} where={t.detect.threshold} />}
      {score.isError ? (
        <Failed error={score.error} where={t.investigate.score} onRetry={() => void score.refetch()} />
      ) : !score.data ? (
        <Loading what={t.investigate.score} />
      ) : (
        <Lanes lanes={lanes} view={shown} spans={spans} label={t.investigate.score} simulated={detection.simulated} onShow={view.show} onSlide={view.slide} onBack={view.back} />
      )}
      <Channels detection={detection} />
    </>
  )
}

function Channels({ detection }: { detection: Detection }) {
  return (
    <div className="tt-detect-tables">
      {detection.baselines.length > 0 && (
        <section aria-label={t.detect.baselines}>
          <h3>{t.detect.baselines}</h3>
          <table className="tt-table">
            <thead>
              <tr>
                <th>{t.detect.method}</th>
                <th className="tt-right">{t.detect.events}</th>
                <th className="tt-right">s</th>
              </tr>
            </thead>
            <tbody>
              {[{ detector: detection.detector, title: detection.title, events: detection.events, seconds: detection.seconds }, ...detection.baselines].map((one) => (
                <tr key={one.detector}>
                  <td>{one.title}</td>
                  <td className="tt-right tt-number">{count(one.events)}</td>
                  <td className="tt-right tt-number">{value(one.seconds, 2)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <section aria-label={t.detect.channels}>
        <h3>{t.detect.channels}</h3>
        <ul>
          {detection.channels
            .toSorted((a, b) => Number(b.judged) - Number(a.judged))
            .map((channel) => (
              <li key={channel.tag}>
                {channel.name}
                <span className="tt-hint"> {channel.judged ? channel.why : `${t.detect.context}: ${channel.why}`}</span>
              </li>
            ))}
        </ul>
      </section>
    </div>
  )
}
