import { create } from 'zustand'
import { restoreLayout, useDock, type SavedLayout } from './dock.ts'

const steps = 50

interface LayoutHistory {
  readonly now: SavedLayout | null
  readonly past: readonly SavedLayout[]
  readonly future: readonly SavedLayout[]
  /** Takes an arrangement into the history; one that was just put back by undo or redo is known already. */
  changed(layout: SavedLayout): void
  /** Puts the arrangement before back. False when there is none. */
  undo(): boolean
  redo(): boolean
}

/** What is arranged: which panels in which groups. Which tab is in front and where a sash stands to the pixel is no step. */
const shapeOf = ({ dock }: SavedLayout): string => JSON.stringify(dock.grid, (key, value: unknown) => (key === 'size' || key === 'activeView' || key === 'width' || key === 'height' ? undefined : value))

/** The last 50 arrangements of the panels. */
export const useLayoutHistory = create<LayoutHistory>((set, get) => ({
  now: null,
  past: [],
  future: [],
  changed: (layout) => {
    const { now, past } = get()
    if (now && shapeOf(now) === shapeOf(layout)) return set({ now: layout })
    set({ now: layout, past: now ? [...past.slice(1 - steps), now] : past, future: [] })
  },
  undo: () => {
    const { now, past, future } = get()
    const before = past.at(-1)
    if (!before || !now) return false
    set({ now: before, past: past.slice(0, -1), future: [now, ...future] })
    return show(before)
  },
  redo: () => {
    const { now, past, future } = get()
    const next = future[0]
    if (!next || !now) return false
    set({ now: next, past: [...past, now], future: future.slice(1) })
    return show(next)
  },
}))

function show(layout: SavedLayout): boolean {
  const { api } = useDock.getState()
  return api !== null && restoreLayout(api, layout)
}
