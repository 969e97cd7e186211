import type { Locator, Page } from '@playwright/test'

/** The Training panel as its user sees it. */
export interface TrainingPanel {
  readonly panel: Locator
  /** The sentence that says which is better. */
  readonly verdict: Locator
  /** Fills in the set-up and trains; settings by the names that their fields bear. */
  train(settings: Readonly<Record<string, string>>): Promise<void>
  /** Epochs that the curves of the shown run have. */
  epochs(): Promise<number>
  row(run: number): Locator
  button(name: string): Locator
}

export function trainingPanel(page: Page): TrainingPanel {
  const panel = page.locator('[data-panel="training"]')
  const form = panel.getByRole('form', { name: 'Set up a training' })
  return {
    panel,
    verdict: panel.getByRole('heading', { level: 2 }).first(),
    async train(settings) {
      await form.or(panel.getByRole('button', { name: 'Set up a training' })).first().waitFor()
      if (!(await form.isVisible())) await panel.getByRole('button', { name: 'Set up a training' }).click()
      if (!(await form.getByRole('textbox', { name: 'Window, rows' }).isVisible())) await form.getByText('More settings').click()
      for (const [name, value] of Object.entries(settings)) await form.getByRole('textbox', { name, exact: true }).fill(value)
      await form.getByRole('button', { name: 'Train' }).click()
    },
    async epochs() {
      const label = await panel.getByRole('application').first().getAttribute('aria-label')
      return Number(/: (\d+) epochs/.exec(label ?? '')?.[1] ?? 0)
    },
    row: (run) => panel.getByRole('region', { name: 'Training runs' }).getByRole('row').filter({ has: page.getByRole('checkbox', { name: `Compare run ${run}`, exact: true }) }),
    button: (name) => panel.getByRole('button', { name, exact: true }),
  }
}
