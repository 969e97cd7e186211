import { setTimeout as sleep } from 'node:timers/promises'
import type { Reach } from '../../contract/deployments.ts'
import { Fault, faultData } from '../../contract/errors.ts'
import type { Address, DeployTarget, Rendered } from '../port.ts'
import { fieldManager } from './apply.ts'
import { openCluster, type Cluster } from './client.ts'
import { kubectl } from './commands.ts'
import { contextsOf, readKubeconfig, type KubeconfigRules } from './kubeconfig.ts'
import { observe } from './observe.ts'
import { planStack } from './plan.ts'
import { kindOf, listRevisions, undo, workloadPath } from './revisions.ts'
import { applyStack, type Pace } from './rollout.ts'

export interface KubernetesOptions extends KubeconfigRules, Partial<Pace> {}

/** The stack on a cluster, by the API itself. A connection is opened per call and closed with it, so that a changed kubeconfig counts at once. */
export function createKubernetesTarget(options: KubernetesOptions): DeployTarget {
  const pace: Pace = {
    clock: options.clock ?? Date.now,
    wait: options.wait ?? waitFor,
    every: options.every ?? 1_000,
    patience: options.patience ?? 20_000,
  }
  const open = new Set<Cluster>()

  async function using<T>(address: Address, work: (cluster: Cluster) => Promise<T>): Promise<T> {
    const cluster = openCluster(readKubeconfig(address, options))
    open.add(cluster)
    try {
      return await work(cluster)
    } finally {
      open.delete(cluster)
      await cluster.close()
    }
  }

  return {
    kind: 'kubernetes',
    contexts: async (address) => contextsOf(readKubeconfig({ ...address, context: address.context }, options)),
    reach: (address) => reach(address, using, pace.clock),
    plan: (address, rendered, signal) => using(address, (cluster) => planStack(cluster, address, rendered, pace.clock, signal)),
    apply: (address, rendered, how) => using(address, (cluster) => applyStack(cluster, address, rendered, pace, how)),
    status: (address, rendered, signal) => using(address, (cluster) => observe(cluster, address, rendered, pace.clock, signal)),
    scale: (address, rendered, change, signal) => using(address, (cluster) => scale(cluster, address, rendered, change, signal)),
    revisions: (address, rendered, workload, signal) => using(address, (cluster) => listRevisions(cluster, rendered, workload, signal)),
    undo: (address, rendered, change, signal) => using(address, (cluster) => undo(cluster, address, rendered, change, signal)),
    async close() {
      await Promise.all([...open].map((cluster) => cluster.close()))
    },
  }
}

async function waitFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  // Aborting ends the waiting early; whoever waits looks at the signal itself.
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined)
}

async function reach(address: Address, using: <T>(address: Address, work: (cluster: Cluster) => Promise<T>) => Promise<T>, clock: () => number): Promise<Reach> {
  const began = clock()
  const command = kubectl(address, 'version', '--request-timeout=5s')
  const answer = (state: Reach['state'], words: string, version = ''): Reach => ({ state, words, version, milliseconds: clock() - began, command })
  try {
    return await using(address, async (cluster) => {
      // Who may read this may also be nobody: the next question shows whether the credentials count.
      const { gitVersion } = await cluster.ask<{ gitVersion: string }>({ path: '/version', what: 'ask for the version' })
      await cluster.ask({ method: 'POST', path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace: cluster.namespace } }, what: 'ask for rights', deadline: Math.max(500, 4_800 - (clock() - began)) })
      return answer('reachable', `${cluster.server} answers as Kubernetes ${gitVersion} to ${cluster.user}.`, gitVersion)
    })
  } catch (error) {
    const { code, message } = faultData(error)
    return answer(code === 'unauthorised' ? 'unauthorised' : code === 'not_found' || code === 'file_not_understood' || code === 'file_unreadable' || code === 'bad_input' || (code === 'forbidden' && !(error as Fault).detail['status']) ? 'not_configured' : code === 'forbidden' ? 'unauthorised' : 'unreachable', message)
  }
}

async function scale(cluster: Cluster, address: Address, rendered: Rendered, { workload, replicas }: { workload: string; replicas: number }, signal?: AbortSignal) {
  const kind = kindOf(rendered, workload)
  const { namespace } = rendered.stack
  const { volumes, replicas: meant, environment } = rendered.stack.services[workload]!
  if (kind === 'StatefulSet' && volumes.length > 0 && replicas > meant)
    throw new Fault('conflict', `${workload} keeps data and knows nothing of copies: a second one would be another, empty ${workload}. The stack runs ${meant}.`, { workload, replicas: meant })
  const { items } = await cluster.ask<{ items: { metadata: { name: string }; spec: { minReplicas?: number; maxReplicas: number; scaleTargetRef: { kind: string; name: string } } }[] }>({ path: `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`, what: `list autoscalers in ${namespace}`, signal })
  const scaler = items.find(({ spec }) => spec.scaleTargetRef.kind === kind && spec.scaleTargetRef.name === workload)
  const min = scaler?.spec.minReplicas ?? 1
  if (scaler && (replicas < min || replicas > scaler.spec.maxReplicas))
    throw new Fault('conflict', `${workload} has an autoscaler from ${min} to ${scaler.spec.maxReplicas}, which would take ${replicas} back at once. Change its limits in config/stack.yaml and apply.`, { workload, min, max: scaler.spec.maxReplicas })
  if (!scaler && kind === 'Deployment' && replicas > 1 && Object.values(environment).some((value) => typeof value === 'string' && value.startsWith('sqlite:')))
    throw new Fault('conflict', `${workload} keeps its project in one file, which only one server may open. Use an environment with PostgreSQL for more replicas.`, { workload })
  await cluster.ask({ method: 'PATCH', path: `${workloadPath(kind, namespace, workload)}/scale`, query: { fieldManager }, contentType: 'application/merge-patch+json', body: { spec: { replicas } }, what: `scale ${kind}/${workload} to ${replicas}`, signal })
  return {
    words: `${workload} is scaled to ${replicas}.${scaler ? ` Its autoscaler (${min} to ${scaler.spec.maxReplicas}) goes on from there and may change it with the load.` : ''}`,
    command: kubectl(address, 'scale', `${kind.toLowerCase()}/${workload}`, `--replicas=${replicas}`, '-n', namespace),
  }
}
