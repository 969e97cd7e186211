import type { Locator, Page } from '@playwright/test'
import { expect } from '../fixture.ts'
import { workbench } from './workbench.ts'

/** The Import panel as its user sees it. */
export interface ImportPanel {
  readonly panel: Locator
  /** What is said about the file before it is stored. */
  readonly warnings: Locator
  /** The first rows as they will be stored. */
  readonly stored: Locator
  /** A guess about how the file is read, by the words beside it. */
  guess(label: string): Locator
  /** What a column is taken for, its kind or its unit. */
  column(name: string, what: 'taken for' | 'kind' | 'unit'): Locator
  start(asset: string): Promise<void>
  /** The job as the panel shows it. */
  job(title: string): Locator
  /** Waits until this share of the import is done, 0..100. */
  reaches(title: string, percent: number): Promise<void>
  /** The report, by the words beside its figures. */
  report(): Promise<Record<string, number>>
  /** A watched folder, by the end of its name. */
  folder(name: string): Locator
  /** What became of a file that came into a watched folder. */
  arrival(file: string): Locator
  button(name: string): Locator
}

export function importPanel(page: Page): ImportPanel {
  const panel = page.locator('[data-panel="import"]')
  const job = (title: string) => panel.getByRole('article', { name: title })
  return {
    panel,
    warnings: panel.getByRole('region', { name: 'Worth a look' }),
    stored: panel.getByRole('region', { name: 'As it will be stored' }),
    guess: (label) => panel.getByRole('region', { name: 'How the file is read' }).getByLabel(label),
    column: (name, what) => panel.getByLabel(`${name}: ${what}`, { exact: true }),
    async start(asset) {
      await panel.getByRole('combobox', { name: 'Asset' }).or(panel.getByLabel('Asset', { exact: true })).first().fill(asset)
      await panel.getByRole('button', { name: 'Import', exact: true }).click()
    },
    job,
    reaches: (title, percent) =>
      expect.poll(async () => Number(await job(title).getByRole('progressbar').getAttribute('aria-valuenow', { timeout: 1000 }).catch(() => 0)), { timeout: 60_000, intervals: [50] }).toBeGreaterThanOrEqual(percent),
    async report() {
      const rows = await panel.locator('dl > div').evaluateAll((all) => all.map((each) => [each.querySelector('dt')?.textContent ?? '', each.querySelector('dd')?.textContent ?? '']))
      return Object.fromEntries(rows.map(([words, digits]) => [words, Number((digits ?? '').replaceAll(',', ''))]))
    },
    folder: (name) => panel.getByRole('region', { name: 'Watched folders' }).getByRole('article', { name: new RegExp(`${name}$`) }),
    arrival: (file) => panel.getByRole('region', { name: 'Watched folders' }).getByRole('row').filter({ has: page.getByRole('cell', { name: file, exact: true }) }),
    button: (name) => panel.getByRole('button', { name, exact: true }),
  }
}

/** Picks files as an engineer does. `pickFile` is the workstation's. */
export async function choose(page: Page, pickFile: (...paths: string[]) => Promise<void>, ...files: string[]): Promise<void> {
  await workbench(page).open('Import')
  await pickFile(...files)
  await page.getByRole('button', { name: 'Choose files' }).click()
}
