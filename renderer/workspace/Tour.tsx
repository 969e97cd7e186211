import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useState } from 'react'
import { useApi } from '../client/context.tsx'
import { isActive, useJobs } from '../client/jobs.ts'
import { Key } from '../parts/PanelHead.tsx'
import { t } from '../strings.ts'
import { runAction, useActions, type ActionId } from './actions.ts'
import { keyCaps } from './keys.ts'
import { usePreferences } from './preferences.ts'

interface Stop {
  readonly id: keyof typeof t.tour.stops
  /** What the button does; a stop without one is only read. */
  readonly action?: ActionId
  readonly keys?: string
}

const stops: readonly Stop[] = [
  { id: 'data', action: 'import.demo' },
  { id: 'overview', action: 'go.overview', keys: 'g o' },
  { id: 'event', action: 'go.strongest', keys: 'g g' },
  { id: 'verdict', keys: '1 e' },
  { id: 'explore', action: 'events.explore', keys: 'x' },
  { id: 'palette', action: 'palette', keys: 'ctrl+k' },
]

/**
 * The first five minutes, beside the work and never over it. Left by Escape, its cross or its end, it stays away; the palette brings it back
 * where it was. It opens by itself once, on a project that holds nothing yet.
 */
export function Tour() {
  const api = useApi()
  const { preferences, ready, set } = usePreferences()
  const assets = useQuery(api.assets.list.queryOptions()).data
  const [at, setAt] = useState(0)
  const [asked, setAsked] = useState(false)
  const [begun, setBegun] = useState(false)
  useActions({ tour: () => setAsked(true) })
  const working = useJobs((state) => [...state.jobs.values()].find((job) => isActive(job) && (job.kind === 'demo' || job.kind === 'detect')))
  const first = ready && !preferences.tourDone && assets?.length === 0
  if (!(asked || begun || first)) return null
  const stop = stops[at]
  if (!stop) return null
  const leave = () => {
    setAsked(false)
    setBegun(false)
    if (!preferences.tourDone) set({ tourDone: true })
  }
  const hasData = (assets?.length ?? 0) > 0
  const words = t.tour.stops[stop.id]
  const last = at === stops.length - 1
  return (
    <aside className="tt-tour" aria-label={t.tour.title} onKeyDown={(event) => event.key === 'Escape' && leave()}>
      <header>
        <h2>{words.title}</h2>
        <span className="tt-hint">{t.tour.at(at + 1, stops.length)}</span>
        <button type="button" className="tt-tour-leave" aria-label={t.tour.leave} title={t.tour.leaveAbout} onClick={leave}>
          <X size={13} aria-hidden />
        </button>
      </header>
      <p>{words.text}</p>
      {working && (
        <p className="tt-hint" role="status">
          {working.title}: {working.doing}
        </p>
      )}
      <div className="tt-tour-actions">
        {stop.action && !(stop.id === 'data' && hasData) && (
          <Button
            variant="default"
            onClick={() => {
              setBegun(true)
              if (stop.action && !runAction(stop.action)) runAction('go.events')
            }}
          >
            {words.action}{' '}
            {stop.keys && (
              <span className="tt-keys tt-tour-keys">
                {keyCaps(stop.keys).map((cap, i) => (
                  <Key key={`${cap}${i}`}>{cap}</Key>
                ))}
              </span>
            )}
          </Button>
        )}
        <span className="tt-tour-walk">
          {at > 0 && (
            <Button variant="subtle" color="gray" onClick={() => setAt(at - 1)}>
              {t.tour.back}
            </Button>
          )}
          <Button
            onClick={() => {
              setBegun(true)
              if (last) {
                leave()
                setAt(0)
              } else setAt(at + 1)
            }}
          >
            {last ? t.tour.done : t.tour.next}
          </Button>
        </span>
      </div>
    </aside>
  )
}
