import { Button, SegmentedControl } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Gauge, Pause, Play, RotateCw, Square } from 'lucide-react'
import { useMemo } from 'react'
import { useApi } from '../../client/context.tsx'
import { useJobs } from '../../client/jobs.ts'
import { bytes, count, value } from '../../format/number.ts'
import { duration, precisionFor, time } from '../../format/time.ts'
import { Empty, Failed } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { useActions } from '../../workspace/actions.ts'
import { useDock } from '../../workspace/dock.ts'
import { useZone } from '../../workspace/preferences.ts'
import { useSelection } from '../../workspace/selection.ts'
import { isUsable } from '../detect/useNetworks.ts'
import { CurveLooks } from './CurveLooks.tsx'
import { Curves } from './Curves.tsx'
import { Headline } from './Headline.tsx'
import { HeldOut } from './HeldOut.tsx'
import type { LiveRun } from './liveRun.ts'
import { Scores } from './Scores.tsx'
import { plotsOf } from './plots.ts'
import { verdictSentence } from './sentence.ts'
import { useTrainingView } from './view.ts'

/** One run: first which is better, then its figures, its curves, and what everybody finds on the held-out period. */
export function RunView({ run }: { run: LiveRun }) {
  const zone = useZone()
  const { log, smooth, scores, show } = useTrainingView()
  const { metrics, bestEpoch, beside, trivialLosses, id } = run
  const plots = useMemo(() => plotsOf({ id, metrics, bestEpoch, beside, trivialLosses }, { log, smooth }), [id, metrics, bestEpoch, beside, trivialLosses, log, smooth])
  const trained = run.artifacts.model !== null
  const scoring = trained && scores
  const known = (beside[0]?.known ?? metrics.at(-1)?.eventsHeldOut.known ?? 0) > 0
  return (
    <>
      <header className="tt-training-head">
        <div>
          <Headline>{verdictSentence(run)}</Headline>
          <p>
            <strong>
              {t.training.run(run.id)} · {run.title}
            </strong>
            {run.parameters > 0 && `, ${t.training.parameters(count(run.parameters))}`}{' '}
            · {run.assetName} · <span className={run.state === 'failed' ? 'tt-job-failed' : undefined}>{stateOf(run)}</span> · <span className="tt-number">{time(run.createdAt, zone)}</span>
            {run.repeats !== null && ` · ${t.training.repeats(run.repeats)}`}
            {run.cause !== '' && run.heldOut && ` · ${run.cause}`}
          </p>
        </div>
        <Controls run={run} />
      </header>
      <Facts run={run} />
      {run.faultCode === 'not_enough_history' ? (
        <Empty
          title={t.training.notEnough}
          action={
            <Button variant="default" onClick={() => show({ setUp: true })}>
              {t.training.setUp}
            </Button>
          }
        >
          {t.training.notEnoughAbout}
        </Empty>
      ) : (
        <div className="tt-training-curves">
          <div className="tt-training-looks">
            {trained && (
              <SegmentedControl
                size="xs"
                aria-label={t.training.looks}
                value={scoring ? 'scores' : 'curves'}
                data={[
                  { value: 'curves', label: t.training.curves },
                  { value: 'scores', label: t.training.scores },
                ]}
                onChange={(what) => show({ scores: what === 'scores' })}
              />
            )}
            {!scoring && <CurveLooks />}
          </div>
          {scoring ? (
            <Scores run={run} />
          ) : metrics.length === 0 ? (
            <Empty title={run.state === 'failed' ? run.cause : run.doing || stateOf(run)}>{t.training.noEpochs}</Empty>
          ) : (
            <Curves
              plots={plots}
              epochs={Math.max(run.endedAt === null ? run.options.epochs : 1, metrics.length)}
              label={t.training.chart(run.id, metrics.length, value(metrics.at(-1)?.validationLoss))}
              bars={known ? [t.training.faultsFound, t.training.falseEvents] : ['', t.training.unknownEvents]}
            />
          )}
        </div>
      )}
      {(run.heldOut?.results ?? beside).length > 0 && <HeldOut runs={[run]} />}
    </>
  )
}

export const stateOf = ({ state, ahead }: Pick<LiveRun, 'state' | 'ahead'>): string => (state === 'queued' ? t.training.ahead(ahead) : t.training.states[state])

function Facts({ run }: { run: LiveRun }) {
  const zone = useZone()
  const last = run.metrics.at(-1)
  const held = run.periods?.heldOut
  const facts: readonly (readonly [string, string, string?])[] = [
    [t.training.epoch, t.training.epochOf(run.epochs, run.options.epochs)],
    run.endedAt === null ? [t.training.left, run.left === null ? '–' : duration(run.left)] : [t.training.took, duration(run.seconds * 1000)],
    [t.training.rate, last ? count(last.rate) : '–'],
    [t.training.memory, last ? bytes(last.memory) : '–', t.training.memoryAbout],
    [t.training.learningRate, value(last?.learningRate ?? run.options.learningRate, 2)],
    [t.training.best, run.bestEpoch === null ? '–' : String(run.bestEpoch)],
    [t.training.backend, run.backend || '–'],
    [t.training.dataset, run.datasetHash === '' ? '–' : run.datasetHash.slice(0, 8), held ? `${run.datasetHash}\n${t.training.heldOut}: ${time(held.from, zone, precisionFor(held.to - held.from))} – ${time(held.to, zone, precisionFor(held.to - held.from))}` : run.datasetHash],
    ...(run.mirror.state === 'off' ? [] : [[t.training.mirror, run.mirror.words] as const]),
  ]
  return (
    <dl className="tt-training-facts">
      {facts.map(([name, text, title]) => (
        <div key={name} title={title}>
          <dt>{name}</dt>
          <dd className="tt-number">{text}</dd>
        </div>
      ))}
    </dl>
  )
}

/** What can be done to a run in the state it is in. */
function Controls({ run }: { run: LiveRun }) {
  const api = useApi()
  const take = useJobs((state) => state.take)
  const choose = useTrainingView((state) => state.choose)
  const queryClient = useQueryClient()
  const askAgain = () => void queryClient.invalidateQueries({ queryKey: api.runs.key() })
  const pause = useMutation(api.jobs.pause.mutationOptions({ onSuccess: take }))
  const resume = useMutation(api.jobs.resume.mutationOptions({ onSuccess: take }))
  const cancel = useMutation(api.jobs.cancel.mutationOptions({ onSuccess: take }))
  const stop = useMutation(api.training.stop.mutationOptions({ onSuccess: askAgain }))
  const again = useMutation(api.training.again.mutationOptions({ onSuccess: ({ run: id }) => {
        askAgain()
        choose(id)
      },
    }))
  const detect = useMutation(api.detections.start.mutationOptions({ onSuccess: () => {
        useSelection.getState().selectAsset(run.asset)
        useDock.getState().open('detect')
      },
    }))
  const refused = pause.error ?? resume.error ?? cancel.error ?? stop.error ?? again.error ?? detect.error
  const { state } = run
  const working = state === 'running' || state === 'queued'
  const held = state === 'paused' || state === 'interrupted'
  const broken = state === 'failed' || state === 'cancelled'
  const id = run.job
  const can = {
    pause: working,
    resume: held || (broken && run.faultCode !== 'not_enough_history'),
    stop: (working || held) && run.epochs > 0,
    cancel: working || held,
    again: !working && !held,
    detect: isUsable(run),
  }
  const detectNow = () => detect.mutate({ asset: run.asset, run: run.id, alarmsPerWeek: run.options.alarmsPerWeek })
  useActions({
    'training.pause': () => (can.pause ? pause.mutate({ id }) : can.resume && resume.mutate({ id })),
    'training.stop': () => can.stop && stop.mutate({ run: run.id }),
    'training.cancel': () => can.cancel && cancel.mutate({ id }),
    'training.again': () => can.again && again.mutate({ run: run.id }),
    'training.detect': () => can.detect && !detect.isPending && detectNow(),
  })
  return (
    <div className="tt-training-controls">
      {can.resume && (
        <Button size="compact-xs" leftSection={<Play size={12} />} loading={resume.isPending} onClick={() => resume.mutate({ id })}>
          {t.training.goOn}
        </Button>
      )}
      {can.pause && (
        <Button size="compact-xs" variant="default" leftSection={<Pause size={12} />} loading={pause.isPending} onClick={() => pause.mutate({ id })}>
          {t.training.pause}
        </Button>
      )}
      {(can.stop || stop.isPending) && (
        <Button size="compact-xs" variant="default" loading={stop.isPending} onClick={() => stop.mutate({ run: run.id })}>
          {t.training.stop}
        </Button>
      )}
      {can.cancel && (
        <Button size="compact-xs" variant="subtle" color="gray" leftSection={<Square size={11} />} loading={cancel.isPending} onClick={() => cancel.mutate({ id })}>
          {t.training.cancel}
        </Button>
      )}
      {can.detect && (
        <Button size="compact-xs" variant="default" leftSection={<Gauge size={12} />} title={t.training.detectAbout} loading={detect.isPending} onClick={detectNow}>
          {t.training.detect}
        </Button>
      )}
      {can.again && (
        <Button size="compact-xs" variant="default" leftSection={<RotateCw size={12} />} loading={again.isPending} onClick={() => again.mutate({ run: run.id })}>
          {t.training.again}
        </Button>
      )}
      {refused && <Failed compact error={refused} where={t.training.run(run.id)} />}
    </div>
  )
}
