/** GIVEN an asset whose network an engineer trained, WHEN it detects with it, THEN its events come into the queue, are judged by keyboard, and show their evidence. */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from '@playwright/test'
import { stumbles } from './axe.ts'
import { expect, test } from './fixture.ts'
import { root } from './launch.ts'
import { burstRecording } from './pages/burstRig.ts'
import { trainingPanel } from './pages/training.ts'
import { importFile, workbench } from './pages/workbench.ts'

/** Where somebody wants to look at the panels: `TELLTALE_PICTURES=folder`. */
const pictures = process.env['TELLTALE_PICTURES']

async function look(page: Page, face: string): Promise<void> {
  if (!pictures) return
  for (const [width, height] of [[1440, 900], [1100, 700]] as const)
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await expect(page.locator(`[data-mantine-color-scheme="${colorScheme}"]`).first()).toBeAttached()
      await page.screenshot({ path: join(pictures, `${face}-${width}-${colorScheme}.png`), animations: 'disabled' })
    }
  await page.emulateMedia({ colorScheme: 'dark' })
}

test('a trained network detects: its events are in the queue, judged by keyboard, and shown with what it expected', async ({ workstation }) => {
  test.setTimeout(240_000)
  const { page, home, pickFile } = workstation
  const bench = workbench(page)
  const file = join(home, 'bursts.csv')
  await writeFile(file, burstRecording())
  await bench.open('Import')
  await pickFile(file)
  await page.getByRole('button', { name: 'Choose files' }).click()
  await importFile(page, 'Burst rig')
  await expect(page.getByRole('heading', { name: '3,000 rows are in Burst rig.' })).toBeVisible()

  await bench.open('Training')
  const training = trainingPanel(page)
  await training.train({ Epochs: '8', 'Train, share': '0.4', 'Validate, share': '0.1', 'Alarms a week': '20' })
  await expect(training.row(2)).toContainText('done', { timeout: 60_000 })
  await expect(training.button('Detect with this network')).toBeVisible()
  expect(await stumbles(page, '[data-panel="training"]')).toEqual([])
  await look(page, 'training')
  await training.panel.click({ position: { x: 4, y: 4 } })
  await page.keyboard.press('d')

  const detect = page.locator('[data-panel="detect"]')
  await expect(detect.getByText('run 2, weights')).toBeVisible({ timeout: 60_000 })
  await expect(detect.getByRole('combobox', { name: 'Method' })).toHaveValue('run-2')
  await expect(detect.getByText(/^Normal is what run 2 learned from: 2026-01-01/)).toBeVisible()
  await expect(detect.getByRole('group', { name: 'Methods' }).getByRole('row', { name: /^Persistence/ })).not.toContainText('being compared', { timeout: 60_000 })
  expect(await stumbles(page, '[data-panel="detect"]')).toEqual([])
  await look(page, 'detect')

  const listed = JSON.parse((await promisify(execFile)(process.execPath, [join(root, 'bin/telltale.js'), 'events', '--asset', 'Burst rig', '--home', home, '--json'])).stdout) as { words: string; channels: { tag: string }[] }[]
  expect(listed.length).toBeGreaterThan(2)
  await detect.getByRole('button', { name: 'Open the events' }).click()
  await expect(bench.queue.getByRole('option')).toHaveCount(listed.length)
  await page.keyboard.press('g')
  await page.keyboard.press('g')
  const investigate = page.locator('[data-panel="investigate"]')
  await expect(investigate.getByTitle(/Found by Dense autoencoder, run 2$/)).toBeVisible()
  await expect(investigate.getByRole('group', { name: /^Channels, by their share in the score/ })).toBeVisible()
  await expect(investigate.locator('.tt-channel-facts').first()).toContainText('expected')
  expect(await stumbles(page, '[data-panel="investigate"]')).toEqual([])
  await look(page, 'investigate')
  const sentence = page.locator('.tt-sentence h2')
  const before = await sentence.innerText()
  for (const key of ['1', 'e']) await page.keyboard.press(key)
  await expect(sentence).not.toHaveText(before, { useInnerText: true })
  const judged = JSON.parse((await promisify(execFile)(process.execPath, [join(root, 'bin/telltale.js'), 'events', '--asset', 'Burst rig', '--home', home, '--json'])).stdout) as { verdict: string | null; reason: string | null }[]
  expect(judged.filter(({ verdict }) => verdict === 'problem')).toMatchObject([{ reason: 'equipment_fault' }])
  expect(workstation.complaints).toEqual([])
})
