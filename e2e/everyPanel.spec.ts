/** GIVEN a project with events, WHEN every panel is opened by keyboard from the palette, in both themes and at both sizes, THEN each can be read, heard and used. */
import type { Page } from '@playwright/test'
import { panelRows } from '../renderer/panels/index.ts'
import { stumbles } from './axe.ts'
import { expect, test } from './fixture.ts'
import { burstRecording, learnBurstRig } from './pages/burstRig.ts'
import { workbench } from './pages/workbench.ts'

const sizes = [{ width: 1440, height: 900 }, { width: 1100, height: 700 }]
const themes = [{ name: 'Dark colours', scheme: 'dark' }, { name: 'Light colours', scheme: 'light' }] as const

/** Nothing is loading in the panel, and the answers that were on the way are drawn. */
async function settled(page: Page, panel: string): Promise<void> {
  await expect(page.locator(`.tt-panel[data-panel="${panel}"]`)).toBeVisible()
  await expect(page.locator('.tt-face[role=status]')).toHaveCount(0)
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
}

/** What sticks out of the window to the side. */
const sideways = (page: Page) =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return Math.max(scrollWidth, document.body.scrollWidth) - clientWidth
  })

test('every panel by keyboard, dark and light, large and small', async ({ workstation }) => {
  test.setTimeout(480_000)
  const { page } = workstation
  const bench = workbench(page)
  await learnBurstRig(workstation, { recording: burstRecording(), rows: 1500, alarmsPerWeek: 2000 })
  await bench.queue.getByRole('option').first().click()

  const found: string[] = []
  for (const size of sizes) {
    await page.setViewportSize(size)
    for (const theme of themes) {
      await bench.command(theme.name)
      await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme.scheme)
      for (const { id, title } of panelRows) {
        await bench.command(`Go to: ${title}`)
        await expect(bench.panelTab(title)).toHaveAttribute('aria-selected', 'true')
        await settled(page, id)
        const where = `${title}, ${theme.scheme}, ${size.width}x${size.height}`
        for (const words of await stumbles(page, 'body')) found.push(`${where}: ${words}`)
        const over = await sideways(page)
        if (over > 0) found.push(`${where}: ${over} px stick out of the page to the side`)
      }
    }
  }
  expect(found).toEqual([])
  expect(workstation.complaints).toEqual([])
})
