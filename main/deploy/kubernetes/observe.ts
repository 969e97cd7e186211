import type { CoreV1EventList, V1DeploymentList, V1PodList, V1ReplicaSetList, V1StatefulSetList, V2HorizontalPodAutoscalerList } from '@kubernetes/client-node'
import type { StackStatus, TimelineEvent } from '../../contract/deployments.ts'
import { Fault } from '../../contract/errors.ts'
import type { Address, Rendered } from '../port.ts'
import { managedBy } from '../render/objects.ts'
import type { Cluster } from './client.ts'
import { kubectl } from './commands.ts'
import { deploymentStatus, statefulSetStatus, type Observed } from './workloadStatus.ts'

const keptEvents = 200
const logLines = 5

/** One picture of the whole stack: workloads with their pods, autoscalers, and events with the last words of what crashed. */
export async function observe(cluster: Cluster, address: Address, { stack, steps }: Rendered, clock: () => number, signal?: AbortSignal): Promise<StackStatus> {
  const { namespace } = stack
  const list = <List>(path: string, what: string, labelSelector?: string) => cluster.ask<List>({ path, query: { labelSelector }, what: `list ${what} in ${namespace}`, signal })
  const ours = `app.kubernetes.io/part-of=${stack.name},app.kubernetes.io/managed-by=${managedBy}`
  const [deployments, sets, replicaSets, pods, events, autoscalers] = await Promise.all([
    list<V1DeploymentList>(`/apis/apps/v1/namespaces/${namespace}/deployments`, 'deployments', ours),
    list<V1StatefulSetList>(`/apis/apps/v1/namespaces/${namespace}/statefulsets`, 'stateful sets', ours),
    list<V1ReplicaSetList>(`/apis/apps/v1/namespaces/${namespace}/replicasets`, 'replica sets', ours),
    list<V1PodList>(`/api/v1/namespaces/${namespace}/pods`, 'pods', ours),
    optional(list<CoreV1EventList>(`/api/v1/namespaces/${namespace}/events`, 'events')),
    optional(list<V2HorizontalPodAutoscalerList>(`/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`, 'autoscalers')),
  ])
  const observed: Observed = { replicaSets: replicaSets.items, pods: pods.items, autoscalers: autoscalers?.items ?? [] }
  const workloads = steps
    .flatMap(({ objects }) => objects)
    .filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet')
    .map(({ kind, metadata: { name } }) =>
      kind === 'Deployment' ? deploymentStatus(name, deployments.items.find(({ metadata }) => metadata?.name === name), observed) : statefulSetStatus(name, sets.items.find(({ metadata }) => metadata?.name === name), observed),
    )
  const worst = (['failing', 'progressing', 'absent'] as const).find((state) => workloads.some((one) => one.state === state)) ?? 'ready'
  const state = worst === 'absent' && !workloads.every((one) => one.state === 'absent') ? 'progressing' : worst
  const crashing = workloads.flatMap((one) => one.pods).filter((pod) => pod.state === 'failing' && pod.restarts > 0)
  const logs = await Promise.all(crashing.slice(0, 2).map(({ name }) => lastWords(cluster, namespace, name, clock(), signal)))
  return {
    at: clock(),
    stale: false,
    state,
    words: workloads.filter((one) => one.state === (worst === 'ready' ? 'failing' : worst)).map(({ object, words }) => `${object}: ${words}`).join(' ') || 'All workloads are ready.',
    workloads,
    events: [...(events?.items ?? []).map(timelineEvent), ...logs.flat()].toSorted((a, b) => a.at - b.at).slice(-keptEvents),
    command: kubectl(address, 'get', 'deployments,statefulsets,pods,hpa', '-n', namespace),
  }
}

function timelineEvent({ involvedObject, lastTimestamp, eventTime, firstTimestamp, metadata, type, reason, message, count }: CoreV1EventList['items'][number]): TimelineEvent {
  const at = Date.parse(String(lastTimestamp ?? eventTime ?? firstTimestamp ?? metadata.creationTimestamp))
  return { at: Number.isNaN(at) ? 0 : at, object: `${involvedObject.kind}/${involvedObject.name}`, kind: type === 'Warning' ? 'warning' : 'normal', reason: reason ?? '', words: message ?? '', count: count ?? 1 }
}

/** What a crashed container printed last: of the run before this one. */
async function lastWords(cluster: Cluster, namespace: string, pod: string, now: number, signal?: AbortSignal): Promise<TimelineEvent[]> {
  try {
    const text = await cluster.ask<string>({ path: `/api/v1/namespaces/${namespace}/pods/${pod}/log`, query: { previous: 'true', tailLines: String(logLines) }, what: `read the log of ${pod}`, text: true, signal })
    return text === '' ? [] : [{ at: now, object: `Pod/${pod}`, kind: 'log', reason: 'previous run', words: text.trimEnd(), count: 1 }]
  } catch (error) {
    // No log yet, or no right to read it: the picture is whole without.
    if (error instanceof Fault && error.code !== 'cancelled') return []
    throw error
  }
}

/** Events and autoscalers are a help, not a need: without the right to see them the rest is still shown. */
async function optional<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof Fault && error.code === 'forbidden') return undefined
    throw error
  }
}
