/** A stack and a cluster in memory, for tests only. Operations wait until the test moves them on. */
import { implement } from '@orpc/server'
import { contract } from '../../main/contract/index.ts'
import type { EnvironmentInfo, Finding, Operation, Plan, Reach, StackStatus } from '../../main/contract/deployments.ts'
import { Fault } from '../../main/contract/errors.ts'
import { rpcErrorOf } from '../../main/contract/rpcErrors.ts'
import { start } from './fakeCore.ts'

const environment = (name: EnvironmentInfo['name'], namespace: string): EnvironmentInfo => ({
  name, about: `The ${name} stack.`, namespace, files: { kubernetes: `k8s/${name}/`, compose: `docker/docker-compose.${name}.yml` },
  services: [{ name: 'dashboard', about: 'The workstation.', kind: 'deployment', image: 'telltale:0.1.0', replicas: 3, most: 10 }],
})

const findings: Finding[] = [
  { code: 'secret_absent', severity: 'warning', object: 'Secret/access', words: 'dashboard needs it.', cure: 'kubectl create secret generic access' },
  { code: 'image_without_digest', severity: 'info', object: 'compose/dashboard', words: 'A tag can be pushed again.', cure: 'Name the digest.' },
]

export const planOf = (change: Partial<Plan> = {}): Plan => ({
  at: start, environment: 'production', target: 'kubernetes', context: 'plant', namespace: 'iot-system', user: 'operator', findings: [], missingRights: [], counts: { create: 1, change: 1, keep: 1, delete: 0 }, applicable: true,
  words: '1 to create, 1 to change, 1 to keep, 0 to delete.', command: 'kubectl diff --server-side -f k8s/',
  entries: [
    { object: 'Namespace/iot-system', step: 'namespace', action: 'keep', changes: [], conflicts: [], words: 'As the stack says.', error: null },
    { object: 'Service/dashboard', step: 'dashboard', action: 'create', changes: [], conflicts: [], words: 'Not there yet.', error: null },
    { object: 'Deployment/dashboard', step: 'dashboard', action: 'change', changes: [{ path: 'spec.template.spec.containers[dashboard].image', before: 'telltale:0.0.9', after: 'telltale:0.1.0' }], conflicts: [], words: '1 field differs.', error: null },
  ],
  ...change,
})

export const statusOf = (change: Partial<StackStatus> = {}): StackStatus => ({
  at: start, stale: false, words: 'All workloads are ready.', state: 'ready', command: 'kubectl get deployments -n iot-system', events: [{ at: start, object: 'Deployment/dashboard', kind: 'normal', reason: 'ScalingReplicaSet', words: 'Scaled up.', count: 1 }],
  workloads: [
    {
      object: 'Deployment/dashboard', desired: 3, updated: 3, ready: 3, state: 'ready', words: '3 of 3 ready.', revision: '2', images: ['telltale:0.1.0'],
      pods: ['a', 'b', 'c'].map((name) => ({ name, ready: true, state: 'ready', words: 'Ready.', image: 'telltale:0.1.0', restarts: 0 })),
      autoscaler: { min: 3, max: 10, current: 3, desired: 3, metrics: [{ name: 'cpu', current: 12, target: 70 }], words: 'Does not scale: the load is low.' },
    },
  ],
  ...change,
})

export interface FakeTarget {
  readonly reach?: Partial<Reach>
  readonly plan?: Plan
  readonly status?: StackStatus
  /** The contexts cannot be read. */
  readonly contexts?: Fault
}

/** The noun `deployments`, with what was asked of it and a handle on its operations. */
export function fakeDeployments({ reach = {}, plan = planOf(), status = statusOf(), contexts }: FakeTarget = {}) {
  const os = implement(contract).deployments
  const asked: string[] = []
  const operations = new Map<string, Operation>()
  let seq = 0
  let wake = () => {}
  const put = (change: Partial<Operation> & { id: string }): Operation => {
    const known = operations.get(change.id)
    const next: Operation = {
      kind: 'apply', title: 'Apply production', environment: 'production', target: 'kubernetes', context: '', state: 'waiting', startsAt: start + 5000, createdAt: start, endedAt: null, steps: [], status: null, words: '', error: null,
      ...known, ...change, seq: ++seq,
    }
    operations.set(next.id, next)
    wake()
    return next
  }
  const begin = (kind: Operation['kind'], title: string) => put({ id: `op-${operations.size + 1}`, kind, title })
  return {
    asked,
    put,
    nouns: {
      deployments: {
        environments: os.environments.handler(() => [environment('development', 'telltale-dev'), environment('production', 'iot-system')]),
        objects: os.objects.handler(({ input }) => [{ object: input.target === 'compose' ? 'compose/dashboard' : 'Deployment/dashboard', step: 'dashboard', yaml: `kind: ${input.target}\n` }]),
        rehearse: os.rehearse.handler(({ input }) => {
          asked.push(`rehearse ${input.environment} on ${input.cluster.nodes?.length ?? 0} nodes`)
          return input.cluster.nodes ? [{ code: 'capacity_exceeded', severity: 'error' as const, object: 'Deployment/dashboard', words: '4 pods would stay Pending.', cure: 'Add nodes.' }, ...findings] : findings
        }),
        contexts: os.contexts.handler(() => {
          if (contexts) throw rpcErrorOf(contexts)
          return [{ name: 'plant', cluster: 'plant', server: 'https://plant:6443', user: 'operator', namespace: 'default', current: true }]
        }),
        reach: os.reach.handler(() => ({ state: 'reachable' as const, words: 'It answers.', version: 'v1.36.3', milliseconds: 54, command: 'kubectl version --request-timeout=5s', ...reach })),
        plan: os.plan.handler(() => plan),
        watch: os.watch.handler(async function* ({ signal }) {
          yield status
          await new Promise((resolve) => signal?.addEventListener('abort', resolve))
        }),
        apply: os.apply.handler(({ input }) => {
          asked.push(`apply ${input.environment} after ${input.grace}`)
          return begin('apply', `Apply ${input.environment}`)
        }),
        scale: os.scale.handler(({ input }) => {
          asked.push(`scale ${input.workload} to ${input.replicas}`)
          return begin('scale', `Scale ${input.workload} to ${input.replicas}`)
        }),
        revisions: os.revisions.handler(() => [
          { revision: 2, current: true, createdAt: start, images: ['telltale:9-missing'], words: 'Runs now.' },
          { revision: 1, current: false, createdAt: start, images: ['telltale:0.1.0'], words: 'Ran before.' },
        ]),
        previewUndo: os.previewUndo.handler(({ input }) => ({ revision: input.revision ?? 1, changes: [{ path: 'image', before: 'telltale:9-missing', after: 'telltale:0.1.0' }], command: 'kubectl rollout undo deployment/dashboard --to-revision=1' })),
        undo: os.undo.handler(({ input }) => {
          asked.push(`undo ${input.workload} to ${input.revision}`)
          return begin('undo', `Undo ${input.workload} to revision ${input.revision}`)
        }),
        operations: os.operations.handler(() => [...operations.values()]),
        cancel: os.cancel.handler(({ input }) => {
          asked.push(`cancel ${input.id}`)
          return put({ id: input.id, state: 'cancelled', words: 'Called back before anything was sent.', endedAt: start })
        }),
        watchOperations: os.watchOperations.handler(async function* ({ signal }) {
          let seen = 0
          while (!signal?.aborted) {
            for (const one of operations.values()) if (one.seq > seen) yield one
            seen = seq
            await new Promise<void>((resolve) => {
              wake = resolve
              signal?.addEventListener('abort', () => resolve())
            })
          }
        }),
      },
    },
  }
}
