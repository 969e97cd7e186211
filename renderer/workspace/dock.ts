import type { DockviewApi, SerializedDockview } from 'dockview-react'
import { create } from 'zustand'
import { isPanelId, panelRows, type PanelId } from '../panels/index.ts'

export interface DockState {
  readonly api: DockviewApi | null
  readonly front: PanelId | null
  /** The panel with charts that was in front last: the queue beside it does not take the time bar from it. */
  readonly charted: PanelId | null
  /** Asked for before the docks stood: opened as soon as they do. */
  readonly wanted: PanelId | null
  attach(api: DockviewApi): void
  /** Brings a panel to the front, and opens it where it belongs when it is not there. */
  open(id: PanelId): void
  close(id: PanelId): void
  step(by: 1 | -1): void
}

export const useDock = create<DockState>((set, get) => ({
  api: null,
  front: null,
  charted: null,
  wanted: null,
  attach: (api) => {
    api.onDidActivePanelChange(() => set(nowInFront(api)))
    const { wanted } = get()
    set({ api, ...nowInFront(api), wanted: null })
    if (wanted) get().open(wanted)
  },
  open: (id) => {
    const { api } = get()
    if (!api) return set({ wanted: id })
    const there = api.getPanel(id)
    if (there) there.api.setActive()
    else addPanel(api, id)
  },
  close: (id) => get().api?.getPanel(id)?.api.close(),
  step: (by) => {
    const { api, front } = get()
    if (!api || api.panels.length === 0) return
    const at = api.panels.findIndex((panel) => panel.id === front)
    api.panels[(at + by + api.panels.length) % api.panels.length]?.api.setActive()
  },
}))

const withCharts: ReadonlySet<PanelId> = new Set(['overview', 'explore', 'investigate', 'detect', 'training'])

/** After a restart the queue may be in front: then the panel with charts that is in sight. */
function nowInFront(api: DockviewApi): Pick<DockState, 'front' | 'charted'> {
  const front = frontOf(api)
  if (front !== null && withCharts.has(front)) return { front, charted: front }
  const inSight = api.groups.map((group) => group.activePanel?.id).filter(isPanelId)
  const { charted } = useDock.getState()
  return { front, charted: charted !== null && inSight.includes(charted) ? charted : (inSight.find((id) => withCharts.has(id)) ?? null) }
}

function frontOf(api: DockviewApi): PanelId | null {
  const id = api.activePanel?.id
  return isPanelId(id) ? id : null
}

/** Width of the narrow column, px: 372 where there is room, no more than its share of a small window or at high zoom. */
const sideWidth = (width: number): number => Math.round(Math.min(372, Math.max(width * 0.4, 220)))
/** In a narrower window two columns are two slits: everything is a tab of one group. */
const leastForColumns = 800 // px

function addPanel(api: DockviewApi, id: PanelId) {
  const row = panelRows.find((panel) => panel.id === id)
  if (!row) return
  const oneColumn = window.innerWidth < leastForColumns
  const neighbour = api.panels.find((panel) => oneColumn || panelRows.some((other) => other.id === panel.id && other.place === row.place))
  const position = neighbour ? { referencePanel: neighbour.id } : api.panels.length > 0 ? ({ direction: row.place === 'side' ? 'left' : 'right' } as const) : undefined
  api.addPanel({ id, component: id, title: row.title, ...(position && { position }), ...(row.place === 'side' && !neighbour && api.panels.length > 0 && { initialWidth: sideWidth(window.innerWidth) }) })
}

/** The layout of the first start: the queue at the left, the overview in front of what belongs beside it. */
export function firstLayout(api: DockviewApi) {
  api.clear()
  for (const id of ['overview', 'investigate', 'explore', 'events'] as const) addPanel(api, id)
  api.getPanel('overview')?.api.setActive()
}

export interface SavedLayout {
  readonly version: 1
  readonly dock: SerializedDockview
  /** Whether the tree is shown; absent where nobody ever said so and the width of the window decides. */
  readonly tree?: boolean
  /** Only in the layout that is kept by itself: see `lastView.ts`. */
  readonly view?: unknown
}

/** Puts a saved layout back. False when it cannot be read; then nothing has changed for good and the first layout should be shown. */
export function restoreLayout(api: DockviewApi, saved: unknown): saved is SavedLayout {
  if (!isSavedLayout(saved)) return false
  try {
    api.fromJSON(saved.dock)
    return api.panels.length > 0 && api.panels.every((panel) => isPanelId(panel.id))
  } catch {
    return false
  }
}

function isSavedLayout(saved: unknown): saved is SavedLayout {
  return typeof saved === 'object' && saved !== null && 'version' in saved && saved.version === 1 && 'dock' in saved && typeof saved.dock === 'object' && saved.dock !== null
}
