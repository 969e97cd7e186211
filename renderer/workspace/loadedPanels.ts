import type { ComponentType } from 'react'
import { panelRows, type PanelId } from '../panels/index.ts'

const loaded = new Map<PanelId, ComponentType>()

/**
 * Fetches panels before they are asked for: those of the first layout while the line is still being opened. One that has arrived is drawn at
 * once; `lazy` would show its fallback first, and React holds back what replaces a fallback for a third of a second.
 */
export function preloadPanels(ids: readonly PanelId[]): void {
  for (const { id, load } of panelRows) {
    if (!ids.includes(id)) continue
    // a failure is told by the panel itself, which loads it again
    load().then((module) => loaded.set(id, module.default), () => undefined)
  }
}

export const loadedPanel = (id: PanelId): ComponentType | undefined => loaded.get(id)
