/**
 * GIVEN a run that was trained and a rollout that was real, WHEN the Training and Deploy panels show them, and what stands in their place, THEN they look, in
 * both themes, as they did when somebody last looked. The answers of the cluster are recorded: `TELLTALE_RECORD=1` with TELLTALE_KUBECONFIG records them anew.
 */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from '@playwright/test'
import { testKubeconfig } from '../main/deploy/kubernetes/testing/cluster.ts'
import { expect, test } from './fixture.ts'
import { root } from './launch.ts'
import { burstRecording } from './pages/burstRig.ts'
import { broken, cleared } from './pages/cluster.ts'
import { deployPanel } from './pages/deploy.ts'
import { gateOf } from './pages/gate.ts'
import { play, record } from './pages/recordedCalls.ts'
import { trainingPanel } from './pages/training.ts'
import { workbench } from './pages/workbench.ts'

const recording = join(root, 'e2e/fixtures/stagingRollout.json')
const recordsNow = process.env['TELLTALE_RECORD'] === '1'
/** A changed title is some 1,500 pixels of 420,000: less must not pass. */
const tolerance = { maxDiffPixelRatio: 0.003, animations: 'disabled', caret: 'hide' } as const
/** What is true of one run of this test only: speed, memory, duration, clock. */
const ofThisRun = ['.tt-training-facts', '.tt-training-head p .tt-number', '.tt-training-runs td:nth-last-child(-n + 2)']

async function bothThemes(page: Page, panel: 'training' | 'deploy', face: string): Promise<void> {
  const shown = page.locator(`.tt-panel[data-panel="${panel}"]`)
  await page.mouse.move(700, 10) // where nothing explains itself to who hovers
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect(page.locator(`[data-mantine-color-scheme="${colorScheme}"]`).first()).toBeAttached()
    await expect.soft(shown).toHaveScreenshot(`${panel}-${face}-${colorScheme}.png`, { ...tolerance, mask: ofThisRun.map((each) => page.locator(each)) })
  }
}

test('Training: nothing, too little, a run with its curves and its scores, two compared, waiting, and an error', async ({ workstation }) => {
  test.skip(workstation.kind !== 'server', 'the same page on both; the gate stands before a socket')
  test.setTimeout(180_000)
  const { page, home } = workstation
  const telltale = (...args: string[]) => promisify(execFile)(process.execPath, [join(root, 'bin/telltale.js'), ...args, '--home', home, '--json'])
  await page.setViewportSize({ width: 1100, height: 700 })
  const gate = await gateOf(page)
  await page.reload()
  await page.getByRole('button', { name: 'Leave the tour' }).click()
  const bench = workbench(page)
  await bench.open('Training')
  await bothThemes(page, 'training', 'noAsset')

  const file = join(home, 'bursts.csv')
  await writeFile(file, burstRecording().split('\n').map((line, i) => `${line};${i === 0 ? 'fault' : Number(i - 1 > 1500 && (i - 1) % 300 < 20)}`).join('\n'))
  await telltale('import', file, '--asset', 'Burst rig', '--value', 'fault')
  await bench.open('Training')
  await expect(page.getByRole('heading', { name: 'Nothing was trained yet' })).toBeVisible()
  await bothThemes(page, 'training', 'empty')

  const train = ['train', '--asset', 'Burst rig', '--labels', 'fault', '--epochs', '8', '--train-share', '0.4', '--validation-share', '0.1', '--alarms-per-week', '50']
  await telltale(...train)
  await telltale(...train, '--seed', '2')
  const training = trainingPanel(page)
  await expect(training.verdict).toContainText('on the held-out period')
  await bothThemes(page, 'training', 'full')
  await training.panel.getByText('Scores', { exact: true }).click()
  await expect(training.panel.getByRole('region', { name: 'Found in the whole recording' })).toBeVisible()
  await bothThemes(page, 'training', 'scores')
  await page.keyboard.press('v')
  for (const box of await training.panel.getByRole('checkbox', { name: /^Compare run/ }).all()) await box.check()
  await expect(training.panel.getByRole('region', { name: 'What differs' })).toBeVisible()
  await bothThemes(page, 'training', 'compared')
  await page.keyboard.press('Escape')

  await training.train({ Epochs: '8', 'Window, rows': '1000' })
  await expect(training.panel.getByRole('heading', { name: 'Not enough history' })).toBeVisible()
  await bothThemes(page, 'training', 'notEnough')

  for (const [state, face] of [['held', 'loading'], ['failing', 'error']] as const) {
    gate.set(state)
    await page.reload()
    await bench.open('Training')
    await expect(training.panel.getByText(state === 'held' ? 'Reading the runs' : 'Another program writes to the project').first()).toBeVisible()
    await bothThemes(page, 'training', face)
  }
})

test('Deploy: no cluster, a rollout that is ready, one that fails, its drift and its way back, waiting, and an error', async ({ workstation }) => {
  test.skip(workstation.kind !== 'server', 'the same page on both; the gate stands before a socket')
  test.skip(recordsNow && testKubeconfig === undefined, 'TELLTALE_RECORD needs TELLTALE_KUBECONFIG')
  test.setTimeout(240_000)
  const { page, home } = workstation
  await page.setViewportSize({ width: 1100, height: 700 })
  const scenes = await (recordsNow ? record : play)(page, recording)
  if (recordsNow) {
    await cleared()
    await promisify(execFile)(process.execPath, [join(root, 'bin/telltale.js'), 'deploy', 'apply', '--environment', 'staging', '--home', home, '--kubeconfig', testKubeconfig!])
  }
  await page.reload()
  await page.getByRole('button', { name: 'Leave the tour' }).click()
  await workbench(page).open('Deploy')
  const deploy = deployPanel(page)
  await deploy.environment('staging')
  scenes.enter('none')
  await deploy.step('Target')
  await expect(deploy.panel.getByText(/There is no kubeconfig on this machine/)).toBeVisible()
  await bothThemes(page, 'deploy', 'noTarget')
  await deploy.step('Plan')
  await expect(deploy.panel.getByRole('heading', { name: 'There is nothing to plan against yet' })).toBeVisible()
  await bothThemes(page, 'deploy', 'noPlan')

  scenes.enter('ready')
  await deploy.step('Target')
  if (recordsNow) {
    await workstation.pickFile(testKubeconfig!)
    await deploy.button('Choose a file').click()
  } else await deploy.panel.getByRole('button', { name: /Try again|Ask again/ }).first().click()
  await expect(deploy.panel.getByRole('heading', { name: 'Reachable', exact: true })).toBeVisible()
  await bothThemes(page, 'deploy', 'target')
  await deploy.step('Running')
  await expect(deploy.sentence).toHaveText('Everything is ready')
  await expect(deploy.workload('Deployment/dashboard')).toContainText('2/2 ready')
  await bothThemes(page, 'deploy', 'ready')
  await deploy.step('Plan')
  await expect(deploy.sentence).toHaveText(/^Nothing to do/)
  await bothThemes(page, 'deploy', 'planned')

  if (recordsNow) {
    scenes.enter('passing')
    await broken('ghcr.io/telltale/telltale:9-missing')
    await deploy.step('Running')
    await expect(deploy.sentence).toHaveText('Something fails', { timeout: 60_000 })
    await deploy.step('Plan')
  }
  scenes.enter('failing rollout')
  await deploy.step('Running')
  await expect(deploy.sentence).toHaveText('Something fails')
  await expect(deploy.workload('Deployment/dashboard')).toContainText('telltale:9-missing cannot be pulled')
  await bothThemes(page, 'deploy', 'failing')
  await deploy.button('Undo dashboard').click()
  await expect(deploy.button('Go back to revision 1')).toBeVisible()
  await bothThemes(page, 'deploy', 'undo')
  await deploy.step('Plan')
  await expect(deploy.button('Plan again')).toBeEnabled()
  await expect(deploy.entry('Deployment/dashboard')).toContainText('telltale:9-missing')
  await bothThemes(page, 'deploy', 'drift')
  await scenes.save()
  if (recordsNow) return cleared()

  for (const [state, face] of [['held', 'loading'], ['failing', 'error']] as const) {
    scenes.enter(state)
    await page.reload()
    await workbench(page).open('Deploy')
    await deploy.step('Target')
    await expect(deploy.panel.getByText(state === 'held' ? 'Reading the contexts' : 'Another program writes to the project').first()).toBeVisible()
    await bothThemes(page, 'deploy', face)
  }
})
