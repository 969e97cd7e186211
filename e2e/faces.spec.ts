/** GIVEN each of the five faces that a panel can have, WHEN it is reached as a user would reach it, THEN it looks as it did when somebody last looked at it. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { panelRows } from '../renderer/panels/index.ts'
import { expect, test } from './fixture.ts'
import { burstRecording } from './pages/burstRig.ts'
import { gateOf } from './pages/gate.ts'
import { choose } from './pages/import.ts'
import { importFile, learnFromFirstRows, workbench } from './pages/workbench.ts'

/** What is true of this run only: when a job ran and how long it took, versions, folders; and what other detectors than the chosen one find. */
const ofThisRun = ['.tt-job .tt-number', '.tt-settings code', '.tt-settings .tt-table', '[aria-labelledby="settings-about"]', '[data-panel="import"] dl', '[data-panel="detect"] .tt-detect-result', '.tt-detect-tables', '.tt-detect-headline', '[data-panel="deploy"] code', '.tt-queue-count']

type Face = 'empty' | 'partial' | 'full' | 'loading' | 'error'

/** Fonts and antialiasing differ a little from machine to machine: a hundredth of the pixels may. */
const tolerance = { maxDiffPixelRatio: 0.001, animations: 'disabled', caret: 'hide' } as const

async function pictures(page: Page, face: Face): Promise<void> {
  for (const { id, title } of panelRows) {
    await workbench(page).open(title)
    await page.mouse.move(700, 10) // where nothing explains itself to who hovers
    const panel = page.locator(`.tt-panel[data-panel="${id}"]`)
    await expect(panel).toBeVisible()
    // loading says what it waits for after a moment; every other face is what comes after loading
    if (face === 'loading') await expect(panel.locator('.tt-face[role=status] p').or(panel.locator('.tt-face:not([role=status])')).or(panel.locator('.tt-section')).first()).toBeVisible()
    else await expect(panel.locator('.tt-face[role=status]')).toHaveCount(0)
    await expect.soft(panel).toHaveScreenshot(`${id}-${face}.png`, { ...tolerance, mask: ofThisRun.map((each) => page.locator(each)) })
  }
}

test('empty, partial, full, loading and error: every panel', async ({ workstation }) => {
  test.skip(workstation.kind !== 'server', 'the same page on both; the gate stands before a socket')
  test.setTimeout(300_000)
  const { page, home } = workstation
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await page.setViewportSize({ width: 1100, height: 700 })
  const gate = await gateOf(page)
  await page.reload()
  await page.getByRole('button', { name: 'Leave the tour' }).click()
  await pictures(page, 'empty')

  const file = join(home, 'bursts.csv')
  await writeFile(file, burstRecording())
  await choose(page, workstation.pickFile, file)
  await importFile(page, 'Burst rig')
  await expect(page.getByRole('heading', { name: '3,000 rows are in Burst rig.' })).toBeVisible()
  await pictures(page, 'partial') // recorded, but nothing was learned on it

  await workbench(page).open('Import')
  await page.getByRole('button', { name: 'Learn normal on it' }).click()
  // a textbook method: what it finds stays the same when the default detector gets better
  await page.getByRole('combobox', { name: 'Method' }).selectOption({ label: 'Z-score (MAD)' })
  await learnFromFirstRows(page, 1500, 20)
  await page.getByRole('button', { name: 'Open the events' }).click()
  await workbench(page).queue.getByRole('option').first().click()
  await workbench(page).open('Explore')
  await page.getByRole('button', { name: 'Show the tags of Burst rig' }).click()
  await expect(page.locator('[data-panel="detect"]').getByText('being compared')).toHaveCount(0, { timeout: 60_000 })
  await pictures(page, 'full')

  for (const [state, face] of [['held', 'loading'], ['failing', 'error']] as const) {
    gate.set(state)
    await page.reload()
    await expect(page.locator('.tt-dockarea .tt-panel').first()).toBeVisible()
    await pictures(page, face)
  }
})
