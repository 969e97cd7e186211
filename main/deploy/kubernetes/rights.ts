import type { V1SelfSubjectAccessReview } from '@kubernetes/client-node'
import type { Right } from '../../contract/deployments.ts'
import type { KubernetesObject } from '../render/objects.ts'
import { inBatches } from './batches.ts'
import type { Cluster } from './client.ts'
import { kinds } from './kinds.ts'

interface Needed {
  readonly verb: string
  readonly group: string
  readonly resource: string
  readonly namespaced: boolean
  readonly why: string
}

/** What applying these objects and watching them asks of the user, one row a verb and resource. */
export function neededRights(objects: readonly KubernetesObject[]): Needed[] {
  const used = [...new Set(objects.map(({ kind }) => kind))].flatMap((name) => kinds[name] ?? [])
  return [
    ...used.flatMap(({ group, resource, namespaced }) => [
      { verb: 'get', group, resource, namespaced, why: 'to compare with what is there' },
      { verb: 'patch', group, resource, namespaced, why: 'to apply' },
      { verb: 'create', group, resource, namespaced, why: 'to apply what is not there yet' },
    ]),
    ...['pods', 'events'].map((resource) => ({ verb: 'list', group: '', resource, namespaced: true, why: 'to watch the rollout' })),
    ...['deployments', 'statefulsets', 'replicasets', 'controllerrevisions'].map((resource) => ({ verb: 'list', group: 'apps', resource, namespaced: true, why: 'to watch the rollout and to undo it' })),
  ]
}

/** Asks the cluster which of the needed rights this user lacks. */
export async function missingRights(cluster: Cluster, namespace: string, objects: readonly KubernetesObject[], signal?: AbortSignal): Promise<Right[]> {
  const answers = await inBatches(neededRights(objects), 8, async ({ verb, group, resource, namespaced, why }) => {
    const where = namespaced ? namespace : ''
    const review: V1SelfSubjectAccessReview = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { verb, group, resource, ...(namespaced && { namespace }) } },
    }
    const { status } = await cluster.ask<V1SelfSubjectAccessReview>({ method: 'POST', path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', body: review, what: 'ask for rights', signal })
    const named = `${resource}${group ? `.${group}` : ''}`
    return status?.allowed ? null : { verb, resource, group, namespace: where, words: `${cluster.user} may not ${verb} ${named}${where ? ` in ${where}` : ''}; needed ${why}.` }
  })
  return answers.filter((one) => one !== null)
}
