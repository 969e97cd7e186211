/** GIVEN work under way, WHEN the process that does it dies, THEN the page says so, the same action works again, and nothing is lost or counted twice. */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test, type Workstation } from './fixture.ts'
import { root } from './launch.ts'
import { importFile, workbench } from './pages/workbench.ts'
import { workerPid } from './pages/workers.ts'

async function telltale<T>(home: string, ...args: string[]): Promise<T> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'bin/telltale.js'), ...args, '--home', home, '--json'])
  return JSON.parse(stdout) as T // as: the contract of the command line says what each verb answers
}

/** Two channels at one second. */
async function writeRecording(path: string, { rows }: { rows: number }): Promise<void> {
  const line = (i: number) => `${new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString()};${(10 + Math.sin(i / 50)).toFixed(4)};${(4 + Math.cos(i / 70)).toFixed(4)}`
  const lines = ['time;pressure;flow']
  for (let i = 0; i < rows; i++) lines.push(line(i))
  await writeFile(path, lines.join('\n'))
}

async function choose({ page, pickFile }: Workstation, file: string): Promise<void> {
  await workbench(page).open('Import')
  await pickFile(file)
  await page.getByRole('button', { name: 'Choose files' }).click()
}

test('the interactive worker dies while it reads a file: the panel says so, and the same action works again', async ({ workstation }) => {
  const { page, home } = workstation
  const file = join(home, 'pump.csv')
  await writeRecording(file, { rows: 2000 })
  const worker = await workerPid(page, 'interactive')
  process.kill(worker, 'SIGSTOP') // what is asked from now on is under way when the worker dies
  await choose(workstation, file)
  await expect(page.getByText('Reading pump.csv')).toBeVisible()
  process.kill(worker, 'SIGKILL')

  const panel = page.locator('[data-panel="import"]')
  await expect(panel.getByRole('alert')).toContainText(/The worker process that ran import\.preview ended .* start it again/)
  await panel.getByRole('button', { name: 'Try again' }).click()
  await importFile(page, 'Pump')
  await expect(page.getByRole('heading', { name: '2,000 rows are in Pump.' })).toBeVisible()
  await expect.poll(() => workerPid(page, 'interactive')).not.toBe(worker)
  expect(workstation.complaints).toEqual([])
})

test('the server dies and comes back: the bar tells of it and goes by itself, and the panel is live again @server', async ({ workstation }) => {
  const { page, home } = workstation
  await workbench(page).open('Overview')
  const lost = page.getByRole('alert').filter({ hasText: 'Connection lost' })
  await expect(lost).toHaveCount(0)
  await workstation.crash()
  await expect(lost).toContainText(/showing what was loaded at .* tried again by itself/)

  const file = join(home, 'fan.csv')
  await writeRecording(file, { rows: 500 })
  await telltale(home, 'import', file, '--asset', 'Fan 7') // what happened meanwhile
  await workstation.revive()
  await expect(lost).toHaveCount(0)
  await expect(page.locator('[data-panel="overview"]').getByText('Fan 7').first()).toBeVisible()

  await choose(workstation, file)
  await importFile(page, 'Fan 8')
  await expect(page.getByRole('heading', { name: '500 rows are in Fan 8.' })).toBeVisible()
  // the browser itself reports each socket that could not be opened
  expect(workstation.complaints.filter((words) => !/WebSocket connection to .* failed/.test(words))).toEqual([])
})

test('the page dies during an import: the job goes on and the page finds it again', async ({ workstation }) => {
  test.setTimeout(180_000)
  const { page, home } = workstation
  const file = join(home, 'pump.csv')
  await writeRecording(file, { rows: 300_000 })
  await choose(workstation, file)
  await importFile(page, 'Pump')
  await expect(page.locator('[data-panel="import"]').getByRole('article', { name: 'Import pump.csv into Pump' })).toBeVisible()
  await page.reload()
  await workbench(page).open('Jobs')
  await expect(page.getByRole('article', { name: 'Import pump.csv into Pump' })).toContainText('done', { timeout: 120_000 })
  const series = await telltale<{ n: number }[]>(home, 'series')
  expect(series.map(({ n }) => n)).toEqual([300_000, 300_000])
  expect(workstation.complaints).toEqual([])
})
