/** GIVEN a Docker engine, WHEN an engineer plans the stack on it, applies, and a newer version of the program breaks it, THEN the panel says what fails and goes back. */
import { execFile, execFileSync } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { docker, engine, image, noEngine } from '../main/deploy/compose/testing/engine.ts'
import { stumbles } from './axe.ts'
import { expect, test } from './fixture.ts'
import { root } from './launch.ts'
import { deployPanel } from './pages/deploy.ts'
import { workbench } from './pages/workbench.ts'

const project = 'telltale-development'
const name = 'ghcr.io/telltale/telltale'
/** As config/stack.yaml names the program's image. */
const current = `${name}:0.1.0`
const crashing = `${name}:0.2.0`
/** What the program is given to start with, as an operator sets it (docs/deploy.md). */
const given = { DOCKER_HOST: engine, TELLTALE_ACCESS_TOKEN: 'a-token-of-the-tests-0123456789abcdef' }

test.describe('the stack on a Docker engine', () => {
  test.skip(engine === undefined || image === undefined, noEngine)
  const before = Object.fromEntries(Object.keys(given).map((variable) => [variable, process.env[variable]]))
  test.beforeAll(() => {
    Object.assign(process.env, given)
    cleared()
    docker('tag', image!, current)
    // the same program, and it ends by itself
    execFileSync('docker', ['build', '--quiet', '--network', 'none', '--tag', crashing, '-'], { env: { ...process.env, ...given }, input: `FROM ${image}\nENTRYPOINT ["node", "-e", "console.error('config/broken.yaml: no such key'); process.exit(3)"]\n`, stdio: ['pipe', 'ignore', 'pipe'] })
  })
  test.afterAll(() => {
    cleared()
    docker('rmi', '--force', current, crashing)
    for (const [variable, value] of Object.entries(before)) if (value === undefined) delete process.env[variable]
    else process.env[variable] = value
  })

  test('plan, call back, apply, watch to ready; a broken version is told, and undone', async ({ workstation }) => {
    test.setTimeout(240_000)
    const { page, home } = workstation
    await page.getByRole('button', { name: 'Leave the tour' }).click()
    await workbench(page).open('Deploy')
    const deploy = deployPanel(page)
    await deploy.environment('development')
    await deploy.panel.getByText('Docker Compose', { exact: true }).click()
    await deploy.step('Stack')
    await expect(deploy.panel.getByText('docker compose -f docker/docker-compose.dev.yml config')).toBeVisible()
    await deploy.step('Target')
    await expect(deploy.panel.getByRole('heading', { name: 'Reachable' })).toBeVisible()
    await expect(deploy.panel.getByText(/^Docker \d+\.\S+ with Compose \S+ answers\./)).toBeVisible()
    await expect(deploy.panel.getByText('docker version', { exact: true })).toBeVisible()

    await deploy.step('Plan')
    await expect(deploy.sentence).toHaveText('1 to create, 0 to change, 0 to keep, 0 to delete.')
    await expect(deploy.panel.getByText('docker compose -f docker/docker-compose.dev.yml up --dry-run')).toBeVisible()
    expect(await stumbles(page, '[data-panel="deploy"]')).toEqual([])
    await deploy.button('Apply development').click()
    await expect(deploy.change).toContainText('Until then nothing is sent.')
    await deploy.button('Call it back').click()
    await expect(deploy.change).toContainText('Called back before anything was sent.')
    await deploy.button('Close').click()
    expect(containers()).toEqual([])

    await deploy.button('Apply development').click()
    await expect(deploy.change.getByRole('listitem').filter({ hasText: 'dashboard' })).toContainText('docker compose -f docker/docker-compose.dev.yml up --detach --wait dashboard')
    await expect(deploy.change).toContainText('The service is as the stack says, and ready.', { timeout: 90_000 })
    await expect(deploy.sentence).toHaveText('Nothing to do: the service is as the stack says.')
    expect((await fetch('http://127.0.0.1:8050/health')).status).toBe(200)
    await deploy.step('Running')
    await expect(deploy.sentence).toHaveText('Everything is ready')
    await expect(deploy.workload('compose/dashboard')).toContainText('1/1 ready')
    await expect(deploy.panel.getByText('docker compose -f docker/docker-compose.dev.yml ps --all')).toBeVisible()

    const failed = await newerVersionApplies(home)
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'timed_out', message: expect.stringContaining('compose/dashboard does not become ready') as unknown } })
    await expect(deploy.sentence).toHaveText('Something fails', { timeout: 60_000 })
    await expect(deploy.workload('compose/dashboard')).toContainText('exit code 3')
    await expect(deploy.workload('compose/dashboard')).toContainText(crashing)
    await expect(deploy.panel.getByRole('region', { name: 'Events and logs' })).toContainText('config/broken.yaml: no such key')
    expect(await stumbles(page, '[data-panel="deploy"]')).toEqual([])
    await deploy.step('Plan')
    await expect(deploy.entry('compose/dashboard')).toContainText(crashing)

    await deploy.step('Running')
    await deploy.button('Undo dashboard').click()
    await expect(deploy.workload('compose/dashboard').getByText('docker compose -f docker/docker-compose.dev.yml up --detach --wait dashboard')).toBeVisible()
    await deploy.button('Go back to revision 1').click()
    await expect(deploy.change).toContainText('Undo dashboard to revision 1')
    await expect(deploy.sentence).toHaveText('Everything is ready', { timeout: 90_000 })
    await expect(deploy.workload('compose/dashboard')).toContainText(current)
    expect((await fetch('http://127.0.0.1:8050/health')).status).toBe(200)
    expect(workstation.complaints).toEqual([])
    cleared()
  })
})

const containers = () => docker('ps', '--all', '--quiet', '--filter', `label=com.docker.compose.project=${project}`).split('\n').filter(Boolean)

function cleared(): void {
  const ids = containers()
  if (ids.length > 0) docker('rm', '--force', '--volumes', ...ids)
  for (const kind of ['volume', 'network'] as const) {
    const names = docker(kind, 'ls', '--quiet', '--filter', `label=com.docker.compose.project=${project}`).split('\n').filter(Boolean)
    if (names.length > 0) docker(kind, 'rm', ...names)
  }
}

/** A colleague's checkout, one version ahead, applies on the same machine with the same home. */
async function newerVersionApplies(home: string): Promise<unknown> {
  const checkout = await mkdtemp(join(tmpdir(), 'telltale-newer-'))
  try {
    for (const folder of ['bin', 'config', 'main', 'models']) await cp(join(root, folder), join(checkout, folder), { recursive: true })
    await cp(join(root, 'package.json'), join(checkout, 'package.json'))
    await symlink(join(root, 'node_modules'), join(checkout, 'node_modules'))
    const stack = join(checkout, 'config/stack.yaml')
    const text = await readFile(stack, 'utf8')
    expect(text).toContain(`{ name: ${name}, tag: 0.1.0 }`)
    await writeFile(stack, text.replace(`{ name: ${name}, tag: 0.1.0 }`, `{ name: ${name}, tag: 0.2.0 }`))
    const line = [join(checkout, 'bin/telltale.js'), 'deploy', 'apply', '--environment', 'development', '--target', 'compose', '--home', home, '--json']
    const { stdout } = await promisify(execFile)(process.execPath, line, { env: { ...process.env, ...given } }).catch((ended: { stdout: string }) => ended)
    return JSON.parse(stdout)
  } finally {
    await rm(checkout, { recursive: true, force: true })
  }
}
