/** GIVEN work under way, WHEN the process that does it dies, THEN the page says so, the same action works again, and nothing is lost or counted twice. */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { noCluster, testKubeconfig } from '../main/deploy/kubernetes/testing/cluster.ts'
import { expect, test, type Workstation } from './fixture.ts'
import { root } from './launch.ts'
import { besidesLostLine } from './lostLine.ts'
import { burstRecording, learnBurstRig } from './pages/burstRig.ts'
import { cleared, lineToCluster } from './pages/cluster.ts'
import { deployPanel, type DeployPanel } from './pages/deploy.ts'
import { loseProgram } from './pages/program.ts'
import { importFile, learnFromFirstRows, workbench } from './pages/workbench.ts'
import { newestWorker, workerPid } from './pages/workers.ts'

async function telltale<T>(home: string, ...args: string[]): Promise<T> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'bin/telltale.js'), ...args, '--home', home, '--json'])
  return JSON.parse(stdout) as T // as: the contract of the command line says what each verb answers
}

/** Two channels at one second; from row `burstsFrom` on both jump for 12 rows in every 6,000. */
async function writeRecording(path: string, { rows, burstsFrom = Infinity }: { rows: number; burstsFrom?: number }): Promise<void> {
  const burst = (i: number) => (i >= burstsFrom && i % 6000 < 12 ? 6 : 0)
  const line = (i: number) => `${new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString()};${(10 + Math.sin(i / 50) + 0.1 * Math.sin(i * 12.9898) + burst(i)).toFixed(4)};${(4 + Math.cos(i / 70) + 0.1 * Math.sin(i * 78.233) - burst(i) / 2).toFixed(4)}`
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
  expect(besidesLostLine(workstation.complaints)).toEqual([])
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

test('a detection loses its worker, then its program: both are told where it was asked for, it starts again, and its events are there once', async ({ workstation }) => {
  test.setTimeout(240_000)
  const { home } = workstation
  const file = join(home, 'long.csv')
  await writeRecording(file, { rows: 200_000, burstsFrom: 60_000 })
  await choose(workstation, file)
  await importFile(workstation.page, 'Compressor')
  await workstation.page.getByRole('button', { name: 'Learn normal on it' }).click()
  await learnFromFirstRows(workstation.page, 50_000, 200)
  const job = () => workstation.page.locator('[data-panel="detect"]').getByRole('article', { name: 'Detect on Compressor' })
  await expect(job()).toContainText('running')
  process.kill(await newestWorker(workstation.pid), 'SIGKILL')
  await expect(job()).toContainText('failed')
  await expect(job()).toContainText(/The worker process that ran detect\.run ended/)
  await job().getByRole('button', { name: 'Start again' }).click()
  await expect(job()).toContainText('running')

  await loseProgram(workstation, { asset: 'Compressor', panel: 'Detect' })
  await expect(job()).toContainText('interrupted')
  await expect(job()).toContainText('It can be started again, from its beginning.')
  await job().getByRole('button', { name: 'Start again' }).click()
  await expect(job()).toHaveCount(0, { timeout: 150_000 }) // done: the result says the rest
  await workstation.page.getByRole('button', { name: 'Open the events' }).click()
  await expect(workbench(workstation.page).queue.getByRole('option').first()).toBeVisible()
  const shown = Number(/(\d+) left/.exec(await workstation.page.locator('.tt-queue-count').innerText())?.[1])
  const events = await telltale<{ id: string }[]>(home, 'events', '--asset', 'Compressor')
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
  expect(events).toHaveLength(shown)
  expect(besidesLostLine(workstation.complaints)).toEqual([])
})

test('the interactive worker dies while the evidence of an event is read: the panel says so, and shows it at the second try', async ({ workstation }) => {
  const { page } = workstation
  await learnBurstRig(workstation, { recording: burstRecording(), rows: 1500, alarmsPerWeek: 2000 })
  const events = workbench(page).queue.getByRole('option')
  await expect(events.first()).toBeVisible()
  const worker = await workerPid(page, 'interactive')
  await workbench(page).open('Events')
  process.kill(worker, 'SIGSTOP') // what is asked from now on is under way when the worker dies
  await events.first().click()
  const panel = page.locator('[data-panel="investigate"]')
  await expect(panel.getByRole('status').first()).toBeVisible()
  process.kill(worker, 'SIGKILL')
  await expect(panel.getByRole('alert').first()).toContainText(/The worker process that ran .* ended/)
  // the channels are one question, the history of verdicts is another
  await expect(async () => {
    const again = panel.getByRole('button', { name: 'Try again' }).first()
    if (await again.isVisible()) await again.click({ timeout: 1000 })
    await expect(panel.getByRole('alert')).toHaveCount(0, { timeout: 2000 })
  }).toPass({ timeout: 30_000 })
  await expect(panel.locator('canvas').first()).toBeVisible()
  expect(workstation.complaints).toEqual([])
})

test('the line is lost in the middle of judging: the verdict is said not to be kept, the event still waits, and the same keys judge it later @server', async ({ workstation }) => {
  const { page } = workstation
  await learnBurstRig(workstation, { recording: burstRecording(), rows: 1500, alarmsPerWeek: 2000 })
  const first = workbench(page).queue.getByRole('option').first()
  await first.click()
  await expect(page.locator('.tt-verdicts')).toBeVisible()
  const left = async () => (await page.locator('.tt-queue-count').innerText()).match(/[\d,]+ left/)?.[0]
  const waiting = await left()
  const lost = page.getByRole('alert').filter({ hasText: 'Connection lost' })
  await workstation.crash()
  await expect(lost).toBeVisible()
  await page.keyboard.press('3')
  await expect(page.getByText(/The connection to Telltale is lost/).first()).toBeVisible()
  expect(await left()).toBe(waiting)
  await workstation.revive()
  await expect(lost).toHaveCount(0)
  await page.keyboard.press('3')
  await expect.poll(left).not.toBe(waiting)
  const judged = await telltale<{ verdict: string | null }[]>(workstation.home, 'events')
  expect(judged.filter(({ verdict }) => verdict === 'investigate')).toHaveLength(1)
  expect(besidesLostLine(workstation.complaints)).toEqual([])
})

test('the stack is applied while its line is cut, then while the program dies: each is told with what was done, and applying again ends it (real API)', async ({ workstation }) => {
  test.skip(testKubeconfig === undefined, noCluster)
  test.setTimeout(240_000)
  await cleared()
  const kubeconfig = join(workstation.home, 'over-the-line.yaml')
  const line = await lineToCluster(kubeconfig)
  const deploy = await stagingPlanned(workstation, kubeconfig)
  await deploy.button('Apply staging').click()
  await expect(stepOf(deploy, 'network')).toHaveAttribute('data-state', /settling|done/, { timeout: 30_000 })
  line.cut()
  // nothing of a change runs in a worker: its death is not felt
  process.kill(await newestWorker(workstation.pid), 'SIGKILL')
  await expect(deploy.change).toContainText(/cannot be reached|does not answer/, { timeout: 60_000 })
  await deploy.step('Running')
  await expect(deploy.panel.getByRole('heading', { name: /^(Not reachable|The cluster does not answer)/ }).first()).toBeVisible({ timeout: 30_000 })
  line.mend()
  await deploy.step('Target')
  await deploy.button('Ask again').click()
  await expect(deploy.panel.getByRole('heading', { name: 'Reachable', exact: true })).toBeVisible()

  await deploy.step('Plan')
  await expect(deploy.sentence).toHaveText(partDone)
  await deploy.button('Apply staging').click()
  await expect(stepOf(deploy, 'postgres')).toHaveAttribute('data-state', /settling|done/, { timeout: 30_000 })
  await expect(stepOf(deploy, 'dashboard')).toHaveAttribute('data-state', 'waiting')
  if (workstation.kind === 'server') {
    await workstation.crash()
    await expect(workstation.page.getByRole('alert').filter({ hasText: 'Connection lost' })).toBeVisible()
    await workstation.revive()
    await expect(deploy.change).toContainText('interrupted')
    await expect(deploy.change).toContainText('What had been sent stays: look at what runs, then plan again.')
    await expect(stepOf(deploy, 'dashboard')).toHaveAttribute('data-state', 'skipped')
    await deploy.button('Close').click()
  } else await workstation.restart()

  // a picked kubeconfig belongs to the program that it was picked in
  const again = await stagingPlanned(workstation, kubeconfig)
  await expect(again.sentence).toHaveText(partDone)
  await again.button('Apply staging').click()
  await expect(again.change).toContainText('every workload is ready', { timeout: 90_000 })
  await expect(again.sentence).toHaveText(/^Nothing to do: all \d+ objects are as the stack says\.$/)
  expect(besidesLostLine(workstation.complaints)).toEqual([])
  line.close()
  await cleared()
})

const partDone = /^[1-9]\d* to create, 0 to change, [1-9]\d* to keep, 0 to delete\.$/

/** The Deploy panel with a plan for staging against the cluster of this kubeconfig. */
async function stagingPlanned({ page, pickFile }: Workstation, kubeconfig: string): Promise<DeployPanel> {
  const tour = page.getByRole('button', { name: 'Leave the tour' })
  await workbench(page).open('Deploy')
  if (await tour.isVisible()) await tour.click()
  const deploy = deployPanel(page)
  await deploy.environment('staging')
  await deploy.step('Target')
  await pickFile(kubeconfig)
  await deploy.button('Choose a file').click()
  await expect(deploy.panel.getByRole('heading', { name: 'Reachable', exact: true })).toBeVisible()
  await deploy.step('Plan')
  await expect(deploy.sentence).toHaveText(/to create/)
  return deploy
}

const stepOf = ({ change }: DeployPanel, name: string) => change.getByRole('listitem').filter({ has: change.page().getByText(name, { exact: true }) })
