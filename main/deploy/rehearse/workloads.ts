import type { V1Container, V1PodSpec, V2HorizontalPodAutoscaler } from '@kubernetes/client-node'
import { objectName, type KubernetesObject } from '../render/objects.ts'
import { quantity } from '../quantity.ts'

/** A Deployment or StatefulSet with what the checks ask of it. */
export interface Workload {
  readonly name: string
  readonly object: string
  readonly kind: 'Deployment' | 'StatefulSet'
  readonly replicas: number
  /** The most pods it may have: the autoscaler's maximum where there is one. */
  readonly most: number
  /** Pods beyond that while it is rolled out. */
  readonly surge: number
  readonly labels: Readonly<Record<string, string>>
  readonly pod: V1PodSpec
  readonly claims: readonly string[]
  readonly templates: readonly { readonly metadata?: { readonly name?: string } }[]
  /** Of one pod: cores and bytes. */
  readonly requests: { readonly cpu: number; readonly memory: number }
}

interface Spec {
  readonly replicas?: number
  readonly strategy?: { readonly type?: string; readonly rollingUpdate?: { readonly maxSurge?: number | string } }
  readonly template?: { readonly metadata?: { readonly labels?: Record<string, string> }; readonly spec?: V1PodSpec }
  readonly volumeClaimTemplates?: Workload['templates']
}

export const autoscalers = (objects: readonly KubernetesObject[]) => objects.filter(({ kind }) => kind === 'HorizontalPodAutoscaler') as unknown as V2HorizontalPodAutoscaler[]
export const containersOf = (pod: V1PodSpec): readonly V1Container[] => [...(pod.initContainers ?? []), ...(pod.containers ?? [])]

/** The workloads among some objects. What a manifest leaves out has Kubernetes' default; what is malformed counts as left out. */
export function workloadsOf(objects: readonly KubernetesObject[]): Workload[] {
  return objects.flatMap((object) => {
    if (object.kind !== 'Deployment' && object.kind !== 'StatefulSet') return []
    const spec = (object['spec'] ?? {}) as Spec // of these two kinds
    const pod = spec.template?.spec ?? { containers: [] }
    const replicas = spec.replicas ?? 1
    const scaler = autoscalers(objects).find(({ spec: of }) => of?.scaleTargetRef?.kind === object.kind && of.scaleTargetRef.name === object.metadata.name)
    const most = Math.max(replicas, scaler?.spec?.maxReplicas ?? 0)
    const sum = (resource: 'cpu' | 'memory') => (pod.containers ?? []).reduce((total, { resources }) => total + (quantity(resources?.requests?.[resource] ?? resources?.limits?.[resource] ?? 0) || 0), 0)
    return [
      {
        name: object.metadata.name,
        object: objectName(object),
        kind: object.kind,
        replicas,
        most,
        surge: object.kind === 'Deployment' && spec.strategy?.type !== 'Recreate' ? share(spec.strategy?.rollingUpdate?.maxSurge ?? '25%', most) : 0,
        labels: spec.template?.metadata?.labels ?? {},
        pod,
        claims: (pod.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []),
        templates: spec.volumeClaimTemplates ?? [],
        requests: { cpu: sum('cpu'), memory: sum('memory') },
      },
    ]
  })
}

/** A number of pods, or a share of them rounded up, as Kubernetes does with maxSurge. */
function share(given: number | string, of: number): number {
  if (typeof given === 'number') return given
  return given.endsWith('%') ? Math.ceil((Number(given.slice(0, -1)) / 100) * of) : Number(given) || 0
}
