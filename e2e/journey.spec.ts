/** GIVEN a recording never seen before, WHEN an engineer imports it, learns normal, opens the strongest event and judges it, THEN the verdict is kept. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from './fixture.ts'
import { root } from './launch.ts'
import { choose, importPanel } from './pages/import.ts'
import { recordings } from './pages/recordings.ts'
import { learnFromFirstRows, workbench } from './pages/workbench.ts'

interface ListedEvent {
  id: string
  start: string
  end: string
  verdict: string | null
  reason: string | null
}

async function listedEvents(home: string, asset: string): Promise<ListedEvent[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'bin/telltale.js'), 'events', '--asset', asset, '--home', home, '--json'])
  return JSON.parse(stdout) as ListedEvent[]
}

for (const recording of recordings) {
  const { name, asset, file, rows, learn, alarmsPerWeek, start, interval } = recording
  test(`${name}: import, detect, open the strongest event, judge it by key, restart: it is still judged`, async ({ workstation }) => {
    test.skip(!recording.isThere(), `no recording at ${file}: set TELLTALE_DATASETS`)
    const bench = () => workbench(workstation.page)

    await choose(workstation.page, workstation.pickFile, file)
    const panel = importPanel(workstation.page)
    if (start) {
      // nothing in the file tells the time: the panel says so, and takes what the engineer knows
      await expect(panel.warnings).toContainText('Nothing tells the time')
      for (const [guess, value] of [['Spacing of rows (ms)', String(interval)], ['First row at', start]] as const) {
        await panel.guess(guess).fill(value)
        await panel.guess(guess).blur()
        await expect(panel.guess(guess)).toHaveValue(value)
      }
      await expect(panel.stored).toContainText(start)
    }
    await panel.start(asset)
    await expect(workstation.page.getByRole('heading', { name: `${rows.toLocaleString('en')} rows are in ${asset}.` })).toBeVisible()

    await workstation.page.getByRole('button', { name: 'Learn normal on it' }).click()
    await learnFromFirstRows(workstation.page, learn, alarmsPerWeek)
    await workstation.page.getByRole('button', { name: 'Open the events' }).click()

    const first = bench().queue.getByRole('option').first()
    await expect(first).toContainText(asset)
    const waiting = await bench().queue.getByRole('option').count()
    await first.click()
    await expect(bench().panelTab('Investigate')).toHaveAttribute('aria-selected', 'true')
    const sentence = await workstation.page.getByRole('heading', { level: 2 }).first().innerText()
    expect(sentence).not.toBe('')

    await workstation.page.keyboard.press('1')
    await expect(workstation.page.getByText('Problem: why? Press a letter.').first()).toBeVisible()
    await workstation.page.keyboard.press('e')
    // A judged event fades where it stands, it does not vanish under the pointer.
    await expect(first).toContainText('Problem, equipment fault')

    await workstation.restart()
    await bench().open('Events')
    await workstation.page.getByText('Judged', { exact: true }).first().click()
    await expect(bench().queue.getByRole('option')).toHaveCount(1)
    await expect(bench().queue.getByRole('option').first()).toContainText('Problem')

    const listed = await listedEvents(workstation.home, asset)
    expect(listed).toHaveLength(waiting)
    const shownIds = await bench().queue.getByRole('option').evaluateAll((all) => all.map(({ id }) => id.replace('event-', '')))
    const judged = listed.filter(({ verdict }) => verdict === 'problem')
    expect(judged.map(({ id }) => id)).toEqual(shownIds)
    // the event that deserved the first look is one that the publishers of the recording labelled
    const labelled = judged.map((event) => recording.labels.some(({ from, to }) => from <= Date.parse(event.end) && Date.parse(event.start) <= to))
    expect(labelled).toEqual([true])

    // learned once more as it was asked for the last time: the same rows, the same events, and the verdict stays
    await bench().open('Detect')
    await expect(workstation.page.getByRole('radio', { name: /the stretch shaded below/ })).toBeChecked()
    await workstation.page.getByRole('button', { name: 'Learn and find events' }).click()
    await bench().open('Jobs')
    const detections = workstation.page.locator('[data-panel="jobs"]').getByRole('article', { name: /^Detect/ })
    await expect(detections).toHaveCount(2)
    await expect(detections.filter({ hasText: 'done' })).toHaveCount(2)
    expect(await listedEvents(workstation.home, asset)).toEqual(listed)
    expect(workstation.complaints).toEqual([])
  })
}
