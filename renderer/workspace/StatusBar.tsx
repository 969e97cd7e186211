import { useQuery } from '@tanstack/react-query'
import { useApi } from '../client/context.tsx'
import { isActive, useJobs } from '../client/jobs.ts'
import { bytes } from '../format/number.ts'
import { clock } from '../format/time.ts'
import { t } from '../strings.ts'
import { runAction } from './actions.ts'
import { useZone } from './preferences.ts'
import { useMinute } from './useMinute.ts'

/** 22 px that answer: which profile, is the store well, what runs, what time is it, what waits. */
export function StatusBar({ pendingKey }: { pendingKey: string | null }) {
  const api = useApi()
  const about = useQuery(api.settings.about.queryOptions()).data
  const assets = useQuery(api.assets.list.queryOptions()).data
  const running = useJobs((state) => [...state.jobs.values()].filter(isActive).length)
  const unjudged = (assets ?? []).reduce((sum, asset) => sum + (asset.attention?.unjudged ?? 0), 0)
  return (
    <footer className="tt-status" aria-label={t.frame.statusBar}>
      {about && (
        <>
          <span>{t.status.profile(about.environment)}</span>
          <span title={about.store.words}>
            {about.store.kind} {about.store.name} {bytes(about.store.bytes)} {about.store.healthy ? t.status.healthy : about.store.words}
          </span>
          <span>{t.status.workers(about.workers.filter((worker) => worker.state === 'busy').length, about.workers.length)}</span>
        </>
      )}
      <button type="button" onClick={() => runAction('jobs.tray')}>
        {t.status.jobs(running)}
      </button>
      <span className="tt-status-middle" role="status">
        {pendingKey ? t.frame.pendingKey(pendingKey) : ''}
      </span>
      <button type="button" onClick={() => runAction('go.events')}>
        {t.status.alarms(unjudged)}
      </button>
      <Clock />
    </footer>
  )
}

function Clock() {
  const zone = useZone()
  const now = useMinute()
  return (
    <span className="tt-number">
      {clock(now, zone)} {zone}
    </span>
  )
}
