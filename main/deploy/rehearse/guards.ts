import type { V1PodDisruptionBudget } from '@kubernetes/client-node'
import { objectName } from '../render/objects.ts'
import type { Check, Finding } from './material.ts'
import { containersOf, workloadsOf } from './workloads.ts'

/** Who may reach whom, who may be evicted, what a pod may do. */
export const guards: Check = ({ objects }) => {
  const findings: Finding[] = []
  const workloads = workloadsOf(objects)
  const budgets = objects.filter(({ kind }) => kind === 'PodDisruptionBudget') as unknown as V1PodDisruptionBudget[]
  for (const { object, name, replicas, labels } of workloads)
    if (replicas > 1 && !budgets.some(({ spec }) => Object.entries(spec?.selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value)))
      findings.push({ code: 'no_disruption_budget', severity: 'warning', object, words: `${name} has ${replicas} replicas and no PodDisruptionBudget: draining nodes may take all of them at once.`, cure: `Add a PodDisruptionBudget with minAvailable ${replicas - 1} for its pods.` })
  if (workloads.length > 0 && !objects.some(({ kind }) => kind === 'NetworkPolicy'))
    findings.push({ code: 'no_network_policy', severity: 'warning', object: 'stack', words: 'There is no NetworkPolicy: every pod of the cluster may talk to the database.', cure: 'Deny all traffic in the namespace, then allow what each service needs.' })
  for (const object of objects) {
    if (object.kind !== 'Ingress') continue
    if (object.metadata.annotations?.['kubernetes.io/ingress.class'] !== undefined)
      findings.push({ code: 'ingress_class_annotation', severity: 'warning', object: objectName(object), words: 'The ingress class is named by the annotation kubernetes.io/ingress.class, deprecated since Kubernetes 1.18 and not read by newer controllers.', cure: 'Set spec.ingressClassName.' })
    if (!(object['spec'] as { tls?: unknown[] } | undefined)?.tls?.length)
      findings.push({ code: 'ingress_without_tls', severity: 'warning', object: objectName(object), words: 'It has no TLS: tokens travel in clear.', cure: 'Add spec.tls with a certificate.' })
  }
  return findings
}

/** Pod Security "restricted": the profile that the namespace of a plant should enforce. */
export const podSecurity: Check = ({ objects }) =>
  workloadsOf(objects).flatMap(({ object, pod }): Finding[] => {
    const lacking = new Set<string>()
    if (pod.automountServiceAccountToken !== false) lacking.add('automountServiceAccountToken: false')
    for (const { securityContext } of containersOf(pod)) {
      if (!(securityContext?.runAsNonRoot ?? pod.securityContext?.runAsNonRoot)) lacking.add('runAsNonRoot')
      if (!(securityContext?.seccompProfile ?? pod.securityContext?.seccompProfile)) lacking.add('seccompProfile RuntimeDefault')
      if (securityContext?.allowPrivilegeEscalation !== false) lacking.add('allowPrivilegeEscalation: false')
      if (!securityContext?.capabilities?.drop?.includes('ALL')) lacking.add('capabilities.drop ALL')
      if (!securityContext?.readOnlyRootFilesystem) lacking.add('readOnlyRootFilesystem')
    }
    return lacking.size === 0 ? [] : [{ code: 'pod_not_restricted', severity: 'warning', object, words: `Its pods may do more than they need; missing: ${[...lacking].join(', ')}.`, cure: 'Set them in the pod and container securityContext; a namespace that enforces "restricted" refuses the pods otherwise.' }]
  })

/** A program that hangs is only seen by a probe; a probe that cannot fail sees nothing. */
export const probes: Check = ({ objects, compose }) => [
  ...workloadsOf(objects).flatMap(({ object, pod }) => (pod.containers ?? []).flatMap(({ name, livenessProbe, readinessProbe, args = [], command = [] }): Finding[] => {
    const findings: Finding[] = []
    if (!livenessProbe || !readinessProbe)
      findings.push({ code: 'no_probe', severity: 'warning', object, words: `${name} has no ${[livenessProbe ? '' : 'liveness', readinessProbe ? '' : 'readiness'].filter(Boolean).join(' and no ')} probe: ${readinessProbe ? 'a hung process is never restarted' : 'a rollout counts it as ready before it is'}.`, cure: 'Add both probes.' })
    const asked = [livenessProbe, readinessProbe].map((probe) => probe?.exec?.command?.join(' ') ?? '')
    if (needsPassword([...command, ...args].join(' ')) && asked.some(probesWithoutPassword))
      findings.push({ code: 'probe_without_password', severity: 'warning', object, words: `${name} asks for a password, and its probe gives none: redis-cli prints NOAUTH and exits 0, so that the probe cannot fail.`, cure: 'Give the password by REDISCLI_AUTH and look for PONG in the answer.' })
    return findings
  })),
  ...compose.flatMap(({ content }) => Object.entries(content.services ?? {}).flatMap(([name, { command, healthcheck }]): Finding[] => {
    const test = [(healthcheck as { test?: unknown } | undefined)?.test ?? ''].flat().join(' ')
    return needsPassword([command ?? ''].flat().join(' ')) && probesWithoutPassword(test)
      ? [{ code: 'probe_without_password', severity: 'warning', object: `compose/${name}`, words: `${name} asks for a password, and its health check gives none.`, cure: 'Give the password by REDISCLI_AUTH and look for PONG in the answer.' }]
      : []
  })),
]

const needsPassword = (command: string) => command.includes('requirepass')
const probesWithoutPassword = (probe: string) => probe.includes('redis-cli') && !/REDISCLI_AUTH|(^|\s)(-a|--pass)\s/.test(probe)
