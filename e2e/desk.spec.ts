/** GIVEN events that were looked into, WHEN the program ends and starts again, or the window is zoomed, THEN the desk is as it was left and nothing is out of reach. */
import { expect, test } from './fixture.ts'
import { burstRecording, learnBurstRig } from './pages/burstRig.ts'
import { workbench } from './pages/workbench.ts'

test('the window comes back with what was looked at, back and forward go through it, the palette finds an event by its time @server', async ({ workstation }) => {
  test.setTimeout(180_000)
  await learnBurstRig(workstation, { recording: burstRecording(), rows: 1500, alarmsPerWeek: 20 })
  const chart = () => workstation.page.getByRole('group', { name: /^Chart of/ })
  const from = () => workstation.page.getByLabel('From', { exact: true })
  const { page } = workstation
  await expect(workbench(page).queue.getByRole('option').first()).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('g')
  await expect(page.locator('.tt-verdicts')).toBeVisible()
  // the time bar is the one of the event as long as its page is in front
  await expect(page.getByRole('button', { name: 'All that this panel has to show' })).toBeVisible()
  const around = await from().inputValue()
  await page.keyboard.press('-')
  await expect(from()).not.toHaveValue(around)
  await page.keyboard.press('[')
  await expect(from()).toHaveValue(around)
  await page.keyboard.press('x')
  await expect(chart()).toBeVisible()
  const wide = await from().inputValue()
  const box = await chart().boundingBox()
  if (!box) throw new Error('the chart has no place')
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2, { steps: 4 })
  await page.mouse.up()
  await expect(from()).not.toHaveValue(wide)
  const close = await from().inputValue()

  await page.keyboard.press('[')
  await expect(from()).toHaveValue(wide)
  await page.keyboard.press(']')
  await expect(from()).toHaveValue(close)

  // what was looked at last is kept, not only something that was looked at before
  const kept = async () => {
    const from = /"range":\{"from":(\d+)/.exec(JSON.stringify(await (await fetch(`${workstation.address}api/preferences`)).json()))?.[1]
    return from === undefined ? null : new Date(Number(from)).toISOString().slice(0, 16).replace('T', ' ')
  }
  await expect.poll(kept).toBe(close)
  await workstation.restart()
  await expect(chart()).toBeVisible()
  await expect(from()).toHaveValue(close)

  const { start, words } = ((await (await fetch(`${workstation.address}api/events`)).json()) as { start: number; words: string }[]).at(-1) ?? { start: 0, words: '' } // as: the contract says what the path answers
  await workbench(workstation.page).command(`burst ${new Date(start).toISOString().slice(11, 16)}`)
  await expect(workstation.page.locator('.tt-sentence')).toContainText(words)
  expect(workstation.complaints).toEqual([])
})

test('the tree that a small window has no room for is there in a large one, and one that was hidden stays hidden @server', async ({ workstation }) => {
  const { page } = workstation
  const tree = page.locator('.tt-tree')
  const kept = async () => JSON.stringify(await (await fetch(`${workstation.address}api/preferences`)).json())
  const again = async (width: number) => {
    await page.setViewportSize({ width, height: 700 })
    await page.reload()
    await expect(page.locator('.tt-dockarea .tt-panel').first()).toBeVisible()
  }
  await again(1100)
  await expect(tree).toBeHidden()
  await workbench(page).open('Jobs') // so that there is a layout to keep
  await expect.poll(kept).toContain('"jobs"')
  await again(1440)
  await expect(tree).toBeVisible()
  await page.keyboard.press('Control+b')
  await expect(tree).toBeHidden()
  await expect.poll(kept).toContain('"tree":false')
  await again(1440)
  await expect(tree).toBeHidden()
})

test('at 200 % zoom of a large window every panel keeps its actions in reach @server', async ({ workstation }) => {
  test.setTimeout(180_000)
  const { page } = workstation
  await learnBurstRig(workstation, { recording: burstRecording(), rows: 1500, alarmsPerWeek: 20 })
  await expect(workbench(page).queue.getByRole('option').first()).toBeVisible()
  // twice the zoom is half the pixels
  await page.setViewportSize({ width: 720, height: 450 })
  await fetch(`${workstation.address}api/preferences`, { method: 'PATCH', body: JSON.stringify({ layout: null }), headers: { 'content-type': 'application/json' } })
  await workstation.restart()
  await workstation.page.setViewportSize({ width: 720, height: 450 })
  for (const panel of ['Overview', 'Events', 'Explore', 'Investigate']) {
    await workbench(workstation.page).open(panel)
    await expect(workstation.page.locator(`[data-panel="${panel.toLowerCase()}"]`)).toBeVisible()
    const outside = await workstation.page.locator(`[data-panel="${panel.toLowerCase()}"]`).evaluate((place) => {
      const { right } = place.getBoundingClientRect()
      // sideways nothing scrolls: what lies beyond the right edge cannot be reached
      return [...place.querySelectorAll('button')].filter((button) => button.offsetParent !== null && button.getBoundingClientRect().right > right + 1).map((button) => button.textContent)
    })
    expect(outside, panel).toEqual([])
  }
})
