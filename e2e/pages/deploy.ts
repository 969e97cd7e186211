import type { Locator, Page } from '@playwright/test'

/** The Deploy panel as its user sees it. */
export interface DeployPanel {
  readonly panel: Locator
  /** The sentence of the step that is shown. */
  readonly sentence: Locator
  /** The change under way, with its steps. */
  readonly change: Locator
  step(name: 'Stack' | 'Rehearsal' | 'Target' | 'Plan' | 'Running'): Promise<void>
  environment(name: 'development' | 'staging' | 'production'): Promise<void>
  workload(object: string): Locator
  entry(object: string): Locator
  button(name: string): Locator
}

export function deployPanel(page: Page): DeployPanel {
  const panel = page.locator('[data-panel="deploy"]')
  return {
    panel,
    sentence: panel.getByRole('tabpanel').getByRole('heading', { level: 2 }).first(),
    change: panel.getByRole('region', { name: 'The change under way' }),
    step: (name) => panel.getByRole('tab', { name }).click(),
    environment: (name) => panel.getByText(name, { exact: true }).click(),
    workload: (object) => panel.getByRole('region', { name: object, exact: true }),
    entry: (object) => panel.getByRole('article', { name: object, exact: true }),
    button: (name) => panel.getByRole('button', { name, exact: true }),
  }
}
