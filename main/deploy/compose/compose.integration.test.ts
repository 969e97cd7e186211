import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readStack, type Stack, type StackService } from '../../../config/stack.ts'
import type { StepProgress } from '../../contract/deployments.ts'
import type { Fault } from '../../contract/errors.ts'
import type { Rendered } from '../port.ts'
import { renderCompose } from '../render/compose.ts'
import { renderKubernetes } from '../render/kubernetes.ts'
import { createComposeTarget } from './index.ts'
import { docker, engine, engineEnv, image, noEngine, until } from './testing/engine.ts'

const ready = engine !== undefined && image !== undefined
if (!ready) console.warn(noEngine)
const folder = mkdtempSync(join(tmpdir(), 'telltale-compose-'))
const production = readStack(readFileSync('config/stack.yaml', 'utf8')).production
const secrets = { TELLTALE_DATABASE_PASSWORD: 'p@ss word/1', TELLTALE_CACHE_PASSWORD: 'cache-secret', TELLTALE_ACCESS_TOKEN: 'a-token-of-the-tests-0123456789abcdef' }
const target = createComposeTarget({ env: { ...engineEnv, ...secrets }, folder, every: 100, readyWithin: 60_000 })

/** The production stack under a name of its own, with images that this engine has (both of Debian: user 999 is theirs); the workstation keeps its project in a file. */
function testStack(change: (services: Record<string, StackService>) => void = () => undefined): Rendered {
  const stack = structuredClone(production) as { -readonly [key in keyof Stack]: Stack[key] }
  const services = stack.services as Record<string, StackService>
  stack.name = `tt-${process.pid}`
  services['postgres'] = { ...services['postgres']!, image: { name: 'postgres', tag: '15' }, runAs: { user: 999, group: 999 } }
  services['redis'] = { ...services['redis']!, image: { name: 'redis', tag: '7' }, runAs: { user: 999, group: 999 } }
  const [name = '', tag = ''] = (image ?? ':').split(/:(?=[^:]+$)/)
  const { DATABASE_URI: _uri, ...environment } = services['dashboard']!.environment
  services['dashboard'] = { ...services['dashboard']!, image: { name, tag }, environment, replicas: 2, composePorts: '127.0.0.1:18050-18059', live: { ...services['dashboard']!.live, every: 1, delay: 1 } }
  for (const service of Object.values(services)) Object.assign(service, { live: { ...service.live, every: 1 }, drain: 5 })
  change(services)
  return { stack, steps: renderKubernetes(stack), compose: renderCompose(stack) }
}

async function apply(rendered: Rendered, signal = new AbortController().signal) {
  const pictures: StepProgress[][] = []
  const done = await target.apply({}, rendered, { signal, report: (steps) => pictures.push(steps) })
  return { done, pictures }
}
async function faultOf(work: Promise<unknown>): Promise<Fault> {
  try {
    await work
  } catch (error) {
    return error as Fault
  }
  throw new Error('it should have failed')
}

describe.skipIf(!ready)('the stack on a Docker engine', () => {
  const first = testStack()
  const second = testStack((services) => {
    services['dashboard'] = { ...services['dashboard']!, environment: { ...services['dashboard']!.environment, LOG_LEVEL: 'INFO' } }
  })
  const project = first.compose.name

  beforeAll(() => {
    expect(docker('ps', '--all', '--quiet', '--filter', `label=com.docker.compose.project=${project}`)).toBe('')
  })
  afterAll(async () => {
    const ids = docker('ps', '--all', '--quiet', '--filter', `label=com.docker.compose.project=${project}`).split('\n').filter(Boolean)
    if (ids.length > 0) docker('rm', '--force', '--volumes', ...ids)
    const volumes = docker('volume', 'ls', '--quiet', '--filter', `label=com.docker.compose.project=${project}`).split('\n').filter(Boolean)
    if (volumes.length > 0) docker('volume', 'rm', ...volumes)
    await target.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('says what it reaches', async () => {
    expect(await target.reach({})).toMatchObject({ state: 'reachable', words: expect.stringMatching(/^Docker \d+\.\S+ with Compose/) })
    expect(await target.contexts({})).toContainEqual(expect.objectContaining({ name: 'default', current: true }))
  })

  it('plans every service as new', async () => {
    const plan = await target.plan({}, first)
    expect(plan).toMatchObject({ counts: { create: 3, change: 0, keep: 0, delete: 0 }, applicable: true, namespace: project })
    expect((await target.status({}, first)).state).toBe('absent')
  })

  it('brings it up in order, each healthy before the next, under the restrictions', async () => {
    const { pictures } = await apply(first)
    expect(pictures.at(-1)!.map(({ name, state }) => `${name} ${state}`)).toEqual(['postgres done', 'redis done', 'dashboard done', 'removal done'])
    const status = await target.status({}, first)
    expect(status).toMatchObject({ state: 'ready' })
    expect(status.workloads.map(({ object, ready: up }) => [object, up])).toEqual([['compose/postgres', 1], ['compose/redis', 1], ['compose/dashboard', 2]])
    const [id] = docker('ps', '--quiet', '--filter', `label=com.docker.compose.project=${project}`, '--filter', 'label=com.docker.compose.service=dashboard').split('\n')
    expect(JSON.parse(docker('inspect', id!, '--format', '{{json .HostConfig}}'))).toMatchObject({ ReadonlyRootfs: true, CapDrop: ['ALL'], Memory: 4 * 2 ** 30 })
  })

  it('answers on both of its ports', async () => {
    const asked = await Promise.all([18050, 18051].map((port) => fetch(`http://127.0.0.1:${port}/health`).then(({ status }) => status)))
    expect(asked).toEqual([200, 200])
  })

  it('plans nothing when nothing changed', async () => {
    expect((await target.plan({}, first)).words).toBe('Nothing to do: all 3 services are as the stack says.')
  })

  it('shows a change field by field; another secret is seen and not shown', async () => {
    const plan = await target.plan({}, second)
    expect(plan.entries.find(({ object }) => object === 'compose/dashboard')).toMatchObject({ action: 'change', changes: [{ path: 'environment.LOG_LEVEL', before: 'WARNING', after: 'INFO' }] })
    const other = createComposeTarget({ env: { ...engineEnv, ...secrets, TELLTALE_CACHE_PASSWORD: 'another' }, folder })
    const changed = await other.plan({}, first)
    expect(JSON.stringify(changed)).not.toMatch(/another"|cache-secret/)
    expect(changed.entries.find(({ object }) => object === 'compose/redis')!.changes).toEqual([{ path: 'environment.REDIS_PASSWORD', before: '(secret)', after: '(another secret)' }])
    await other.close()
  })

  it('goes back to what ran before, seen beforehand', async () => {
    await apply(second)
    expect((await target.revisions({}, second, 'dashboard')).map(({ revision, current }) => [revision, current])).toEqual([[2, true], [1, false]])
    const preview = await target.undo({}, second, { workload: 'dashboard', preview: true })
    expect(preview).toMatchObject({ revision: 1, changes: [{ path: 'environment.LOG_LEVEL', before: 'INFO', after: 'WARNING' }] })
    await target.undo({}, second, { workload: 'dashboard', preview: false })
    expect((await target.plan({}, first)).words).toMatch(/^Nothing to do/)
  })

  it('scales within its ports, and never the database', async () => {
    await target.scale({}, first, { workload: 'dashboard', replicas: 3 })
    expect((await target.status({}, first)).workloads[2]).toMatchObject({ ready: 3, state: 'ready' })
    expect(await faultOf(target.scale({}, first, { workload: 'dashboard', replicas: 11 }))).toMatchObject({ code: 'conflict', message: expect.stringContaining('10 ports') })
    expect(await faultOf(target.scale({}, first, { workload: 'postgres', replicas: 2 }))).toMatchObject({ code: 'conflict' })
    expect((await target.plan({}, first)).entries.find(({ object }) => object === 'compose/dashboard')!.changes).toEqual([{ path: 'deploy.replicas', before: 3, after: 2 }])
  })

  it('says why a service does not become ready', async () => {
    const broken = testStack((services) => {
      services['dashboard'] = { ...services['dashboard']!, environment: { ...services['dashboard']!.environment, DASHBOARD_PORT: 'many' } }
    })
    const fault = await faultOf(apply(broken))
    expect(fault.message).toMatch(/compose\/dashboard does not become ready.*dashboard\.server\.port/s)
    // what failed is what one goes back from
    const [failed, before] = await target.revisions({}, broken, 'dashboard')
    expect(failed).toMatchObject({ current: true })
    const back = await target.undo({}, broken, { workload: 'dashboard', preview: false })
    expect(back).toMatchObject({ revision: before!.revision, changes: [expect.objectContaining({ path: 'environment.DASHBOARD_PORT', before: 'many' })] })
    expect((await target.status({}, first)).state).toBe('ready')
    expect(await faultOf(apply(testStack((services) => void (services['redis'] = { ...services['redis']!, image: { name: 'redis', tag: '0.0-none' } }))))).toMatchObject({ code: 'bad_input', message: expect.stringContaining('bring redis up') })
    await apply(first)
  })

  it('sees that the name of an image stands for another one now, as Compose would when it is brought up', async () => {
    const moved = testStack((services) => void (services['redis'] = { ...services['redis']!, image: { name: 'tt-moving', tag: 'here' } }))
    docker('tag', 'redis:7', 'tt-moving:here')
    await apply(moved)
    expect((await target.plan({}, moved)).counts).toMatchObject({ change: 0, keep: 3 })
    const [container] = docker('ps', '--quiet', '--filter', `label=com.docker.compose.project=${project}`, '--filter', 'label=com.docker.compose.service=redis').split('\n')
    docker('commit', '--change', 'LABEL moved=yes', container!, 'tt-moving:here')
    expect((await target.plan({}, moved)).entries.find(({ object }) => object === 'compose/redis')).toMatchObject({ action: 'change', changes: [{ path: 'image (what its name stands for)' }] })
    await apply(moved)
    expect((await target.plan({}, moved)).counts).toMatchObject({ change: 0, keep: 3 })
    await apply(first)
    docker('rmi', 'tt-moving:here')
  })

  it('takes away what the stack no longer has', async () => {
    const smaller = testStack((services) => {
      delete services['redis']
      services['dashboard'] = { ...services['dashboard']!, needs: ['postgres'] }
    })
    expect((await target.plan({}, smaller)).entries.filter(({ action }) => action === 'delete').map(({ object }) => object)).toEqual(['compose/redis'])
    await apply(smaller)
    expect(await until(() => docker('ps', '--quiet', '--filter', `label=com.docker.compose.project=${project}`, '--filter', 'label=com.docker.compose.service=redis'), (ids) => ids === '')).toBe('')
  })

  it('names the secret that is not set, before anything is touched', async () => {
    const bare = createComposeTarget({ env: engineEnv, folder })
    const plan = await bare.plan({}, first)
    expect(plan).toMatchObject({ applicable: false })
    expect(plan.findings[0]).toMatchObject({ code: 'secret_absent', object: expect.stringMatching(/^TELLTALE_/) })
    expect(await faultOf(bare.apply({}, first, { signal: new AbortController().signal, report: () => undefined }))).toMatchObject({ code: 'bad_input', message: expect.stringMatching(/secret TELLTALE_\w+ is not set/) })
    await bare.close()
  })

  it('tells an engine that is away from a docker that is not there, in time', async () => {
    const began = performance.now()
    const away = createComposeTarget({ env: { ...engineEnv, DOCKER_HOST: 'tcp://127.0.0.1:9' }, folder })
    expect(await away.reach({})).toMatchObject({ state: 'unreachable' })
    const none = createComposeTarget({ env: { PATH: folder }, folder })
    expect(await none.reach({})).toMatchObject({ state: 'not_configured', words: expect.stringContaining('no docker command') })
    expect(performance.now() - began).toBeLessThan(5_000)
  })
})
