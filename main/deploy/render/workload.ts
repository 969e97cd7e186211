import type { V1Deployment, V1PersistentVolumeClaim, V1PodDisruptionBudget, V1ServiceAccount, V1StatefulSet, V2HorizontalPodAutoscaler } from '@kubernetes/client-node'
import type { Stack, StackService } from '../../../config/stack.ts'
import { labelsOf, selectorOf } from './objects.ts'
import { podOf } from './pod.ts'

const meta = (stack: Stack, id: string, name = id) => ({ name, namespace: stack.namespace, labels: labelsOf(stack, id) })

export const accountOf = (stack: Stack, id: string): V1ServiceAccount => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta(stack, id), automountServiceAccountToken: false })

export function claimsOf(stack: Stack, id: string, { kind, volumes }: StackService): V1PersistentVolumeClaim[] {
  return kind === 'statefulset' ? [] : volumes.map((volume) => ({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: meta(stack, id, `${id}-${volume.name}`), spec: claimSpec(volume) }))
}

const claimSpec = ({ mode, size, class: storageClassName }: StackService['volumes'][number]) => ({
  accessModes: [mode],
  ...(storageClassName !== undefined && { storageClassName }),
  resources: { requests: { storage: size } },
})

export function workloadOf(stack: Stack, id: string, service: StackService): V1Deployment | V1StatefulSet {
  const { replicas, rollout, deadline, volumes } = service
  const selector = { matchLabels: selectorOf(stack, id) }
  const template = podOf(stack, id, service)
  if (service.kind === 'statefulset')
    return {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: meta(stack, id),
      spec: {
        serviceName: id,
        replicas,
        revisionHistoryLimit: 10,
        selector,
        updateStrategy: { type: 'RollingUpdate' },
        // The claims outlive the set: taking the stack away never takes data away.
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        template,
        volumeClaimTemplates: volumes.map((volume) => ({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: volume.name, labels: selectorOf(stack, id) }, spec: claimSpec(volume) })),
      },
    }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: meta(stack, id),
    spec: {
      replicas,
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: deadline,
      selector,
      strategy: typeof rollout === 'object' ? { type: 'RollingUpdate', rollingUpdate: rollout } : { type: 'Recreate' },
      template,
    },
  }
}

export function autoscalerOf(stack: Stack, id: string, { autoscale }: StackService): V2HorizontalPodAutoscaler[] {
  if (!autoscale) return []
  const { min, max, cpu, memory, up, down } = autoscale
  const metric = (name: string, averageUtilization: number) => ({ type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization } } })
  const rules = ({ stabilise, percent, period }: typeof up) => ({ stabilizationWindowSeconds: stabilise, selectPolicy: 'Max', policies: [{ type: 'Percent', value: percent, periodSeconds: period }] })
  return [
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: meta(stack, id),
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: id },
        minReplicas: min,
        maxReplicas: max,
        metrics: [metric('cpu', cpu), ...(memory === undefined ? [] : [metric('memory', memory)])],
        behavior: { scaleUp: rules(up), scaleDown: rules(down) },
      },
    },
  ]
}

export function budgetOf(stack: Stack, id: string, { spare }: StackService): V1PodDisruptionBudget[] {
  if (!spare) return []
  return [{ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: meta(stack, id), spec: { minAvailable: spare.minAvailable, selector: { matchLabels: selectorOf(stack, id) } } }]
}
