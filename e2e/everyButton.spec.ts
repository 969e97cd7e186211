/** GIVEN a project with events, WHEN every button and menu entry of every panel is used, THEN each one acts or says why not. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './fixture.ts'
import { importFile, learnFromFirstRows, workbench } from './pages/workbench.ts'

const panels = ['Overview', 'Events', 'Investigate', 'Explore', 'Detect', 'Import', 'Jobs', 'Settings']
/** Ends the page or asks the system; each has a spec of its own. */
const elsewhere = /Choose files|Put back|Remove for good/

function recording(): string {
  const lines = ['time;pressure;flow']
  for (let i = 0; i < 3000; i++) {
    const burst = i > 1500 && i % 300 < 20 ? 6 : 0
    lines.push(`${new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString()};${(10 + Math.sin(i / 50) + Math.sin(i * 12.9) * 0.2 + burst).toFixed(4)};${(4 + Math.cos(i / 50) - burst / 2).toFixed(4)}`)
  }
  return lines.join('\n')
}

/** What a user can tell apart: words, states, what is in front, what was said. */
const picture = (page: Page) =>
  page.evaluate(() => {
    const states = [...document.querySelectorAll('[aria-pressed],[aria-selected],[aria-expanded],[aria-current],[data-active],[disabled],input,select,textarea')].map((each) => `${each.getAttribute('aria-pressed')}${each.getAttribute('aria-selected')}${each.getAttribute('aria-expanded')}${each.getAttribute('aria-current')}${(each as HTMLInputElement).value ?? ''}`)
    const pixels = [...document.querySelectorAll('canvas')].map((canvas) => (canvas.width && canvas.height ? canvas.toDataURL().slice(-400) : ''))
    const focus = document.activeElement
    return `${document.body.innerText}|${states.join(' ')}|${pixels.join(' ')}|${focus?.tagName}${focus?.id}|${document.documentElement.dataset['mantineColorScheme']}|${document.querySelectorAll('*').length}|${[...document.querySelectorAll('*')].reduce((sum, each) => sum + each.scrollTop, 0)}`
  })

/** All at once: a list that changes meanwhile would be waited for, one button after the other. */
const namesOf = (buttons: Locator) => buttons.evaluateAll((all) => all.map((each) => (each.getAttribute('aria-label') ?? (each as HTMLElement).innerText).trim().replace(/\s+/g, ' ')))

test('every button of every panel acts or says why not', async ({ workstation }) => {
  test.skip(workstation.kind !== 'server', 'the same page on both; saving goes to a download here')
  test.setTimeout(480_000)
  const { page, home } = workstation
  const bench = workbench(page)
  const file = join(home, 'bursts.csv')
  await writeFile(file, recording())
  await bench.open('Import')
  await workstation.pickFile(file)
  await page.getByRole('button', { name: 'Choose files' }).click()
  await importFile(page, 'Burst rig')
  await page.getByRole('button', { name: 'Learn normal on it' }).click()
  await learnFromFirstRows(page, 1500, 2000)
  await page.getByRole('button', { name: 'Open the events' }).click()
  await bench.queue.getByRole('option').first().click()

  const calls: string[] = []
  page.on('download', (download) => calls.push(download.suggestedFilename()))
  page.on('websocket', (socket) => socket.on('framesent', () => calls.push('call')))
  page.on('filechooser', () => calls.push('chooser'))
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.reload()

  const silent: string[] = []
  for (const panel of panels) {
    await bench.open(panel)
    const buttons = page.locator(`.tt-panel[data-panel="${panel.toLowerCase()}"]`).locator('button, [role=tab]')
    await expect(page.locator(`.tt-panel[data-panel="${panel.toLowerCase()}"]`)).toBeVisible()
    await page.waitForLoadState('networkidle')
    const names = new Set<string>()
    for (const name of await namesOf(buttons)) names.add(name)
    for (const name of names) {
      if (name === '' || elsewhere.test(name)) continue
      await bench.open(panel)
      const wanted = page.locator(`.tt-panel[data-panel="${panel.toLowerCase()}"]`).locator('button, [role=tab]')
      const index = (await namesOf(wanted)).indexOf(name)
      if (index < 0) continue
      const target = wanted.nth(index)
      const state = await target.evaluate((button) => ({ disabled: (button as HTMLButtonElement).disabled, chosen: button.ariaSelected === 'true' || button.ariaPressed === 'true' }), undefined, { timeout: 5000 }).catch(() => null) // gone again: a live list
      if (!state || state.disabled || !(await target.isVisible())) continue
      const before = await picture(page)
      calls.length = 0
      await target.click({ timeout: 5000 }).catch(() => silent.push(`${panel}: ${name} (cannot be clicked)`))
      const acted = state.chosen || (await expect.poll(async () => calls.length > 0 || (await picture(page)) !== before, { timeout: 10_000 }).toBe(true).then(() => true, () => false))
      if (!acted) silent.push(`${panel}: ${name}`)
      await page.keyboard.press('Escape')
    }
  }
  expect(silent).toEqual([])
  expect(workstation.complaints).toEqual([])
})

test('every entry of the palette acts or says where it belongs', async ({ workstation }) => {
  test.setTimeout(240_000)
  const { page } = workstation
  const open = async () => {
    await page.keyboard.press('Control+k')
    await expect(page.getByPlaceholder('Type an action, an asset or an event')).toBeVisible()
  }
  await expect(page.locator('.tt-dockarea .tt-panel').first()).toBeVisible() // keys count from here on
  await open()
  const entries = await page.locator('.tt-palette-action').evaluateAll((all) => all.map((each) => (each as HTMLElement).innerText.split('\n')[0] ?? ''))
  await page.keyboard.press('Escape')
  expect(entries.length).toBeGreaterThan(30)
  const silent: string[] = []
  for (const entry of entries) {
    if (entry === 'Generate the demonstration plant') continue // its job would fill the project while the others are tried
    await open()
    await page.getByPlaceholder('Type an action, an asset or an event').fill(entry)
    await expect(page.locator('.tt-palette-action').first()).toContainText(entry)
    const before = await picture(page)
    await page.locator('.tt-palette-action').first().click()
    await expect(page.getByPlaceholder('Type an action, an asset or an event')).toBeHidden()
    const acted = await expect.poll(async () => (await picture(page)) !== before, { timeout: 10_000 }).toBe(true).then(() => true, () => false)
    if (!acted) silent.push(entry)
  }
  expect(silent).toEqual([])
  expect(workstation.complaints).toEqual([])
})
