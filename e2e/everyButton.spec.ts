/** GIVEN a project with events, WHEN every button and menu entry of every panel is used, THEN each one acts or says why not. */
import type { Locator, Page } from '@playwright/test'
import { panelRows } from '../renderer/panels/index.ts'
import { expect, test } from './fixture.ts'
import { burstRecording, learnBurstRig } from './pages/burstRig.ts'
import { workbench } from './pages/workbench.ts'

const panels = panelRows.map(({ title }) => title)
/** Ends the page or asks the system; each has a spec of its own. */
const elsewhere = /Choose files|Put back|Remove for good/

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

const pressed = (button: Locator) => button.click({ timeout: 5000 }).then(() => true, () => false)

test('every button of every panel acts or says why not', async ({ workstation }) => {
  test.skip(workstation.kind !== 'server', 'the same page on both; saving goes to a download here')
  test.setTimeout(480_000)
  const { page } = workstation
  const bench = workbench(page)
  await learnBurstRig(workstation, { recording: burstRecording(), rows: 1500, alarmsPerWeek: 2000 })
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
      // a job that ends draws the panel anew under the pointer: then it is looked up and pressed once more
      if (!(await pressed(target)) && !(await pressed(wanted.nth((await namesOf(wanted)).indexOf(name))))) silent.push(`${panel}: ${name} (cannot be clicked)`)
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
