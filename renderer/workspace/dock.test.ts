import type { DockviewApi } from 'dockview-react'
import { describe, expect, it } from 'vitest'
import { useDock } from './dock.ts'

/** As much of the docks as opening a panel touches. */
function docks() {
  const panels: { id: string; api: { setActive: () => void } }[] = []
  let activePanel: { id: string } | undefined
  const addPanel = ({ id }: { id: string }) => {
    const panel = { id, api: { setActive: () => void (activePanel = panel) } }
    panels.push(panel)
    activePanel = panel
  }
  const api = { panels, groups: [], addPanel, getPanel: (id: string) => panels.find((panel) => panel.id === id), onDidActivePanelChange: () => ({ dispose: () => undefined }), get activePanel() { return activePanel } }
  return api as unknown as DockviewApi // as: a part of it stands in for the whole
}

describe('docks', () => {
  it('open the panel that was asked for before they stood, once', () => {
    useDock.setState({ api: null, front: null, wanted: null })
    useDock.getState().open('import')
    const api = docks()
    useDock.getState().attach(api)
    expect(api.activePanel?.id).toBe('import')
    expect(useDock.getState().wanted).toBeNull()
    const again = docks()
    useDock.getState().attach(again)
    expect(again.panels).toEqual([])
  })
})
