import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Finding } from '../contract/deployments.ts'
import { administrator, noCluster, testKubeconfig } from '../deploy/kubernetes/testing/cluster.ts'
import { json, telltale } from './testing/telltale.ts'

if (!testKubeconfig) console.warn(noCluster)
const home = mkdtempSync(join(tmpdir(), 'telltale-deploy-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))
const isoTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string

describe('deploy without a cluster', () => {
  it('rehearses an environment: every finding with its cure', async () => {
    const { findings } = (await json(home, 'deploy', 'rehearse', '--environment', 'production')) as { findings: Finding[] }
    for (const one of findings) expect(Object.keys(one).toSorted()).toEqual(['code', 'cure', 'object', 'severity', 'words'])
    expect(findings.find(({ code }) => code === 'capacity_peak')!.words).toContain('11.6 CPU and 23.25 Gi')
    expect(findings.filter(({ code }) => code === 'secret_absent').map(({ object }) => object)).toEqual(['Secret/telltale-access', 'Secret/telltale-cache', 'Secret/telltale-database'])
  })

  it('ends with 1 when something would not work: here a cluster of one small node', async () => {
    const ended = await telltale(home, ['deploy', 'rehearse', '--environment', 'production', '--node', '4,16Gi', '--storage-class', 'standard=ReadWriteOnce', '--json'])
    expect(ended.code).toBe(1)
    expect(JSON.parse(ended.stdout)).toMatchObject({ findings: expect.arrayContaining([expect.objectContaining({ code: 'capacity_exceeded', severity: 'error', object: 'Deployment/dashboard' })]) as unknown })
  })

  it('rehearses manifests of somebody else', async () => {
    const ended = await telltale(home, ['deploy', 'rehearse', '--environment', 'production', '--manifests', 'main/deploy/rehearse/fixtures/brief', '--json'])
    expect(ended.code).toBe(1)
    expect(ended.stdout).toContain('"secret_in_files"')
  })

  it('names what it was not told, with 2', async () => {
    expect(await telltale(home, ['deploy', 'plan', '--environment', 'plant'])).toMatchObject({ code: 2, stderr: expect.stringContaining('"plant" is none of development, staging, production') as string })
    expect((await telltale(home, ['deploy', 'launch', '--environment', 'staging'])).code).toBe(2)
  })

  describe('whose API takes the connection and never answers', () => {
    let silent: Server
    let kubeconfig = ''
    beforeAll(async () => {
      silent = createServer(() => undefined)
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
      const { port } = silent.address() as { port: number } // it listens on TCP
      kubeconfig = join(home, 'dead.yaml')
      writeFileSync(kubeconfig, JSON.stringify({ 'current-context': 'c', clusters: [{ name: 'c', cluster: { server: `https://127.0.0.1:${port}` } }], users: [{ name: 'u', user: {} }], contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }] }))
    })
    afterAll(() => void silent.close())

    it.each(['plan', 'status', 'apply'])('%s ends with what is wrong, and 1', async (verb) => {
      const ended = await telltale(home, ['deploy', verb, '--environment', 'production', '--kubeconfig', kubeconfig, '--json'])
      expect(ended.code).toBe(1)
      expect(JSON.parse(ended.stdout)).toMatchObject({ error: { code: 'timed_out' } })
    })
  })
})

describe.skipIf(!testKubeconfig)('deploy on a real API', () => {
  const namespace = 'iot-system-staging'
  const deploy = (step: string, ...more: string[]) => [`deploy`, step, '--environment', 'staging', '--kubeconfig', testKubeconfig!, '--context', 'test', ...more]
  const dashboard = `/apis/apps/v1/namespaces/${namespace}/deployments/dashboard`
  const cluster = testKubeconfig ? administrator() : null
  afterAll(async () => {
    await cluster!.ask({ method: 'DELETE', path: `/api/v1/namespaces/${namespace}`, what: 'tidy up' }).catch(() => undefined)
    await cluster!.close()
  })

  it('plans everything as new', async () => {
    expect(await json(home, ...deploy('plan'))).toMatchObject({ at: isoTime, environment: 'staging', target: 'kubernetes', context: 'test', namespace, applicable: true, counts: { change: 0, keep: 0, delete: 0 }, missingRights: [], command: expect.stringContaining('kubectl --kubeconfig KUBECONFIG_FILE --context test') as string })
  })

  it('applies it step by step, telling each on stderr, and ends when all is ready', async () => {
    const ended = await telltale(home, [...deploy('apply'), '--json'])
    expect(ended.code).toBe(0)
    expect(JSON.parse(ended.stdout)).toMatchObject({
      kind: 'apply', environment: 'staging', state: 'done', createdAt: isoTime, endedAt: isoTime, error: null,
      steps: ['namespace', 'network', 'postgres', 'redis', 'dashboard', 'removal'].map((name) => ({ name, state: 'done', command: expect.any(String) as string })),
      status: { state: 'ready' },
    })
    expect(ended.stderr).toContain('dashboard: ')
  })

  it('shows what runs, with the line that shows it by hand', async () => {
    expect(await json(home, ...deploy('status'))).toMatchObject({ at: isoTime, stale: false, state: 'ready', command: expect.stringContaining('kubectl') as string, workloads: [{ object: 'StatefulSet/postgres' }, { object: 'StatefulSet/redis' }, { object: 'Deployment/dashboard', desired: 2, ready: 2, revision: '1', autoscaler: { min: 2, max: 4 } }] })
  })

  it('scales within the limits of the autoscaler; what it would take back is a conflict', async () => {
    expect(await json(home, ...deploy('scale', '--replicas', '3'))).toMatchObject({ kind: 'scale', state: 'done', steps: [{ name: 'dashboard', command: expect.stringContaining('scale deployment/dashboard --replicas=3') as string }] })
    const refused = await telltale(home, [...deploy('scale', '--replicas', '9'), '--json'])
    expect(refused.code).toBe(1)
    expect(JSON.parse(refused.stdout)).toMatchObject({ state: 'failed', error: { code: 'conflict', message: expect.stringContaining('from 2 to 4') as string } })
  })

  it('goes back to a revision after somebody rolled out an image that cannot be pulled', async () => {
    await cluster!.ask({ method: 'PATCH', path: dashboard, contentType: 'application/strategic-merge-patch+json', body: { spec: { template: { spec: { containers: [{ name: 'dashboard', image: 'ghcr.io/telltale/telltale:9-missing' }] } } } }, what: 'break it' })
    const undone = (await json(home, ...deploy('undo', '--revision', '1'))) as unknown
    expect(undone).toMatchObject({ kind: 'undo', title: 'Undo dashboard to revision 1', state: 'done', steps: [{ command: expect.stringContaining('rollout undo deployment/dashboard --to-revision=1') as string }] })
    expect(await json(home, ...deploy('status'))).toMatchObject({ state: 'ready', workloads: [{}, {}, { images: ['ghcr.io/telltale/telltale:0.1.0'], revision: '3' }] })
    expect((await telltale(home, [...deploy('undo', '--revision', '99'), '--json'])).code).toBe(1)
  })
})
