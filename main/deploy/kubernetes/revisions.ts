import type { V1ControllerRevisionList, V1Deployment, V1PodTemplateSpec, V1ReplicaSetList, V1StatefulSet } from '@kubernetes/client-node'
import type { FieldChange, Revision } from '../../contract/deployments.ts'
import { Fault } from '../../contract/errors.ts'
import type { Address, Done, Rendered } from '../port.ts'
import { fieldManager } from './apply.ts'
import type { Cluster } from './client.ts'
import { kubectl } from './commands.ts'
import { fieldChanges } from '../diff.ts'
import { revisionAnnotation } from './workloadStatus.ts'

interface Past {
  readonly revision: number
  readonly template: V1PodTemplateSpec
  readonly createdAt: number
  readonly current: boolean
}
type Kind = 'Deployment' | 'StatefulSet'

/** @throws Fault `not_found` when the stack has no such workload. */
export function kindOf({ stack }: Rendered, workload: string): Kind {
  const service = stack.services[workload]
  if (!service) throw new Fault('not_found', `The stack has no workload ${workload} in ${stack.environment}. It has: ${Object.keys(stack.services).join(', ')}.`, { workload })
  return service.kind === 'deployment' ? 'Deployment' : 'StatefulSet'
}

export const workloadPath = (kind: Kind, namespace: string, name: string) => `/apis/apps/v1/namespaces/${namespace}/${kind === 'Deployment' ? 'deployments' : 'statefulsets'}/${name}`

/** What the cluster remembers of a workload, newest first: replica sets of a Deployment, controller revisions of a StatefulSet. */
export async function listRevisions(cluster: Cluster, rendered: Rendered, workload: string, signal?: AbortSignal): Promise<Revision[]> {
  return (await history(cluster, rendered, workload, signal)).map(({ revision, template, createdAt, current }) => {
    const images = (template.spec?.containers ?? []).map(({ image }) => image ?? '')
    return { revision, current, createdAt, images, words: `${current ? 'Runs now' : 'Ran before'}: ${images.join(', ')}.` }
  })
}

/**
 * Goes back to a revision: the pod template of then, nothing else. Replicas, claims and what was written to them stay as they are.
 * @throws Fault `not_found` when there is no such revision or none before the current one.
 */
export async function undo(cluster: Cluster, address: Address, rendered: Rendered, change: { workload: string; revision?: number | undefined; preview: boolean }, signal?: AbortSignal): Promise<Done & { revision: number; changes: FieldChange[] }> {
  const { workload, preview } = change
  const past = await history(cluster, rendered, workload, signal)
  const now = past.find(({ current }) => current)
  const wanted = change.revision === undefined ? past.find(({ current }) => !current) : past.find(({ revision }) => revision === change.revision)
  if (!now || !wanted) {
    const known = past.map(({ revision }) => revision).join(', ') || 'none'
    throw new Fault('not_found', change.revision === undefined ? `${workload} has no revision before the current one.` : `${workload} has no revision ${change.revision}. The cluster remembers: ${known}.`, { workload, revision: change.revision ?? null })
  }
  const kind = kindOf(rendered, workload)
  const { namespace } = rendered.stack
  const changes = fieldChanges({ spec: { template: now.template } }, { spec: { template: wanted.template } })
  if (!preview && !wanted.current)
    await cluster.ask({
      method: 'PATCH',
      path: workloadPath(kind, namespace, workload),
      query: { fieldManager },
      contentType: 'application/json-patch+json',
      body: [{ op: 'replace', path: '/spec/template', value: wanted.template }],
      what: `undo ${kind}/${workload} to revision ${wanted.revision}`,
      signal,
    })
  return {
    revision: wanted.revision,
    changes,
    words: wanted.current ? `Revision ${wanted.revision} is the one that runs.` : `${workload} goes back to revision ${wanted.revision}; its data stays as it is.`,
    command: kubectl(address, 'rollout', 'undo', `${kind.toLowerCase()}/${workload}`, `--to-revision=${wanted.revision}`, '-n', namespace),
  }
}

async function history(cluster: Cluster, rendered: Rendered, workload: string, signal?: AbortSignal): Promise<Past[]> {
  const kind = kindOf(rendered, workload)
  const { namespace } = rendered.stack
  const found = kind === 'Deployment' ? await ofDeployment(cluster, namespace, workload, signal) : await ofStatefulSet(cluster, namespace, workload, signal)
  return found.toSorted((a, b) => b.revision - a.revision)
}

async function ofDeployment(cluster: Cluster, namespace: string, name: string, signal?: AbortSignal): Promise<Past[]> {
  const deployment = await cluster.ask<V1Deployment>({ path: workloadPath('Deployment', namespace, name), what: `read Deployment/${name}`, signal })
  const { items } = await cluster.ask<V1ReplicaSetList>({ path: `/apis/apps/v1/namespaces/${namespace}/replicasets`, what: `list replica sets in ${namespace}`, signal })
  const current = deployment.metadata?.annotations?.[revisionAnnotation]
  return items
    .filter(({ metadata }) => metadata?.ownerReferences?.some(({ uid }) => uid === deployment.metadata?.uid))
    .map(({ metadata, spec }) => {
      const revision = metadata?.annotations?.[revisionAnnotation] ?? '0'
      // A replica set adds its own hash to the template that the deployment gave it.
      const template = structuredClone(spec?.template ?? {}) as V1PodTemplateSpec
      delete template.metadata?.labels?.['pod-template-hash']
      return { revision: Number(revision), template, createdAt: Date.parse(String(metadata?.creationTimestamp)), current: revision === current }
    })
}

async function ofStatefulSet(cluster: Cluster, namespace: string, name: string, signal?: AbortSignal): Promise<Past[]> {
  const set = await cluster.ask<V1StatefulSet>({ path: workloadPath('StatefulSet', namespace, name), what: `read StatefulSet/${name}`, signal })
  const { items } = await cluster.ask<V1ControllerRevisionList>({ path: `/apis/apps/v1/namespaces/${namespace}/controllerrevisions`, what: `list revisions in ${namespace}`, signal })
  return items
    .filter(({ metadata }) => metadata?.ownerReferences?.some(({ uid }) => uid === set.metadata?.uid))
    .map(({ metadata, revision, data }) => {
      const { $patch: _patch, ...template } = (data as { spec: { template: V1PodTemplateSpec & { $patch?: string } } }).spec.template // what the controller keeps
      return { revision, template, createdAt: Date.parse(String(metadata?.creationTimestamp)), current: metadata?.name === set.status?.updateRevision }
    })
}
