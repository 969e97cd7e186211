/** GIVEN a project with events, WHEN every button and menu entry of every panel is used, THEN each one acts or says why not. */
import type { Locator, Page } from '@playwright/test'
import { menuTable } from '../main/desktop/menu.ts'
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
    // which of several alike is the current one: a panel that stands beside the one before changes nothing else
    const current = [...document.querySelectorAll('[aria-current]')].map((each) => each.getAttribute('aria-label') ?? each.textContent)
    return `${document.body.innerText}|${current.join(' ')}|${states.join(' ')}|${pixels.join(' ')}|${focus?.tagName}${focus?.id}|${document.documentElement.dataset['mantineColorScheme']}|${document.querySelectorAll('*').length}|${[...document.querySelectorAll('*')].reduce((sum, each) => sum + each.scrollTop, 0)}`
  })

/** All at once: a list that changes meanwhile would be waited for, one button after the other. */
const namesOf = (buttons: Locator) => buttons.evaluateAll((all) => all.map((each) => (each.getAttribute('aria-label') ?? (each as HTMLElement).innerText).trim().replace(/\s+/g, ' ')))

/** A queue of a thousand events is a thousand buttons of one kind. */
const mostInOnePlace = 70

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
    const area = page.locator(`.tt-panel[data-panel="${panel.toLowerCase()}"]`)
    await pressAll({ page, area, show: () => bench.open(panel), calls, silent, where: panel })
  }
  await pressAll({ page, area: page.getByRole('navigation', { name: 'Panels' }), calls, silent, where: 'rail' })
  await pressAll({ page, area: page.getByRole('toolbar', { name: 'Stretch of time' }), calls, silent, where: 'time bar' })
  await pressAll({ page, area: page.locator('.tt-status'), calls, silent, where: 'status bar' })
  // a button of the status bar opens it too
  if (!(await page.locator('.tt-tray').isVisible())) await page.keyboard.press('Control+j')
  await pressAll({ page, area: page.locator('.tt-tray'), calls, silent, where: 'jobs tray' })
  await bench.command('Guided tour: the first five minutes')
  await pressAll({ page, area: page.locator('.tt-tour'), calls, silent, where: 'tour' })
  expect(silent).toEqual([])
  expect(workstation.complaints).toEqual([])
})

test('every entry of the menu bar acts @desktop', async ({ workstation }) => {
  const { page, app } = workstation
  await expect(page.locator('.tt-dockarea .tt-panel').first()).toBeVisible()
  const commands = menuTable.flatMap(({ rows }) => rows.flatMap((row) => (typeof row === 'object' && 'command' in row ? [row.command] : [])))
  expect(commands.length).toBeGreaterThan(15)
  const silent: string[] = []
  // its job would fill the project while the others are tried: it comes last
  for (const command of commands.toSorted((a, b) => Number(a === 'import.demo') - Number(b === 'import.demo'))) {
    await workbench(page).open(command === 'go.settings' || command === 'shortcuts' ? 'Overview' : 'Settings')
    const before = await picture(page)
    await app.evaluate(({ Menu }, id) => Menu.getApplicationMenu()?.getMenuItemById(id)?.click(), command)
    if (!(await expect.poll(async () => (await picture(page)) !== before, { timeout: 10_000 }).toBe(true).then(() => true, () => false))) silent.push(command)
    await page.keyboard.press('Escape')
  }
  expect(silent).toEqual([])
  expect(workstation.complaints).toEqual([])
})

interface Area {
  readonly page: Page
  readonly area: Locator
  /** Brings it to the front again: a button may lead elsewhere. */
  readonly show?: () => Promise<void>
  /** What left the page, filled as it leaves. */
  readonly calls: string[]
  /** Buttons that did nothing, by where and name. */
  readonly silent: string[]
  readonly where: string
}

/** Presses every button of a part of the page once, by name; those that appear by pressing others too. */
async function pressAll({ page, area, show, calls, silent, where }: Area): Promise<void> {
  await show?.()
  await expect(area).toBeVisible()
  await page.waitForLoadState('networkidle')
  const buttons = area.locator('button, [role=tab], summary')
  const names = new Set(await namesOf(buttons))
  for (const name of names) {
    if (name === '' || elsewhere.test(name)) continue
    await show?.()
    if (!(await area.isVisible())) return // it closes itself, as a tour does
    const now = await namesOf(buttons)
    for (const other of now) if (names.size < mostInOnePlace) names.add(other)
    const index = now.indexOf(name)
    if (index < 0) continue
    const target = buttons.nth(index)
    const state = await target.evaluate((button) => ({ disabled: (button as HTMLButtonElement).disabled, chosen: button.ariaSelected === 'true' || button.ariaPressed === 'true' || button.ariaCurrent === 'page' }), undefined, { timeout: 5000 }).catch(() => null) // gone again: a live list
    if (!state || state.disabled || !(await target.isVisible())) continue
    const before = await picture(page)
    calls.length = 0
    // a job that ends draws the panel anew under the pointer: then it is looked up and pressed once more
    if (!(await pressed(target)) && !(await pressed(buttons.nth((await namesOf(buttons)).indexOf(name))))) silent.push(`${where}: ${name} (cannot be clicked)`)
    const acted = state.chosen || (await expect.poll(async () => calls.length > 0 || (await picture(page)) !== before, { timeout: 10_000 }).toBe(true).then(() => true, () => false))
    if (!acted) silent.push(`${where}: ${name}`)
    await page.keyboard.press('Escape')
  }
}

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
