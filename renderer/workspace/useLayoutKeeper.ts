import type { DockviewApi } from 'dockview-react'
import { useCallback, useEffect, useRef } from 'react'
import { useLanes } from '../panels/explore/lanes.ts'
import type { SavedLayout } from './dock.ts'
import { viewNow } from './lastView.ts'
import { useSelection } from './selection.ts'

const settle = 800

/** Saves the layout and what is looked at a moment after they changed, so that the window comes back as it was left. Returns what starts the watching. */
export function useLayoutKeeper({ tree, save, changed }: { tree: boolean | undefined; save: (layout: SavedLayout) => void; changed?: (layout: SavedLayout) => void }) {
  const latest = useRef({ tree, save, changed })
  const last = useRef('')
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const api = useRef<DockviewApi>(null)

  const later = useCallback(() => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      if (!api.current) return
      const layout: SavedLayout = { version: 1, dock: api.current.toJSON(), ...(latest.current.tree !== undefined && { tree: latest.current.tree }), view: viewNow() }
      const text = JSON.stringify(layout)
      latest.current.changed?.(layout)
      if (text === last.current) return
      last.current = text
      latest.current.save(layout)
    }, settle)
  }, [])

  useEffect(() => {
    latest.current = { tree, save, changed }
  })
  useEffect(() => later(), [tree, later])
  useEffect(() => {
    const stops = [useSelection.subscribe(later), useLanes.subscribe(later)]
    return () => stops.forEach((stop) => stop())
  }, [later])
  useEffect(() => () => clearTimeout(timer.current), [])
  return useCallback(
    (ready: DockviewApi) => {
      api.current = ready
      ready.onDidLayoutChange(later)
    },
    [later],
  )
}
