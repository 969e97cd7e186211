/** The panels: one folder and one row each. Nothing of a panel is loaded until it is opened. */
import { Activity, BrainCircuit, Rocket, FileInput, Gauge, LayoutGrid, ListChecks, ListOrdered, Settings2, ScanSearch, type LucideIcon } from 'lucide-react'
import type { ComponentType } from 'react'
import { t } from '../strings.ts'

export interface PanelInfo {
  readonly id: string
  readonly title: string
  /** One sentence: what it is for. Shown on hover and in the palette. */
  readonly about: string
  readonly icon: LucideIcon
  /** Where it opens: the narrow column on the left, or the main area. */
  readonly place: 'side' | 'main'
  readonly load: () => Promise<{ default: ComponentType }>
}

export const panels = [
  { id: 'overview', ...t.panels.overview, icon: LayoutGrid, place: 'main', load: () => import('./overview/Overview.tsx') },
  { id: 'events', ...t.panels.events, icon: ListOrdered, place: 'side', load: () => import('./events/Events.tsx') },
  { id: 'investigate', ...t.panels.investigate, icon: ScanSearch, place: 'main', load: () => import('./investigate/Investigate.tsx') },
  { id: 'explore', ...t.panels.explore, icon: Activity, place: 'main', load: () => import('./explore/Explore.tsx') },
  { id: 'detect', ...t.panels.detect, icon: Gauge, place: 'main', load: () => import('./detect/Detect.tsx') },
  { id: 'training', ...t.panels.training, icon: BrainCircuit, place: 'main', load: () => import('./training/Training.tsx') },
  { id: 'deploy', ...t.panels.deploy, icon: Rocket, place: 'main', load: () => import('./deploy/Deploy.tsx') },
  { id: 'import', ...t.panels.import, icon: FileInput, place: 'main', load: () => import('./import/Import.tsx') },
  { id: 'jobs', ...t.panels.jobs, icon: ListChecks, place: 'main', load: () => import('./jobs/Jobs.tsx') },
  { id: 'settings', ...t.panels.settings, icon: Settings2, place: 'main', load: () => import('./settings/Settings.tsx') },
] as const satisfies readonly PanelInfo[]

export type PanelId = (typeof panels)[number]['id']
export const panelRows: readonly (PanelInfo & { readonly id: PanelId })[] = panels
export const isPanelId = (id: string | undefined): id is PanelId => panels.some((panel) => panel.id === id)
