import type { V1Namespace } from '@kubernetes/client-node'
import type { Stack } from '../../../config/stack.ts'
import { denyAll, ingressOf, policyOf, serviceOf } from './network.ts'
import { labelsOf, type KubernetesObject } from './objects.ts'
import { accountOf, autoscalerOf, budgetOf, claimsOf, workloadOf } from './workload.ts'

/** Objects that are applied together; the next step begins when the workloads of this one are ready. */
export interface Step {
  readonly name: string
  readonly objects: readonly KubernetesObject[]
}

/**
 * The stack as Kubernetes objects, in the order in which they are applied: namespace, network rules, then each service after those it needs.
 * The same stack gives the same objects, to the byte. Secrets are referred to, never part of it.
 */
export function renderKubernetes(stack: Stack): Step[] {
  const services = inOrder(stack)
  return [
    step('namespace', [namespaceOf(stack)]),
    step('network', [denyAll(stack), ...services.map((id) => policyOf(stack, id, stack.services[id]!))]),
    ...services.map((id) => {
      const service = stack.services[id]!
      return step(id, [
        accountOf(stack, id),
        ...claimsOf(stack, id, service),
        serviceOf(stack, id, service),
        ...budgetOf(stack, id, service),
        workloadOf(stack, id, service),
        ...autoscalerOf(stack, id, service),
        ...ingressOf(stack, id, service),
      ])
    }),
  ]
}

// The generated classes' types know the same fields; as data they are what every other part works with.
const step = (name: string, objects: readonly object[]): Step => ({ name, objects: objects as readonly KubernetesObject[] })

function namespaceOf(stack: Stack): V1Namespace {
  const level = { enforce: 'restricted', audit: 'restricted', warn: 'restricted' }
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: stack.namespace, labels: { ...labelsOf(stack), ...Object.fromEntries(Object.entries(level).map(([mode, value]) => [`pod-security.kubernetes.io/${mode}`, value])) } },
  }
}

/** Each service after those it needs; names break ties, so that the order is always the same. */
export function inOrder({ services }: Pick<Stack, 'services'>): string[] {
  const placed: string[] = []
  const visit = (id: string, above: readonly string[]) => {
    if (placed.includes(id) || above.includes(id)) return
    for (const other of services[id]!.needs.toSorted()) visit(other, [...above, id])
    placed.push(id)
  }
  for (const id of Object.keys(services).toSorted()) visit(id, [])
  return placed
}
