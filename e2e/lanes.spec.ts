/** GIVEN tags in the tree, WHEN they are dragged into Explore or sent there by keys, THEN they stand in a lane of their own or over another, and each step can be taken back. */
import { expect, test } from './fixture.ts'
import { burstRecording, learnBurstRig } from './pages/burstRig.ts'
import { workbench } from './pages/workbench.ts'

test('tags come into lanes by dragging and by keys, and go again', async ({ workstation }) => {
  test.setTimeout(180_000)
  const { page } = workstation
  await learnBurstRig(workstation, { recording: burstRecording(), rows: 1500, alarmsPerWeek: 20 })
  await expect(workbench(page).queue.getByRole('option').first()).toBeVisible()
  await workbench(page).open('Explore')
  const panel = page.locator('.tt-panel[data-panel="explore"]')
  const chart = panel.getByRole('group', { name: /^Chart of/ })
  const lanes = () => panel.locator('.tt-lane-head').allInnerTexts().then((heads) => heads.map((head) => ['pressure', 'flow'].filter((name) => head.includes(name)).join(' + ')))
  const tree = page.getByRole('tree')
  const rig = tree.getByRole('treeitem', { name: 'Burst rig' })
  if ((await rig.getAttribute('aria-expanded')) !== 'true') await rig.click()
  const tag = (name: string) => tree.getByRole('treeitem', { name: new RegExp(`^${name}`) })

  await tag('pressure').dragTo(panel)
  await expect.poll(lanes).toEqual(['pressure'])
  await tag('flow').dragTo(chart) // on the lane: over it
  await expect.poll(lanes).toEqual(['pressure + flow'])
  await page.keyboard.press('Control+z')
  await expect.poll(lanes).toEqual(['pressure'])
  await tag('flow').dragTo(panel.locator('.tt-explore-hint')) // beside the lanes: its own
  await expect.poll(lanes).toEqual(['pressure', 'flow'])
  // on the head of the first: before it. A head takes what is dragged only while something is
  const head = await panel.locator('.tt-lane-head').first().boundingBox()
  if (!head) throw new Error('the first lane has no head')
  await tag('flow').hover()
  await page.mouse.down()
  await page.mouse.move(head.x + head.width / 2, head.y + head.height / 2 + 30, { steps: 4 })
  await page.mouse.move(head.x + head.width / 2, head.y + head.height / 2, { steps: 2 })
  await page.mouse.up()
  await expect.poll(lanes).toEqual(['flow', 'pressure'])
  for (const before of [['pressure', 'flow'], ['pressure'], []]) {
    await page.keyboard.press('Control+z')
    await expect.poll(lanes).toEqual(before)
  }
  for (const after of [['pressure'], ['pressure', 'flow'], ['flow', 'pressure']]) {
    await page.keyboard.press('Control+Shift+z')
    await expect.poll(lanes).toEqual(after)
  }

  // the same with hands on the keyboard alone
  await workbench(page).command('Remove all lanes')
  for (const name of ['pressure', 'flow']) {
    await page.keyboard.press('/') // at once: the palette that was left a moment ago takes no more keys
    // the field comes to the front first: letters typed before would be keys of the panel
    await expect(page.getByRole('searchbox', { name: 'Search assets and tags' })).toBeFocused()
    if (name === 'pressure') await expect.poll(lanes).toEqual([])
    await page.keyboard.press('Control+a')
    await page.keyboard.type(name)
    await expect(tag(name)).toBeVisible()
    await page.keyboard.press('ArrowDown')
    while (!(await tag(name).evaluate((row) => row === document.activeElement))) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(panel.locator('.tt-lane-head').filter({ hasText: name })).toBeVisible()
  }
  await expect.poll(lanes).toEqual(['pressure', 'flow'])
  await panel.getByRole('button', { name: 'Lay flow over the lane above' }).press('Enter')
  await expect.poll(lanes).toEqual(['pressure + flow'])
  await panel.getByRole('button', { name: 'Give flow a lane of its own' }).press('Enter')
  await expect.poll(lanes).toEqual(['pressure', 'flow'])
  await page.keyboard.press('Control+z')
  await expect.poll(lanes).toEqual(['pressure + flow'])
  expect(workstation.complaints).toEqual([])
})
