/** GIVEN a plant that is made up, WHEN it is looked at in every panel and taken elsewhere as a file, THEN each place that shows its data says SIMULATED. */
import { readFile } from 'node:fs/promises'
import { projectFile } from '../main/home.ts'
import { openSqliteStore } from '../main/storage/sqlite/index.ts'
import { panelRows } from '../renderer/panels/index.ts'
import { expect, test } from './fixture.ts'
import { learnFromFirstRows, workbench } from './pages/workbench.ts'

/** An asset as the generator of the demonstration plant leaves it, two days long: the year takes a minute to make. */
async function madeUp(home: string): Promise<void> {
  const store = await openSqliteStore({ file: projectFile(home) })
  const asset = await store.catalog.assets.ensure({ name: 'Made-up pump', simulated: true })
  const time = Float64Array.from({ length: 3000 }, (_, i) => Date.UTC(2026, 0, 1) + i * 60_000)
  for (const [k, name] of ['pressure', 'flow'].entries()) {
    const tag = await store.catalog.tags.ensure({ asset: asset.id, name, unit: 'bar', kind: 'analogue', kindGuessed: false, grade: 'high' })
    await store.telemetry.append([{ series: tag.id, time, value: time.map((_, i) => 10 + k + Math.sin(i / 50 + k) + Math.sin(i * 12.9) * 0.2 + (i > 1500 && i % 300 < 20 ? 6 : 0)) }])
  }
  await store.close()
}

test('whatever draws or holds simulated data says so @server', async ({ workstation }) => {
  test.setTimeout(180_000)
  const { page, home } = workstation
  await madeUp(home)
  await page.reload()
  const bench = workbench(page)
  await bench.open('Detect')
  await learnFromFirstRows(page, 1500, 20)
  await page.getByRole('button', { name: 'Open the events' }).click()
  await bench.queue.getByRole('option').first().click()
  await bench.open('Explore')
  await page.getByRole('button', { name: 'Show the tags of Made-up pump' }).click()

  const silent: string[] = []
  const drawn: string[] = []
  for (const { id, title } of panelRows) {
    await bench.open(title)
    const panel = page.locator(`.tt-panel[data-panel="${id}"]`)
    await expect(panel).toBeVisible()
    await expect(panel.locator('.tt-face[role=status]')).toHaveCount(0)
    // the queue draws no curve, but says what was found in the data
    for (const place of await panel.locator('.tt-lanes, .tt-plot, .tt-fleet-map, .tt-queue-head').all()) {
      drawn.push(id)
      const within = id === 'events' ? panel : place
      if (!(await within.locator('.tt-simulated').filter({ hasText: 'SIMULATED' }).first().isVisible())) silent.push(`${title}: ${await place.getAttribute('class')}`)
    }
  }
  expect(silent).toEqual([])
  expect(new Set(drawn)).toEqual(new Set(['overview', 'events', 'investigate', 'explore', 'detect']))

  await bench.open('Explore')
  const file = async (button: string) => {
    const coming = page.waitForEvent('download')
    await page.locator('.tt-panel[data-panel="explore"]').getByRole('button', { name: button, exact: true }).click()
    const download = await coming
    expect(download.suggestedFilename()).toContain('SIMULATED')
    return readFile(await download.path())
  }
  const csv = (await file('CSV')).toString('utf8').split('\n')
  expect(csv[0]).toBe('tag,unit,time,value,quality,origin')
  expect(csv.slice(1, -1).every((line) => line.endsWith(',SIMULATED'))).toBe(true)
  expect((await file('Picture')).length).toBeGreaterThan(1000)
  expect(workstation.complaints).toEqual([])
})
