import { Button } from '@mantine/core'
import { useState } from 'react'
import type { EnvironmentInfo, WorkloadStatus } from '../../../main/contract/deployments.ts'
import { percent } from '../../format/number.ts'
import { clock } from '../../format/time.ts'
import { Empty, Failed, Loading } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { useActions } from '../../workspace/actions.ts'
import { useZone } from '../../workspace/preferences.ts'
import { CommandLine } from './CommandLine.tsx'
import { PodDot } from './Marks.tsx'
import { hasEnded, type KnownOperation } from './operations.ts'
import { Scale } from './Scale.tsx'
import { Undo } from './Undo.tsx'
import { useStatus } from './useStatus.ts'
import { useDeployView, whereOf } from './view.ts'

/** What runs now, with its pods; scaled and undone from here. */
export function Running({ info, operation }: { info: EnvironmentInfo; operation: KnownOperation | null }) {
  const zone = useZone()
  const view = useDeployView()
  const { status, error, again } = useStatus(whereOf(view))
  const [undoing, setUndoing] = useState<string | null>(null)
  const busy = operation !== null && !hasEnded(operation)
  useActions({ 'deploy.refresh': again })
  if (!status) {
    if (error === null) return <Loading what={t.deploy.watching} />
    return <Failed error={error} where={t.deploy.steps.running} onRetry={again} />
  }
  if (status.state === 'absent' && !status.stale)
    return (
      <div className="tt-deploy-page">
        <Empty title={t.deploy.status.absent} action={<Button onClick={() => view.set({ tab: 'plan' })}>{t.deploy.steps.plan}</Button>}>
          {status.words}
        </Empty>
        <CommandLine command={status.command} />
      </div>
    )
  if (status.stale && status.workloads.length === 0)
    return (
      <Empty title={t.deploy.unseen[view.target]} action={<Button onClick={() => view.set({ tab: 'target' })}>{t.deploy.toTarget}</Button>}>
        {status.words} {t.deploy.unseenAbout}
      </Empty>
    )
  return (
    <div className="tt-deploy-page">
      <h2 className="tt-deploy-sentence">{status.stale ? t.deploy.stale[view.target] : t.deploy.status[status.state]}</h2>
      <p className="tt-deploy-lead" role="status">
        {/* what fails says it whole below */}
        <span className="tt-ellipsis" title={status.words}>
          {status.words}
        </span>{' '}
        <span className="tt-hint tt-number">{clock(status.at, zone, 'second')}</span>
      </p>
      {error !== null && <Failed compact error={error} where={t.deploy.steps.running} onRetry={again} />}
      <div className="tt-scroll" tabIndex={0} role="region" aria-label={t.deploy.steps.running}>
        {status.workloads.toSorted((a, b) => Number(b.state === 'failing') - Number(a.state === 'failing')).map((workload) => (
          <Workload key={workload.object} workload={workload} info={info} busy={busy} undoing={undoing === workload.object} onUndo={() => setUndoing(undoing === workload.object ? null : workload.object)} onUndone={() => setUndoing(null)} />
        ))}
        <section className="tt-deploy-events" aria-label={t.deploy.events}>
          <h3>{t.deploy.events}</h3>
          {status.events.length === 0 && <p className="tt-hint">{t.deploy.noEvents}</p>}
          <ol>
            {status.events.toReversed().map((event, i) => (
              <li key={`${event.at} ${event.object} ${event.reason} ${i}`} data-kind={event.kind}>
                <span className="tt-number">{clock(event.at, zone, 'second')}</span>
                <span className="tt-ellipsis">{event.object}</span>
                <span>
                  {event.reason && <strong>{event.reason}</strong>} {event.words} {event.count > 1 && <span className="tt-hint tt-number">{event.count}×</span>}
                </span>
              </li>
            ))}
          </ol>
        </section>
      </div>
      <CommandLine command={status.command} />
    </div>
  )
}

interface WorkloadProps {
  readonly workload: WorkloadStatus
  readonly info: EnvironmentInfo
  readonly busy: boolean
  readonly undoing: boolean
  readonly onUndo: () => void
  readonly onUndone: () => void
}

function Workload({ workload, info, busy, undoing, onUndo, onUndone }: WorkloadProps) {
  const name = workload.object.split('/').at(-1) ?? workload.object
  const { autoscaler } = workload
  const known = info.services.some((service) => service.name === name)
  return (
    <section className="tt-workload" aria-label={workload.object} data-state={workload.state}>
      <header>
        <strong className="tt-number">{workload.object}</strong>
        <span className="tt-number">
          {workload.ready}/{workload.desired} {t.deploy.ready}
        </span>
        <span className="tt-pods">
          {workload.pods.map((pod) => (
            <PodDot key={pod.name} pod={pod} />
          ))}
        </span>
        <span className="tt-hint">
          {t.deploy.revision} <span className="tt-number">{workload.revision || '–'}</span>
        </span>
        {known && workload.state !== 'absent' && (
          <>
            <Scale workload={name} replicas={workload.desired} busy={busy} />
            <Button size="compact-xs" variant="default" aria-expanded={undoing} disabled={busy} onClick={onUndo} aria-label={t.deploy.undoOf(name)}>
              {t.deploy.undo}
            </Button>
          </>
        )}
      </header>
      <p>
        {workload.words} <span className="tt-hint tt-number">{workload.images.join(', ')}</span>
      </p>
      {autoscaler && (
        <p className="tt-hint">
          {t.deploy.autoscaler}: {autoscaler.desired === 0 ? t.deploy.scalerBounds(autoscaler.min, autoscaler.max) : t.deploy.scalerNow(autoscaler.current, autoscaler.desired, autoscaler.min, autoscaler.max)}
          {autoscaler.metrics.map(({ name: metric, current, target }) => ` · ${t.deploy.metric(metric, current === null ? '–' : percent(current / 100), percent(target / 100))}`)}. {autoscaler.words}
        </p>
      )}
      {undoing && <Undo workload={name} onDone={onUndone} />}
    </section>
  )
}
