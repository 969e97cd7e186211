import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import type { Detection } from '../../../main/contract/detection.ts'
import { Lanes } from '../../charts/Lanes.tsx'
import type { Lane, Span, View } from '../../charts/lane.ts'
import { useApi } from '../../client/context.tsx'
import { count, value } from '../../format/number.ts'
import { lasted } from '../../format/lasted.ts'
import { time } from '../../format/time.ts'
import { Failed, Loading } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { useDock } from '../../workspace/dock.ts'
import { useZone } from '../../workspace/preferences.ts'
import { useLocalView } from '../../workspace/useLocalView.ts'
import { bestRival, missedByBetter, type Labelled } from './better.ts'
import { KeepThreshold } from './KeepThreshold.tsx'
import { isNetwork, Tables } from './Tables.tsx'
import { useScore } from './useScore.ts'
import { useTried, type Tried } from './useTried.ts'

/** What was learned and found, with a threshold that can be moved: events, alarms a week and labels follow it. Kept, the events are drawn from it. */
export function Result({ detection }: { detection: Detection }) {
  const zone = useZone()
  const [moved, setMoved] = useState<number | null>(null)
  const [keeping, setKeeping] = useState<string | null>(null)
  const threshold = moved ?? detection.threshold
  const tried = useTried(detection.id, threshold)
  const whole = useMemo<View>(() => ({ from: detection.from, to: Math.max(detection.to, detection.from + 1) }), [detection.from, detection.to])
  const view = useLocalView('detect', whole)
  const shown = view.shown ?? whole
  const score = useScore({ detection: detection.id, view: shown })
  const highest = useMemo(() => (score.data ? score.data.score.max.reduce<number | null>((best, x) => (Number.isNaN(x) || (best !== null && best >= x) ? best : x), null) : null), [score.data])
  const most = Math.max(highest ?? 0, detection.threshold, threshold) * 1.05 || 1
  const label = t.detect.lineValue(value(threshold, 3), count(tried.data?.events.length ?? detection.events), value(tried.data?.alarmsPerWeek, 3))
  const lanes = useMemo<Lane[]>(() => {
    if (!score.data) return []
    const { t: first, e, min, max } = score.data.score
    const trace = { key: 'score', label: t.investigate.score, unit: '', t: first, e, min, max, quality: null, gap: Number.POSITIVE_INFINITY, colour: 0 }
    return [{ id: 'score', traces: [trace], level: { value: threshold, label, move: { min: 0, max: most, label: t.detect.line, to: setMoved } }, include: [0, most] }]
  }, [score.data, threshold, label, most])
  const spans = useMemo<Span[]>(
    () => (tried.data?.events ?? []).map((event, i) => ({ id: String(i), from: event.from, to: event.to, severity: 2, judged: false, ...(event.stretches && { stretches: event.stretches }), label: `${time(event.from, zone)}, ${lasted({ ...event, start: event.from, end: event.to })}, ${value(event.score, 3)}` })),
    [tried.data, zone],
  )
  const close = useCallback(() => setKeeping(null), [])
  const kept = useCallback(() => {
    setKeeping(null)
    setMoved(null)
  }, [])
  return (
    <>
      <Headline detection={detection} tried={tried.data} />
      <Figures detection={detection} tried={tried.data} threshold={threshold} moved={moved !== null} onMove={setMoved} onKeep={() => setKeeping('')} />
      {keeping !== null && <KeepThreshold key={keeping} detection={detection.id} threshold={threshold} offered={keeping} onClose={close} onKept={kept} />}
      <p className="tt-hint tt-detect-words">
        {moved !== null && tried.data ? `${t.detect.missed(tried.data.judgedProblemsMissed)}, ${t.detect.shown(tried.data.judgedNormalShown)}. ` : ''}
        {highest !== null && !(tried.data?.events.length ?? detection.events) ? t.detect.nothingFound(value(highest, 3)) : t.detect.tryIt}
      </p>
      {tried.isError && <Failed compact error={tried.error} where={t.detect.threshold} onRetry={() => void tried.refetch()} />}
      {score.isError ? (
        <Failed error={score.error} where={t.investigate.score} onRetry={() => void score.refetch()} />
      ) : !score.data ? (
        <Loading what={t.investigate.score} />
      ) : (
        <div className="tt-detect-score">
          <Lanes lanes={lanes} view={shown} spans={spans} label={t.investigate.score} simulated={detection.simulated} onShow={view.show} onSlide={view.slide} onBack={view.back} />
        </div>
      )}
      <Tables
        detection={detection}
        tried={tried.data}
        onGoBack={(version) => {
          setMoved(version.threshold)
          setKeeping(t.detect.backWhy(version.version))
        }}
      />
    </>
  )
}

/** Says first when a simple method does better against the labels; nothing where there are none. */
function Headline({ detection, tried }: { detection: Detection; tried: Tried | undefined }) {
  const best = bestRival(tried?.labelled, tried?.baselines ?? [])
  if (!best || !tried?.labelled) return null
  const words = ({ found, missed, falseAlarms }: Labelled) => t.detect.score(count(found), count(found + missed), t.detect.nFalse(falseAlarms))
  const title = detection.baselines.find(({ detector }) => detector === best.rival.detector)?.title ?? best.rival.detector
  const ours = words(tried.labelled)
  const theirs = words(best.rival.labelled)
  const { better, worse, equal } = { better: t.detect.baselineBetter(title, theirs, ours, detection.title), worse: (detection.baselines.some(isNetwork) ? t.detect.ownBetterThanAll : t.detect.ownBetter)(detection.title, ours, title, theirs), equal: t.detect.level(detection.title, title, ours) }
  const missed = missedByBetter(tried.labelled, best)
  return (
    <h3 className="tt-detect-headline">
      {{ better, worse, equal }[best.outcome]}
      {missed > 0 && t.detect.fewerFound(best.outcome === 'better' ? title : detection.title, missed)}
    </h3>
  )
}

interface FiguresProps {
  readonly detection: Detection
  readonly tried: Tried | undefined
  readonly threshold: number
  readonly moved: boolean
  readonly onMove: (threshold: number | null) => void
  readonly onKeep: () => void
}

function Figures({ detection, tried, threshold, moved, onMove, onKeep }: FiguresProps) {
  const zone = useZone()
  const open = useDock((dock) => dock.open)
  const labelled = tried?.labelled
  const figures: readonly (readonly [string, string, string?])[] = [
    [t.detect.threshold, value(threshold, 3)],
    [t.detect.events, count(tried?.events.length ?? detection.events)],
    [t.detect.perWeek, value(tried?.alarmsPerWeek, 3)],
    ...(labelled ? ([[t.detect.found, t.detect.ofKnown(count(labelled.found), count(labelled.found + labelled.missed))], [t.detect.falseAlarms, count(labelled.falseAlarms)]] as const) : []),
    [t.detect.referenceWas, detection.reference.whole ? t.detect.wholeShort : `${time(detection.reference.from, zone, 'day')} – ${time(detection.reference.to, zone, 'day')}`],
    ...(detection.network ? ([[t.detect.networkWas, t.detect.networkOf(detection.network.run, detection.network.model.slice(-64, -56)), `${detection.network.model}\n${t.training.dataset}: ${detection.network.datasetHash}`]] as const) : []),
    [t.detect.rowsScored, `${count(detection.rows)} ${t.detect.seconds(value(detection.seconds, 2))}`],
  ]
  return (
    <div className="tt-detect-result">
      <dl>
        {figures.map(([name, text, about]) => (
          <div key={name} title={about}>
            <dt>{name}</dt>
            <dd className="tt-number">{text}</dd>
          </div>
        ))}
      </dl>
      <AtMost detection={detection} onSolved={onMove} />
      <div className="tt-detect-actions">
        {moved && (
          <Button variant="subtle" color="gray" onClick={() => onMove(null)}>
            {t.detect.takeBack}
          </Button>
        )}
        <Button variant="default" disabled={!moved} onClick={onKeep}>
          {t.detect.keep}
        </Button>
        <Button variant="default" onClick={() => open('events')}>
          {t.detect.openEvents}
        </Button>
      </div>
    </div>
  )
}

/** Solves for the lowest threshold that keeps a number of alarms a week, as it is typed. */
function AtMost({ detection, onSolved }: { detection: Detection; onSolved: (threshold: number) => void }) {
  const api = useApi()
  const [typed, setTyped] = useState('')
  const solve = useMutation(api.detections.tryThreshold.mutationOptions({ onSuccess: (answer) => onSolved(answer.threshold) }))
  const take = (text: string) => {
    setTyped(text)
    const perWeek = Number(text.replace(',', '.'))
    if (text.trim() !== '' && perWeek > 0) solve.mutate({ id: detection.id, alarmsPerWeek: perWeek })
  }
  return (
    <label className="tt-detect-most">
      {t.detect.atMostShort} <input className="tt-native tt-number" inputMode="decimal" aria-label={t.detect.atMost} value={typed} placeholder={value(detection.alarmsPerWeek, 3)} onChange={(event) => take(event.target.value)} /> {t.detect.aWeek}
      {solve.isError && <Failed compact error={solve.error} where={t.detect.atMost} />}
    </label>
  )
}
