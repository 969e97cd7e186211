import type { Finding, PlanEntry, PodStatus } from '../../../main/contract/deployments.ts'
import { t } from '../../strings.ts'

/** Shapes, not colours: colour belongs to the alarms of the plant. */
export function FindingMark({ severity }: { severity: Finding['severity'] }) {
  return (
    <svg width="13" height="13" viewBox="0 0 13 13" role="img" aria-label={t.deploy.severities[severity]} className={`tt-finding-mark tt-finding-${severity}`}>
      {severity === 'error' ? (
        <>
          <rect x="0.5" y="0.5" width="12" height="12" fill="currentColor" />
          <path d="M3.5 3.5 9.5 9.5 M9.5 3.5 3.5 9.5" stroke="var(--bg-1)" strokeWidth="1.8" />
        </>
      ) : severity === 'warning' ? (
        <>
          <path d="M6.5 1 12.3 12 H0.7 Z" fill="none" stroke="currentColor" strokeWidth="1.3" />
          <path d="M6.5 5 V8.4 M6.5 9.4 V10.6" stroke="currentColor" strokeWidth="1.3" />
        </>
      ) : (
        <circle cx="6.5" cy="6.5" r="3" fill="none" stroke="currentColor" strokeWidth="1.2" />
      )}
    </svg>
  )
}

const signs: Record<PlanEntry['action'], string> = { create: '+', change: '~', keep: '=', delete: '−' }

export function ActionSign({ action, refused }: { action: PlanEntry['action']; refused: boolean }) {
  return (
    <span className={`tt-plan-sign tt-plan-${refused ? 'refused' : action}`} aria-label={refused ? t.deploy.refused : t.deploy.actions[action]} role="img">
      {refused ? '!' : signs[action]}
    </span>
  )
}

/** A pod as a dot: full when ready, a ring while it starts or stops, a crossed square when it fails. */
export function PodDot({ pod }: { pod: PodStatus }) {
  const label = `${pod.name}: ${t.deploy.podStates[pod.state]}. ${pod.words}${pod.restarts > 0 ? ` ${t.deploy.restarts(pod.restarts)}.` : ''}`
  return (
    <svg width="13" height="13" viewBox="0 0 13 13" role="img" aria-label={label} className={`tt-pod tt-pod-${pod.state}`}>
      <title>{label}</title>
      {pod.state === 'failing' ? (
        <>
          <rect x="1" y="1" width="11" height="11" fill="currentColor" />
          <path d="M3.8 3.8 9.2 9.2 M9.2 3.8 3.8 9.2" stroke="var(--bg-1)" strokeWidth="1.6" />
        </>
      ) : pod.state === 'ready' ? (
        <circle cx="6.5" cy="6.5" r="4.5" fill="currentColor" />
      ) : (
        <circle cx="6.5" cy="6.5" r="4" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray={pod.state === 'stopping' ? '2 2' : undefined} />
      )}
    </svg>
  )
}
