import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KubeConfig } from '@kubernetes/client-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Plan, StackStatus, StepProgress } from '../../contract/deployments.ts'
import type { Fault } from '../../contract/errors.ts'
import type { Rendered } from '../port.ts'
import { createKubernetesTarget } from './index.ts'
import { administrator, noCluster, testKubeconfig, testStack } from './testing/cluster.ts'

if (!testKubeconfig) console.warn(noCluster)
const suffix = process.pid.toString(36)
const namespaces: string[] = []
const folder = mkdtempSync(join(tmpdir(), 'telltale-kubernetes-'))
const target = createKubernetesTarget({ env: {}, trustPicked: true, every: 100, patience: 1_500 })
const here = { kubeconfig: testKubeconfig }

function namespace(name: string): string {
  const full = `tt-${name}-${suffix}`
  namespaces.push(full)
  return full
}

async function apply(rendered: Rendered, address: { kubeconfig?: string | undefined } = here, signal = new AbortController().signal) {
  const pictures: StepProgress[][] = []
  let status: StackStatus | null = null
  const done = await target.apply(address, rendered, { signal, report: (steps, seen) => { pictures.push(steps); status = seen ?? status } })
  return { done, pictures, status: status as StackStatus | null }
}
const entry = (plan: Plan, object: string) => plan.entries.find((one) => one.object === object)!
async function faultOf(work: Promise<unknown>): Promise<Fault> {
  try {
    await work
  } catch (error) {
    return error as Fault
  }
  throw new Error('it should have failed')
}
/** Looks until it is found, at least 90 s: a scaling rule of the stack alone takes 30 s. */
async function until<T>(look: () => Promise<T>, found: (seen: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries++) {
    const seen = await look()
    if (found(seen) || tries === 900) return seen
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

afterAll(async () => {
  await target.close()
  rmSync(folder, { recursive: true, force: true })
  if (!testKubeconfig) return
  const cluster = administrator()
  for (const name of namespaces) await cluster.ask({ method: 'DELETE', path: `/api/v1/namespaces/${name}`, what: 'tidy up' }).catch(() => undefined)
  await cluster.close()
})

describe.skipIf(!testKubeconfig)('the stack on a real API', () => {
  it('says what it reaches and as whom', async () => {
    const reach = await target.reach(here)
    expect(reach).toMatchObject({ state: 'reachable', version: expect.stringMatching(/^v1\./) })
    expect(await target.contexts(here)).toEqual([expect.objectContaining({ name: 'test', current: true, server: expect.stringMatching(/^https:/) })])
  })

  describe('from nothing to a change and back', () => {
    const ns = namespace('life')
    const first = testStack(ns)
    const second = testStack(ns, { tag: '0.2.0' })

    it('plans every object as new, checked by the server, and names the secrets that are absent', async () => {
      const plan = await target.plan(here, first)
      expect(plan.counts).toEqual({ create: first.steps.flatMap(({ objects }) => objects).length, change: 0, keep: 0, delete: 0 })
      expect(plan.entries.filter(({ error }) => error !== null)).toEqual([])
      expect(plan.applicable).toBe(true)
      expect(plan.missingRights).toEqual([])
      expect(plan.findings.filter(({ code }) => code === 'secret_absent').map(({ object }) => object)).toEqual(['Secret/telltale-access', 'Secret/telltale-cache', 'Secret/telltale-database'])
      expect(plan.findings.filter(({ code }) => code === 'capacity_exceeded')).toEqual([])
      const status = await target.status(here, first)
      expect(status.state).toBe('absent')
    })

    it('applies it in order, each step ready before the next, and watches it to ready', async () => {
      const { done, pictures, status } = await apply(first)
      expect(done.words).toMatch(/every workload is ready/)
      expect(pictures.at(-1)!.map(({ name, state }) => `${name} ${state}`)).toEqual(['namespace done', 'network done', 'postgres done', 'redis done', 'dashboard done', 'removal done'])
      const begun = pictures.find((steps) => steps[4]!.state === 'applying')!
      expect(begun.slice(0, 4).every(({ state }) => state === 'done')).toBe(true)
      expect(status!.workloads.find(({ object }) => object === 'Deployment/dashboard')).toMatchObject({ desired: 3, updated: 3, ready: 3, state: 'ready', revision: '1' })
      expect(status!.events.length).toBeGreaterThan(0)
    })

    it('plans nothing when nothing changed: no noise of the cluster is a change', async () => {
      const plan = await target.plan(here, first)
      expect(plan.entries.filter(({ action }) => action !== 'keep')).toEqual([])
      expect(plan.words).toMatch(/^Nothing to do/)
    })

    it('shows a change field by field, and only that', async () => {
      const plan = await target.plan(here, second)
      expect(plan.counts).toMatchObject({ change: 1, create: 0, delete: 0 })
      expect(entry(plan, 'Deployment/dashboard').changes).toEqual([
        { path: 'spec.template.spec.containers[dashboard].image', before: 'ghcr.io/telltale/telltale:0.1.0', after: 'ghcr.io/telltale/telltale:0.2.0' },
      ])
    })

    it('plans to take away what the stack no longer has, and never its claims', async () => {
      const plan = await target.plan(here, testStack(ns, { services: ['dashboard', 'postgres'] }))
      expect(plan.entries.filter(({ action }) => action === 'delete').map(({ object }) => object)).toEqual(['ServiceAccount/redis', 'Service/redis', 'StatefulSet/redis', 'NetworkPolicy/redis'])
    })

    it('applies the change, then goes back to the revision before, seen beforehand', async () => {
      await apply(second)
      const revisions = await target.revisions(here, second, 'dashboard')
      expect(revisions.map(({ revision, current, images }) => [revision, current, images[0]])).toEqual([
        [2, true, 'ghcr.io/telltale/telltale:0.2.0'],
        [1, false, 'ghcr.io/telltale/telltale:0.1.0'],
      ])
      const preview = await target.undo(here, second, { workload: 'dashboard', preview: true })
      expect(preview).toMatchObject({ revision: 1, changes: [{ path: 'spec.template.spec.containers[dashboard].image', before: 'ghcr.io/telltale/telltale:0.2.0', after: 'ghcr.io/telltale/telltale:0.1.0' }] })
      expect((await target.status(here, second)).workloads[2]!.images).toEqual(['ghcr.io/telltale/telltale:0.2.0'])
      await target.undo(here, second, { workload: 'dashboard', preview: false })
      const status = await until(() => target.status(here, second), ({ state }) => state === 'ready')
      expect(status.workloads[2]).toMatchObject({ images: ['ghcr.io/telltale/telltale:0.1.0'], revision: '3' })
      expect(preview.command).toContain('kubectl --kubeconfig KUBECONFIG_FILE rollout undo deployment/dashboard --to-revision=1')
    })

    it('knows no revision that never was', async () => {
      expect(await faultOf(target.undo(here, second, { workload: 'dashboard', revision: 99, preview: true }))).toMatchObject({ code: 'not_found', message: expect.stringContaining('The cluster remembers: 3, 2') })
    })

    it('can be applied again after an undo: its own fields are no conflict', async () => {
      const plan = await target.plan(here, second)
      expect(entry(plan, 'Deployment/dashboard')).toMatchObject({ action: 'change', conflicts: [], error: null })
      const { status } = await apply(second)
      expect(status!.state).toBe('ready')
    })

    it('takes away what the stack no longer has', async () => {
      await apply(testStack(ns, { tag: '0.2.0', services: ['dashboard', 'postgres'] }))
      const cluster = administrator()
      const { items } = await cluster.ask<{ items: { metadata: { name: string } }[] }>({ path: `/api/v1/namespaces/${ns}/persistentvolumeclaims`, what: 'list claims' })
      await cluster.close()
      expect(items.map(({ metadata }) => metadata.name)).toEqual(['data-postgres-0', 'data-redis-0'])
    })
  })

  describe('what goes wrong', () => {
    const ns = namespace('wrong')
    const good = testStack(ns, { services: ['dashboard'] })

    beforeAll(() => apply(good))

    it.each([
      ['1.0-missing', /cannot be pulled/],
      ['1.0-crash', /starts and ends again/],
      ['1.0-oom', /more memory than its limit of 4Gi/],
    ])('says why %s does not become ready; the old pods go on; undo brings all back', async (tag, words) => {
      const broken = testStack(ns, { tag, services: ['dashboard'] })
      const pictures: StepProgress[][] = []
      const fault = await faultOf(target.apply(here, broken, { signal: new AbortController().signal, report: (steps) => pictures.push(steps) }))
      expect(fault.code).toBe('timed_out')
      expect(fault.message).toMatch(words)
      expect(pictures.at(-1)!.map(({ state }) => state)).toEqual(['done', 'done', 'failed', 'skipped'])
      const status = await target.status(here, broken)
      expect(status.workloads[0]).toMatchObject({ state: 'failing', ready: 3 })
      await target.undo(here, broken, { workload: 'dashboard', preview: false })
      const mended = await until(() => target.status(here, broken), ({ state }) => state === 'ready')
      expect(mended.workloads[0]).toMatchObject({ images: ['ghcr.io/telltale/telltale:0.1.0'], ready: 3 })
    })

    it('shows the last words of what crashed among the events', async () => {
      await faultOf(apply(testStack(ns, { tag: '1.1-crash', services: ['dashboard'] })))
      const { events } = await until(() => target.status(here, good), (seen) => seen.events.some(({ kind }) => kind === 'log'))
      expect(events.find(({ kind }) => kind === 'log')).toMatchObject({ reason: 'previous run', words: expect.stringContaining('line 5') })
      await target.undo(here, good, { workload: 'dashboard', preview: false })
      await until(() => target.status(here, good), ({ state }) => state === 'ready')
    })

    it('names who else set a field, and does not take it over', async () => {
      const cluster = administrator()
      const path = `/apis/apps/v1/namespaces/${ns}/deployments/dashboard`
      await cluster.ask({ method: 'PATCH', path, query: { fieldManager: 'somebody', force: 'true' }, contentType: 'application/apply-patch+yaml', body: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'dashboard' }, spec: { progressDeadlineSeconds: 123 } }, what: 'set it' })
      const plan = await target.plan(here, good)
      expect(entry(plan, 'Deployment/dashboard')).toMatchObject({ action: 'change', conflicts: [{ manager: 'somebody', field: 'spec.progressDeadlineSeconds' }] })
      expect(plan.applicable).toBe(false)
      expect(await faultOf(apply(good))).toMatchObject({ code: 'conflict', message: expect.stringContaining('somebody spec.progressDeadlineSeconds') })
      await cluster.ask({ method: 'PATCH', path, query: { fieldManager: 'somebody', force: 'true' }, contentType: 'application/apply-patch+yaml', body: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'dashboard' } }, what: 'let go' })
      await cluster.close()
      expect((await apply(good)).status!.state).toBe('ready')
    })

    it('sends nothing more once it is cancelled', async () => {
      const abort = new AbortController()
      const fresh = testStack(namespace('cancel'))
      const pictures: StepProgress[][] = []
      const fault = await faultOf(target.apply(here, fresh, { signal: abort.signal, report: (steps) => { pictures.push(steps); if (steps[2]!.state === 'settling') abort.abort() } }))
      expect(fault).toMatchObject({ code: 'cancelled' })
      expect(pictures.at(-1)!.map(({ state }) => state)).toEqual(['done', 'done', 'failed', 'skipped', 'skipped', 'skipped'])
      expect((await target.status(here, fresh)).workloads.find(({ object }) => object === 'Deployment/dashboard')!.state).toBe('absent')
    })

    it('refuses a field that the schema does not have, with its name', async () => {
      const broken = structuredClone(good) as any // oxlint-disable-line typescript/no-explicit-any -- a tree to break
      broken.steps[2].objects.find(({ kind }: any) => kind === 'Deployment').spec.replicaz = 3 // oxlint-disable-line typescript/no-explicit-any
      const plan = await target.plan(here, broken)
      expect(entry(plan, 'Deployment/dashboard').error).toMatch(/replicaz/)
      expect(plan.applicable).toBe(false)
    })
  })

  describe('scaling', () => {
    const ns = namespace('scale')
    const stack = testStack(ns, { cpu: '100m' })
    beforeAll(() => apply(stack))

    it('scales within the limits of the autoscaler, and refuses what it would take back', async () => {
      const done = await target.scale(here, stack, { workload: 'dashboard', replicas: 4 })
      expect(done.command).toContain('scale deployment/dashboard --replicas=4')
      const status = await until(() => target.status(here, stack), (seen) => seen.workloads[2]!.ready === 4)
      expect(status.workloads[2]).toMatchObject({ desired: 4, ready: 4 })
      expect(await faultOf(target.scale(here, stack, { workload: 'dashboard', replicas: 20 }))).toMatchObject({ code: 'conflict', message: expect.stringContaining('from 3 to 10') })
    })

    it('leaves the number of replicas to the autoscaler when the stack is applied again', async () => {
      const plan = await target.plan(here, testStack(ns, { tag: '0.3.0', cpu: '100m' }))
      expect(entry(plan, 'Deployment/dashboard').changes.map(({ path }) => path)).toEqual(['spec.template.spec.containers[dashboard].image'])
    })

    it('never makes a second, empty database', async () => {
      expect(await faultOf(target.scale(here, stack, { workload: 'postgres', replicas: 2 }))).toMatchObject({ code: 'conflict', message: expect.stringContaining('another, empty postgres') })
    })

    it('knows the workloads of the stack', async () => {
      expect(await faultOf(target.scale(here, stack, { workload: 'kafka', replicas: 2 }))).toMatchObject({ code: 'not_found', message: expect.stringContaining('It has: ') })
    })

    it('says in words what the autoscaler sees and why it does not go further', async () => {
      const cluster = administrator()
      const load = (cpu: string) =>
        cluster.ask({ method: 'PATCH', path: `/apis/apps/v1/namespaces/${ns}/deployments/dashboard`, contentType: 'application/merge-patch+json', body: { spec: { template: { metadata: { annotations: { 'sim.test/cpu': cpu } } } } }, what: 'set the load' })
      await load('190m')
      const scalerOf = (seen: StackStatus) => seen.workloads[2]!.autoscaler
      const limited = await until(() => target.status(here, stack), (seen) => scalerOf(seen)?.current === 10 && /Limited/.test(scalerOf(seen)?.words ?? ''))
      expect(scalerOf(limited)).toMatchObject({ min: 3, max: 10, current: 10, words: expect.stringMatching(/^Limited by maxReplicas 10: it would need more \(cpu 1\d\d % of 70 %/) })
      await load('10m')
      const waiting = await until(() => target.status(here, stack), (seen) => /does not scale down yet/i.test(scalerOf(seen)?.words ?? ''))
      expect(scalerOf(waiting)!.words).toMatch(/waits until the load has been low for 300 s/)
      await cluster.close()
    }, 300_000)
  })
})

describe.skipIf(!testKubeconfig)('rights', () => {
  const ns = namespace('rights')
  let viewer = ''

  beforeAll(async () => {
    const cluster = administrator()
    await cluster.ask({ method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name: ns } }, what: 'make a namespace' })
    await cluster.ask({ method: 'POST', path: `/api/v1/namespaces/${ns}/serviceaccounts`, body: { metadata: { name: 'viewer' } }, what: 'make a viewer' })
    await cluster.ask({ method: 'POST', path: `/apis/rbac.authorization.k8s.io/v1/namespaces/${ns}/rolebindings`, body: { metadata: { name: 'viewer' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' }, subjects: [{ kind: 'ServiceAccount', name: 'viewer', namespace: ns }] }, what: 'let it look' })
    const { status } = await cluster.ask<{ status: { token: string } }>({ method: 'POST', path: `/api/v1/namespaces/${ns}/serviceaccounts/viewer/token`, body: { spec: { expirationSeconds: 600 } }, what: 'make a token' })
    await cluster.close()
    const config = new KubeConfig()
    config.loadFromFile(testKubeconfig!)
    const { name, server, caData } = config.clusters[0]!
    viewer = join(folder, 'viewer.yaml')
    writeFileSync(viewer, JSON.stringify({
      apiVersion: 'v1', kind: 'Config', 'current-context': 'viewer',
      clusters: [{ name, cluster: { server, 'certificate-authority-data': caData } }],
      users: [{ name: 'viewer', user: { token: status.token } }],
      contexts: [{ name: 'viewer', context: { cluster: name, user: 'viewer', namespace: ns } }],
    }))
  })

  it('names every right that is missing, by verb and resource', async () => {
    const plan = await target.plan({ kubeconfig: viewer }, testStack(ns, { services: ['dashboard'] }))
    expect(plan.applicable).toBe(false)
    const missing = plan.missingRights.map(({ verb, resource }) => `${verb} ${resource}`)
    expect(missing).toContain('patch deployments')
    expect(missing).toContain('create services')
    expect(missing).not.toContain('get deployments')
    expect(plan.missingRights.find(({ verb, resource }) => verb === 'patch' && resource === 'deployments')!.words).toBe(`viewer may not patch deployments.apps in ${ns}; needed to apply.`)
    expect(entry(plan, 'Deployment/dashboard').error).toMatch(/lacks the right "patch" on deployments\.apps/)
  })

  it('stops at the first object that the cluster refuses, naming the right', async () => {
    const fault = await faultOf(apply(testStack(ns, { services: ['dashboard'] }), { kubeconfig: viewer }))
    expect(fault).toMatchObject({ code: 'forbidden', detail: expect.objectContaining({ verb: 'patch', resource: 'namespaces' }) })
  })

  it('tells credentials that do not count from a cluster that is away', async () => {
    const wrong = join(folder, 'wrong.yaml')
    writeFileSync(wrong, readFileSync(viewer, 'utf8').replace(/"token":"[^"]+"/, '"token":"nonsense"'))
    expect(await target.reach({ kubeconfig: wrong })).toMatchObject({ state: 'unauthorised', words: expect.stringContaining('credentials of viewer') })
    expect(await target.reach({ kubeconfig: viewer })).toMatchObject({ state: 'reachable' })
  })
})

describe('a cluster that is away', () => {
  const kubeconfig = (server: string) => {
    const path = join(folder, `away-${server.replace(/\W/g, '')}.yaml`)
    writeFileSync(path, JSON.stringify({ 'current-context': 'c', clusters: [{ name: 'c', cluster: { server } }], users: [{ name: 'u', user: {} }], contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }] }))
    return path
  }
  let silent: Server
  let address = ''
  beforeAll(async () => {
    silent = createServer(() => undefined)
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    address = `https://127.0.0.1:${(silent.address() as { port: number }).port}`
  })
  afterAll(() => void silent.close())

  it('that takes the connection and never answers is told from the others within 5 seconds', async () => {
    const began = performance.now()
    const reach = await target.reach({ kubeconfig: kubeconfig(address) })
    expect(performance.now() - began).toBeLessThan(5_000)
    expect(reach).toMatchObject({ state: 'unreachable', words: expect.stringContaining('did not answer within') })
  })

  it('where nothing listens is told at once', async () => {
    const closed = createServer()
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
    const { port } = closed.address() as { port: number }
    await new Promise((resolve) => closed.close(resolve))
    expect(await target.reach({ kubeconfig: kubeconfig(`https://127.0.0.1:${port}`) })).toMatchObject({ state: 'unreachable', words: expect.stringContaining('nothing listens there') })
    expect(await target.reach({ kubeconfig: kubeconfig('https://no-such-host.invalid') })).toMatchObject({ state: 'unreachable' })
  })

  it('ends a plan within its deadline too', async () => {
    const began = performance.now()
    expect(await faultOf(target.plan({ kubeconfig: kubeconfig(address) }, testStack('nowhere')))).toMatchObject({ code: 'timed_out' })
    expect(performance.now() - began).toBeLessThan(5_000)
  })

  it('is not asked when the kubeconfig is none', async () => {
    const path = join(folder, 'none.yaml')
    writeFileSync(path, 'hello')
    expect(await target.reach({ kubeconfig: path })).toMatchObject({ state: 'not_configured' })
    expect(await target.reach({ kubeconfig: join(folder, 'gone.yaml') })).toMatchObject({ state: 'not_configured', words: expect.stringContaining('ENOENT') })
  })
})
