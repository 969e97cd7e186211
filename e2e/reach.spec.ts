/** GIVEN whoever works by keyboard, by ear, enlarged or without motion, WHEN the workstation is used, THEN every surface can be read, heard, reached and left. */
import type { Locator, Page } from '@playwright/test'
import { panelRows } from '../renderer/panels/index.ts'
import { stumbles } from './axe.ts'
import { expect, test } from './fixture.ts'
import { burstRecording, learnBurstRig } from './pages/burstRig.ts'
import { recordings } from './pages/recordings.ts'
import { workbench } from './pages/workbench.ts'

const [skab] = recordings as [(typeof recordings)[number]] // as: the table has it

/** Every surface that comes and goes: how it is opened by keys, and where it lies. Escape leaves it where nothing else is said. */
const surfaces: readonly { readonly name: string; readonly panel?: string; readonly keys: readonly string[]; readonly part: string; readonly leave?: string }[] = [
  { name: 'palette', keys: ['Control+k'], part: '.mantine-Spotlight-content' },
  { name: 'jobs tray', keys: ['Control+j'], part: '.tt-tray', leave: 'Control+j' },
  { name: 'name of a layout', keys: ['Control+Shift+s'], part: 'body' },
  { name: 'reason of a verdict', panel: 'Investigate', keys: ['1'], part: '[data-panel="investigate"]' },
  { name: 'note of an event', panel: 'Investigate', keys: ['n'], part: '[data-panel="investigate"]' },
  { name: 'filter of the queue', panel: 'Events', keys: ['f'], part: '[data-panel="events"]' },
  { name: 'notice', panel: 'Events', keys: ['z'], part: '[role="alert"]' }, // nothing was judged that could be taken back
  { name: 'annotations', panel: 'Explore', keys: ['e'], part: '[data-panel="explore"]' },
  { name: 'limits', panel: 'Explore', keys: ['i'], part: '[data-panel="explore"]' },
  { name: 'set-up of a training', panel: 'Training', keys: ['n'], part: '[data-panel="training"]' },
  { name: 'plan of a deployment', panel: 'Deploy', keys: ['4'], part: '[data-panel="deploy"]' },
  { name: 'rehearsal', panel: 'Deploy', keys: ['2'], part: '[data-panel="deploy"]' },
  { name: 'shortcuts', keys: ['?'], part: '[data-panel="settings"]' },
]

const drawn = (page: Page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))

test('every surface that comes and goes is clean, in both themes; enlarged to 200 % and shrunk to 80 % nothing is cut off; without motion nothing moves', async ({ workstation }) => {
  test.skip(workstation.kind !== 'server', 'the same page on both')
  test.setTimeout(480_000)
  const { page } = workstation
  const bench = workbench(page)
  await learnBurstRig(workstation, { recording: burstRecording(), rows: 1500, alarmsPerWeek: 2000 })
  await bench.queue.getByRole('option').first().click()
  await page.keyboard.press('x') // lanes of the event, so that Explore has something to annotate

  const found: string[] = []
  for (const theme of ['Dark colours', 'Light colours']) {
    await bench.command(theme)
    for (const { name, panel, keys, part, leave = 'Escape' } of surfaces) {
      if (panel !== undefined) {
        await bench.command(`Go to: ${panel}`)
        await expect(bench.panelTab(panel)).toHaveAttribute('aria-selected', 'true')
        // its keys work once it is there with what it shows
        const shown = page.locator(`.tt-panel[data-panel="${panelRows.find(({ title }) => title === panel)?.id}"]`)
        await expect(shown).toBeVisible()
        await expect(shown.locator('.tt-face[role=status]')).toHaveCount(0)
      }
      for (const key of keys) await page.keyboard.press(key)
      await expect(page.locator(part).first()).toBeVisible()
      await drawn(page)
      if (await page.getByText('needs its panel in front').count()) found.push(`${name}, ${theme}: its key is not heard`)
      for (const words of await stumbles(page, part)) found.push(`${name}, ${theme}: ${words}`)
      await page.keyboard.press(leave)
      if (leave === 'Escape') await page.keyboard.press(leave) // out of a field, then out of what holds it
    }
  }

  // a browser that enlarges gives the page fewer pixels of its own: 1440 x 900 at 80, 125, 150 and 200 %
  for (const zoom of [0.8, 1.25, 1.5, 2]) {
    await page.setViewportSize({ width: Math.round(1440 / zoom), height: Math.round(900 / zoom) })
    for (const { title, id } of panelRows) {
      await bench.command(`Go to: ${title}`)
      await expect(page.locator(`.tt-panel[data-panel="${id}"]`)).toBeVisible()
      await drawn(page)
      for (const words of await unreachable(page, id)) found.push(`${title} at ${zoom * 100} %: ${words}`)
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 })

  await page.emulateMedia({ reducedMotion: 'reduce' })
  for (const { title } of panelRows) {
    await bench.command(`Go to: ${title}`)
    const moving = await page.evaluate(() => document.getAnimations().filter((one) => Number(one.effect?.getComputedTiming().duration ?? 0) > 1).map((one) => `${(one.effect as KeyframeEffect | null)?.target?.className ?? ''}`))
    for (const words of moving) found.push(`${title} moves although less motion is asked for: ${words}`)
  }
  expect(found).toEqual([])
  expect(workstation.complaints).toEqual([])
})

/** What sticks out of the window, and buttons of a panel that no scrolling brings into it. */
const unreachable = (page: Page, panel: string) =>
  page.evaluate((id) => {
    const out: string[] = []
    const over = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - document.documentElement.clientWidth
    if (over > 0) out.push(`${over} px stick out of the page to the side`)
    const scrolls = (element: Element) => /auto|scroll/.test(getComputedStyle(element).overflowY + getComputedStyle(element).overflowX)
    for (const button of document.querySelectorAll<HTMLElement>(`.tt-panel[data-panel="${id}"] button, .tt-panel[data-panel="${id}"] input, .tt-panel[data-panel="${id}"] select`)) {
      const box = button.getBoundingClientRect()
      if (box.width === 0 || getComputedStyle(button).visibility === 'hidden' || box.width <= 1) continue
      for (let around = button.parentElement; around; around = around.parentElement) {
        if (scrolls(around)) break // it can be brought into view
        const frame = around.getBoundingClientRect()
        const clips = getComputedStyle(around).overflow !== 'visible'
        if (clips && (box.left > frame.right - 2 || box.top > frame.bottom - 2 || box.right < frame.left + 2)) {
          out.push(`${button.getAttribute('aria-label') ?? button.innerText.trim()} is cut off by ${around.className}`)
          break
        }
      }
    }
    return out
  }, panel)

/** Walks by Tab until the focus is on it. @throws when a whole round of the page does not come by. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible()
  for (let step = 0; step < 150; step++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not reach ${String(target)}`)
}

async function enter(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field)
  await page.keyboard.press('Control+a')
  await page.keyboard.type(text)
}

async function press(page: Page, button: Locator): Promise<void> {
  await tabTo(page, button)
  await page.keyboard.press('Enter')
}

test('import, detection, judging, training and a rehearsal without ever touching the mouse', async ({ workstation }) => {
  test.skip(!skab.isThere(), `no recording at ${skab.file}: set TELLTALE_DATASETS`)
  test.setTimeout(240_000)
  const { page } = workstation
  await expect(page.locator('.tt-dockarea .tt-panel').first()).toBeVisible() // keys count from here on
  const panel = (id: string) => page.locator(`[data-panel="${id}"]`)
  const button = (id: string, name: string) => panel(id).getByRole('button', { name, exact: true })
  const keys = async (...each: string[]) => {
    for (const key of each) await page.keyboard.press(key)
  }
  await keys('g', 'm')
  await workstation.pickFile(skab.file)
  await press(page, button('import', 'Choose files'))
  await enter(page, panel('import').getByLabel('Asset', { exact: true }), skab.asset)
  await press(page, button('import', 'Import'))
  await expect(page.getByRole('heading', { name: `1,147 rows are in ${skab.asset}.` })).toBeVisible()
  await press(page, button('import', 'Learn normal on it'))

  await enter(page, panel('detect').getByRole('textbox', { name: 'the first rows' }), String(skab.learn))
  await enter(page, panel('detect').getByRole('textbox', { name: 'Alarms a week that you can handle' }), String(skab.alarmsPerWeek))
  await keys('Enter')
  await press(page, button('detect', 'Open the events'))
  await expect(workbench(page).queue.getByRole('option').first()).toBeVisible()

  await keys('g', 'g')
  await expect(page.locator('.tt-verdicts')).toBeVisible()
  // a problem would be left out of the training, and of this short recording too little would be left
  await keys('2', 'w')
  await expect(workbench(page).queue.getByText(/^Not a problem/).first()).toBeVisible()

  await keys('g', 't')
  await enter(page, panel('training').getByRole('textbox', { name: 'Epochs', exact: true }), '3')
  await keys('Enter')
  await expect(panel('training').getByRole('region', { name: 'Training runs' })).toContainText('done', { timeout: 60_000 })

  await press(page, page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Deploy', exact: true }))
  await keys('2')
  await expect(panel('deploy').getByRole('heading', { level: 2 }).first()).toContainText('Nothing in the stack itself stands in the way')
  expect(workstation.complaints).toEqual([])
})
