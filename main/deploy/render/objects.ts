import type { Stack } from '../../../config/stack.ts'

/** Any Kubernetes object as plain data. */
export interface KubernetesObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly [field: string]: unknown
}

/** `Deployment/dashboard`: how an object is called in findings, plans and snapshots. */
export const objectName = ({ kind, metadata }: Pick<KubernetesObject, 'kind' | 'metadata'>): string => `${kind}/${metadata.name}`

/** What never changes of a workload's pods: selectors are immutable. */
export const selectorOf = (stack: Pick<Stack, 'name'>, service: string): Record<string, string> => ({ 'app.kubernetes.io/name': service, 'app.kubernetes.io/part-of': stack.name })

export const managedBy = 'telltale'
export const labelsOf = (stack: Pick<Stack, 'name' | 'environment'>, service?: string): Record<string, string> => ({
  ...(service === undefined ? { 'app.kubernetes.io/part-of': stack.name } : selectorOf(stack, service)),
  'app.kubernetes.io/managed-by': managedBy,
  'telltale/environment': stack.environment,
})
