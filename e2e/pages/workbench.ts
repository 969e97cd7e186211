import type { Locator, Page } from '@playwright/test'

/** The workstation as its user sees it: roles and names, never CSS. Specs speak to this and to the page objects beside it. */
export interface Workbench {
  /** Opens a panel from the rail at the left. */
  open(panel: string): Promise<void>
  /** Types into the command palette and takes the first answer. */
  command(text: string): Promise<void>
  panelTab(panel: string): Locator
  readonly queue: Locator
  readonly status: Locator
}

export function workbench(page: Page): Workbench {
  const rail = page.getByRole('navigation', { name: 'Panels' })
  return {
    async open(panel) {
      await rail.getByRole('button', { name: new RegExp(`^${panel}`) }).click()
    },
    async command(text) {
      await page.keyboard.press('Control+k')
      await page.getByPlaceholder('Type an action, an asset or an event').fill(text)
      await page.keyboard.press('Enter')
    },
    panelTab: (panel) => page.getByRole('tab', { name: panel, exact: true }),
    queue: page.getByRole('listbox', { name: 'Queue of events' }),
    status: page.getByRole('contentinfo'),
  }
}

/** Everything from the file dialog to the report. */
export async function importFile(page: Page, asset: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Asset' }).or(page.getByLabel('Asset', { exact: true })).first().fill(asset)
  await page.getByRole('button', { name: 'Import', exact: true }).last().click()
}

/** Fills in the Detect panel and waits for the result to be there. */
export async function learnFromFirstRows(page: Page, rows: number, alarmsPerWeek: number): Promise<void> {
  await page.getByRole('textbox', { name: 'the first rows' }).fill(String(rows))
  await page.getByRole('textbox', { name: 'Alarms a week that you can handle' }).fill(String(alarmsPerWeek))
  await page.getByRole('button', { name: 'Learn and find events' }).click()
}
