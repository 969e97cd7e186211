import { readFileSync } from 'node:fs'
import { readStack, type Stack } from '../../../../config/stack.ts'
import type { Rendered } from '../../port.ts'
import { renderCompose } from '../../render/compose.ts'
import { renderKubernetes } from '../../render/kubernetes.ts'
import { openCluster, type Cluster } from '../client.ts'
import { readKubeconfig } from '../kubeconfig.ts'

/** Kubeconfig of a cluster that tests may change; unset where there is none. */
export const testKubeconfig = process.env['TELLTALE_KUBECONFIG'] || undefined
export const noCluster = 'Skipped: TELLTALE_KUBECONFIG names no test cluster (.ci/services.sh start kubernetes).'

const production = readStack(readFileSync('config/stack.yaml', 'utf8')).production

/**
 * The production stack in a namespace of its own, with a dashboard image whose tag tells the simulated kubelet what to do; load counts at once.
 * `cpu` is what a dashboard requests: little where ten of them shall fit beside the stacks of other tests.
 */
export function testStack(namespace: string, change: { tag?: string; services?: readonly string[]; cpu?: string } = {}): Rendered {
  const copy = structuredClone(production) as { -readonly [key in keyof Stack]: Stack[key] }
  copy.namespace = namespace
  const wanted = change.services ?? Object.keys(copy.services)
  copy.services = Object.fromEntries(
    Object.entries(copy.services)
      .filter(([name]) => wanted.includes(name))
      .map(([name, service]) => [name, { ...service, needs: service.needs.filter((other) => wanted.includes(other)), image: name === 'dashboard' && change.tag ? { ...service.image, tag: change.tag } : service.image, resources: name === 'dashboard' && change.cpu ? { ...service.resources, requests: { ...service.resources.requests, cpu: change.cpu } } : service.resources, autoscale: service.autoscale && { ...service.autoscale, up: { ...service.autoscale.up, stabilise: 0 } } }]),
  )
  return renderedOf(copy)
}

export const renderedOf = (stack: Stack): Rendered => ({ stack, steps: renderKubernetes(stack), compose: renderCompose(stack) })

/** The API as its administrator sees it, for preparing and looking. */
export const administrator = (): Cluster => openCluster(readKubeconfig({ kubeconfig: testKubeconfig }, { env: {}, trustPicked: true }))
