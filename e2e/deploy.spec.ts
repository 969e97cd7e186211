/** GIVEN the stack, WHEN an engineer rehearses it, plans, applies, breaks and undoes it, THEN each step says what happens and how it is done by hand. */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { noCluster, testKubeconfig } from '../main/deploy/kubernetes/testing/cluster.ts'
import { stumbles } from './axe.ts'
import { expect, test } from './fixture.ts'
import { root } from './launch.ts'
import { broken, cleared } from './pages/cluster.ts'
import { deployPanel } from './pages/deploy.ts'
import { workbench } from './pages/workbench.ts'

const part = '[data-panel="deploy"]'

test('the rehearsal needs no cluster, and finds what the command line finds', async ({ workstation }) => {
  const { page } = workstation
  await workbench(page).open('Deploy')
  const deploy = deployPanel(page)
  await expect(deploy.sentence).toHaveText('Nothing in the stack itself stands in the way. 3 things are worth mending first.')
  expect(await stumbles(page, part)).toEqual([])

  await deploy.panel.getByRole('textbox', { name: 'nodes, each with' }).fill('2')
  await deploy.panel.getByRole('textbox', { name: 'CPU' }).fill('4')
  await expect(deploy.sentence).toHaveText('1 thing would fail, 3 more are worth mending first.')
  await expect(deploy.panel.getByText(/^Deployment\/dashboard 4 dashboard pods of 1 CPU/)).toBeVisible()
  const line = await deploy.panel.locator('code', { hasText: 'telltale deploy rehearse' }).innerText()
  expect(line).toBe('telltale deploy rehearse --environment production --node 4,32Gi --node 4,32Gi')

  // it finds errors, so it leaves with a code of its own
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'bin/telltale.js'), ...line.split(' ').slice(1), '--home', workstation.home, '--json']).catch((failed: { stdout: string }) => failed)
  const { findings } = JSON.parse(stdout) as { findings: { severity: string; words: string }[] }
  for (const { severity, words } of findings) if (severity !== 'info') await expect(deploy.panel.getByText(words)).toBeVisible()

  await deploy.step('Stack')
  await deploy.panel.getByRole('option', { name: 'HorizontalPodAutoscaler/dashboard' }).click()
  await expect(deploy.panel.getByText(/maxReplicas: 10/)).toBeVisible()
  expect(await stumbles(page, part)).toEqual([])
  expect(workstation.complaints).toEqual([])
})

test('a cluster that accepts and never answers is told within five seconds, and blocks nothing', async ({ workstation }) => {
  const { page } = workstation
  const silent = createServer(() => {}).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const address = silent.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const kubeconfig = join(workstation.home, 'dead.yaml')
  await writeFile(
    kubeconfig,
    ['apiVersion: v1', 'kind: Config', 'current-context: dead', 'contexts: [{name: dead, context: {cluster: dead, user: me}}]', `clusters: [{name: dead, cluster: {server: "https://127.0.0.1:${address.port}"}}]`, 'users: [{name: me, user: {token: none}}]'].join('\n'),
  )
  await workbench(page).open('Deploy')
  const deploy = deployPanel(page)
  await deploy.step('Target')
  await workstation.pickFile(kubeconfig)
  await deploy.button('Choose a file').click()
  const began = performance.now()
  await deploy.step('Rehearsal')
  await expect(deploy.sentence).toContainText('Nothing in the stack itself stands in the way')
  await deploy.step('Target')
  await expect(deploy.panel.getByRole('radio', { name: 'dead' })).toBeChecked()
  await expect(deploy.panel.getByRole('heading', { name: 'Not reachable' })).toBeVisible()
  // five seconds for the cluster, one for the page
  expect(performance.now() - began).toBeLessThan(6_000)
  await deploy.step('Plan')
  await expect(deploy.panel.getByRole('heading', { name: 'There is nothing to plan against yet' })).toBeVisible()
  expect(await stumbles(page, part)).toEqual([])
  expect(workstation.complaints).toEqual([])
  silent.close()
})

test('plan, call back, apply, watch, scale, break, undo against the real API', async ({ workstation }) => {
  test.skip(testKubeconfig === undefined, noCluster)
  test.setTimeout(100_000)
  const { page } = workstation
  await cleared()
  // a fresh project offers the tour, which lies over the corner of the panel
  await page.getByRole('button', { name: 'Leave the tour' }).click()
  await workbench(page).open('Deploy')
  const deploy = deployPanel(page)
  await deploy.environment('staging')
  await deploy.step('Target')
  await workstation.pickFile(testKubeconfig!)
  await deploy.button('Choose a file').click()
  await expect(deploy.panel.getByRole('heading', { name: 'Reachable' })).toBeVisible()
  await expect(deploy.panel.getByText('kubectl --kubeconfig KUBECONFIG_FILE version --request-timeout=5s')).toBeVisible()
  expect(await stumbles(page, part)).toEqual([])

  await deploy.step('Plan')
  await expect(deploy.sentence).toHaveText(/^\d+ to create, 0 to change, 0 to keep, 0 to delete\.$/)
  await expect(deploy.entry('Deployment/dashboard')).toBeVisible()
  expect(await stumbles(page, part)).toEqual([])

  await deploy.button('Apply staging').click()
  await expect(deploy.change).toContainText('Until then nothing is sent.')
  await deploy.button('Call it back').click()
  await expect(deploy.change).toContainText('Called back before anything was sent.')
  await deploy.button('Close').click()
  await expect(deploy.sentence).toHaveText(/^\d+ to create/)

  await deploy.button('Apply staging').click()
  await expect(deploy.change.getByRole('listitem').filter({ hasText: 'dashboard' }).first()).toContainText('kubectl --kubeconfig KUBECONFIG_FILE apply --server-side')
  await expect(deploy.change).toContainText('every workload is ready', { timeout: 90_000 })
  await expect(deploy.sentence).toHaveText(/^Nothing to do: all \d+ objects are as the stack says\.$/)

  await deploy.step('Running')
  await expect(deploy.workload('Deployment/dashboard')).toContainText('2/2 ready')
  await deploy.panel.getByRole('textbox', { name: 'Scale to: dashboard' }).fill('3')
  await deploy.button('Scale').click()
  await expect(deploy.change).toContainText('dashboard is scaled to 3', { timeout: 60_000 })
  await deploy.button('Close').click()

  await broken('ghcr.io/telltale/telltale:9-missing')
  await expect(deploy.sentence).toHaveText('Something fails', { timeout: 60_000 })
  await expect(deploy.workload('Deployment/dashboard')).toContainText('telltale:9-missing cannot be pulled')
  await expect(deploy.workload('Deployment/dashboard').getByRole('img', { name: /failing/ })).toBeVisible()
  expect(await stumbles(page, part)).toEqual([])
  await deploy.step('Plan')
  const drift = deploy.entry('Deployment/dashboard')
  await expect(drift).toContainText('spec.template.spec.containers[dashboard].image')
  await expect(drift).toContainText('telltale:9-missing')

  await deploy.step('Running')
  await deploy.button('Undo dashboard').click()
  await expect(deploy.panel.getByText(/rollout undo deployment\/dashboard --to-revision=1/)).toBeVisible()
  await deploy.button('Go back to revision 1').click()
  await expect(deploy.change).toContainText('Undo dashboard to revision 1')
  await expect(deploy.change.getByText('done', { exact: true }).first()).toBeVisible({ timeout: 60_000 })
  await expect(deploy.sentence).toHaveText('Everything is ready', { timeout: 60_000 })
  await expect(deploy.workload('Deployment/dashboard')).toContainText('ghcr.io/telltale/telltale:0.1.0')
  expect(workstation.complaints).toEqual([])
  await cleared()
})
