import { DockviewReact, type DockviewReadyEvent, type DockviewTheme, type IDockviewPanelHeaderProps, type IDockviewPanelProps } from 'dockview-react'
import 'dockview-react/dist/styles/dockview.css'
import { lazy, Suspense, useEffect, useState, type ComponentType } from 'react'
import { panelRows } from '../panels/index.ts'
import { Empty, Loading } from '../parts/faces.tsx'
import { PanelErrorBoundary } from '../parts/PanelErrorBoundary.tsx'
import { t } from '../strings.ts'
import { loadedPanel } from './loadedPanels.ts'
import { PanelVisible } from './visible.ts'

const theme: DockviewTheme = { name: 'telltale', className: 'tt-dock', dndOverlayMounting: 'relative', dndPanelOverlay: 'content' }

/** A panel in its tab: loaded when first seen, alone with its failures. */
function framed({ id, title, load }: (typeof panelRows)[number]) {
  const Later = lazy(load)
  return function FramedPanel({ api }: IDockviewPanelProps) {
    const [Panel] = useState<ComponentType>(() => loadedPanel(id) ?? Later)
    const [visible, setVisible] = useState(api.isVisible)
    useEffect(() => {
      const listening = api.onDidVisibilityChange((event) => setVisible(event.isVisible))
      return () => listening.dispose()
    }, [api])
    return (
      <PanelErrorBoundary title={title} onClose={() => api.close()}>
        <Suspense fallback={<Loading what={title} />}>
          <div className="tt-panel" data-panel={api.id}>
            <PanelVisible value={visible}>
              <Panel />
            </PanelVisible>
          </div>
        </Suspense>
      </PanelErrorBoundary>
    )
  }
}
const components = Object.fromEntries(panelRows.map((panel) => [panel.id, framed(panel)]))

/** A tab is its title. It is closed by a middle click, by Alt-W or from its menu: a button inside a tab has no place for a screen reader. */
function Tab({ api }: IDockviewPanelHeaderProps) {
  const [title, setTitle] = useState(api.title)
  useEffect(() => {
    const listening = api.onDidTitleChange((event) => setTitle(event.title))
    return () => listening.dispose()
  }, [api])
  return (
    <span className="tt-tab" onAuxClick={(event) => event.button === 1 && api.close()}>
      {title}
    </span>
  )
}

const NoPanel = () => <Empty title={t.frame.noPanel}>{t.frame.noPanelAbout}</Empty>

export function Dock({ onReady }: { onReady: (event: DockviewReadyEvent) => void }) {
  return <DockviewReact theme={theme} components={components} defaultTabComponent={Tab} watermarkComponent={NoPanel} onReady={onReady} disableFloatingGroups scrollbars="native" />
}
