import { useMemo, useState } from 'react'
import type { View } from '../charts/lane.ts'
import type { PanelId } from '../panels/index.ts'
import { useOwnTime, type OwnTime } from './ownTime.ts'

interface Steps {
  readonly view: View | null
  readonly past: readonly (View | null)[]
  readonly future: readonly (View | null)[]
}

const remembered = 50
const none: Steps = { view: null, past: [], future: [] }

/**
 * A stretch of time of its own with its own way back and forward: the page of an event does not move the rest of the workstation. While its panel is in
 * front, the time bar and its keys act on it.
 * @param start what is shown at first; null while that is not known. @param reach as far as there is something to show; `start` by default. @param onLook told of every stretch before it is shown.
 */
export function useLocalView(panel: PanelId, start: View | null, { reach = start, onLook }: { reach?: View | null; onLook?: (stretch: View) => void } = {}) {
  const [{ view, past, future }, set] = useState(none)
  const shown = view ?? start
  const moves = useMemo(() => {
    const show = (next: View) => {
      onLook?.(next)
      set((now) => ({ view: next, past: [...now.past.slice(1 - remembered), now.view], future: [] }))
    }
    const slide = (next: View) => {
      onLook?.(next)
      set((now) => ({ ...now, view: next }))
    }
    const back = () => set((now) => (now.past.length === 0 ? { ...now, view: null } : { view: now.past.at(-1) ?? null, past: now.past.slice(0, -1), future: [now.view, ...now.future] }))
    const forward = () => set((now) => (now.future.length === 0 ? now : { view: now.future[0] ?? null, past: [...now.past, now.view], future: now.future.slice(1) }))
    return { show, slide, back, forward }
  }, [onLook])
  const [hasPast, hasFuture] = [past.length > 0, future.length > 0]
  const own = useMemo<OwnTime | null>(
    () => shown && reach && { shown, reach, show: moves.show, slide: moves.slide, back: hasPast ? moves.back : null, forward: hasFuture ? moves.forward : null },
    [shown, reach, moves, hasPast, hasFuture],
  )
  useOwnTime(panel, own)
  return { shown, ...moves }
}
