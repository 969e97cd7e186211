/** GIVEN a recording never seen before, WHEN an engineer imports it, learns normal, opens the strongest event and judges it, THEN the verdict is kept. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from './fixture.ts'
import { root } from './launch.ts'
import { importFile, learnFromFirstRows, workbench } from './pages/workbench.ts'

const recording = resolve(root, process.env['TELLTALE_DATASETS'] ?? '../shared/data', 'skab/valve1/0.csv')
const asset = 'Valve rig'

interface ListedEvent {
  id: string
  verdict: string | null
  reason: string | null
}

async function listedEvents(home: string): Promise<ListedEvent[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'bin/telltale.js'), 'events', '--asset', asset, '--home', home, '--json'])
  return JSON.parse(stdout) as ListedEvent[]
}

test('import, detect, open the strongest event, judge it by key, restart: it is still judged', async ({ workstation }) => {
  test.skip(!existsSync(recording), `no recording at ${recording}: set TELLTALE_DATASETS`)
  const bench = () => workbench(workstation.page)

  await bench().open('Import')
  await workstation.pickFile(recording)
  await workstation.page.getByRole('button', { name: 'Choose files' }).click()
  await importFile(workstation.page, asset)
  await expect(workstation.page.getByRole('heading', { name: `1,147 rows are in ${asset}.` })).toBeVisible()

  await workstation.page.getByRole('button', { name: 'Learn normal on it' }).click()
  await learnFromFirstRows(workstation.page, 400, 2000)
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

  const listed = await listedEvents(workstation.home)
  expect(listed).toHaveLength(waiting)
  const shownIds = await bench().queue.getByRole('option').evaluateAll((rows) => rows.map(({ id }) => id.replace('event-', '')))
  expect(listed.filter(({ verdict }) => verdict === 'problem').map(({ id }) => id)).toEqual(shownIds)
  expect(workstation.complaints).toEqual([])
})
