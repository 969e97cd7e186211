/** The panels: one folder and one row each. Nothing of a panel is loaded until it is opened. */
import { Activity, BrainCircuit, Rocket, FileInput, Gauge, LayoutGrid, ListChecks, ListOrdered, Settings2, ScanSearch, type LucideIcon } from 'lucide-react'
import type { ComponentType } from 'react'

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
  { id: 'overview', title: 'Overview', about: 'All assets, worst first', icon: LayoutGrid, place: 'main', load: () => import('./overview/Overview.tsx') },
  { id: 'events', title: 'Events', about: 'The queue: what deserves a look, and your verdict on it', icon: ListOrdered, place: 'side', load: () => import('./events/Events.tsx') },
  { id: 'investigate', title: 'Investigate', about: 'One event: expected against actual, and what moved first', icon: ScanSearch, place: 'main', load: () => import('./investigate/Investigate.tsx') },
  { id: 'explore', title: 'Explore', about: 'Tags in lanes over time', icon: Activity, place: 'main', load: () => import('./explore/Explore.tsx') },
  { id: 'detect', title: 'Detect', about: 'Learn normal and find what departs from it', icon: Gauge, place: 'main', load: () => import('./detect/Detect.tsx') },
  { id: 'training', title: 'Training', about: 'Train a network and see whether it beats the default pipeline', icon: BrainCircuit, place: 'main', load: () => import('./training/Training.tsx') },
  { id: 'deploy', title: 'Deploy', about: 'Rehearse, plan, apply, watch and undo the stack', icon: Rocket, place: 'main', load: () => import('./deploy/Deploy.tsx') },
  { id: 'import', title: 'Import', about: 'Bring recordings in', icon: FileInput, place: 'main', load: () => import('./import/Import.tsx') },
  { id: 'jobs', title: 'Jobs', about: 'What runs and what ran', icon: ListChecks, place: 'main', load: () => import('./jobs/Jobs.tsx') },
  { id: 'settings', title: 'Settings', about: 'Look, keys, configuration, versions', icon: Settings2, place: 'main', load: () => import('./settings/Settings.tsx') },
] as const satisfies readonly PanelInfo[]

export type PanelId = (typeof panels)[number]['id']
export const panelRows: readonly (PanelInfo & { readonly id: PanelId })[] = panels
export const isPanelId = (id: string | undefined): id is PanelId => panels.some((panel) => panel.id === id)
