import { coresText, gibi } from '../quantity.ts'
import type { Check, ClusterFacts, Finding } from './material.ts'
import { autoscalers, workloadsOf, type Workload } from './workloads.ts'

/**
 * What the stack asks of the nodes at its worst: every autoscaler at its maximum, and the one workload that surges most rolled out just then
 * (workloads are rolled out one after another). With known nodes, the pods at rest are laid out on them, then those that come with load.
 */
export const capacity: Check = ({ objects }, { nodes }) => {
  const workloads = workloadsOf(objects)
  if (workloads.length === 0) return []
  const surging = workloads.toSorted((a, b) => b.surge * b.requests.memory - a.surge * a.requests.memory || b.surge * b.requests.cpu - a.surge * a.requests.cpu)[0]!
  const podsOf = (one: Workload) => one.most + (one === surging ? one.surge : 0)
  const cpu = workloads.reduce((sum, one) => sum + podsOf(one) * one.requests.cpu, 0)
  const memory = workloads.reduce((sum, one) => sum + podsOf(one) * one.requests.memory, 0)
  const parts = workloads.map((one) => `${podsOf(one)} ${one.name}${one === surging && one.surge > 0 ? ` (of them ${one.surge} while it is rolled out)` : ''}`).join(', ')
  const peak = `At its peak the stack requests ${coresText(cpu)} and ${gibi(memory)}: ${parts}.`
  const findings: Finding[] = [
    {
      code: 'capacity_peak',
      severity: 'info',
      object: 'stack',
      words: nodes ? peak : `${peak} No cluster is known to compare it with.`,
      cure: nodes ? 'Nothing to do.' : `Provide at least that much allocatable capacity, and room for one pod more than a node holds if a node may fail.`,
    },
  ]
  for (const { object, requests, name } of workloads)
    if (requests.cpu === 0 || requests.memory === 0)
      findings.push({ code: 'no_requests', severity: 'warning', object, words: `${name} requests no ${requests.cpu === 0 ? 'CPU' : 'memory'}: the scheduler takes it for free and will overload a node.`, cure: 'Set resources.requests to what it uses at rest.' })
  return nodes ? [...findings, ...layOut([...podsIn(workloads, ({ replicas }) => replicas), ...podsIn(workloads, (one) => podsOf(one) - one.replicas)], nodes, peak)] : findings
}

/** One entry a pod, the largest first. */
const podsIn = (workloads: readonly Workload[], count: (one: Workload) => number): Workload[] =>
  workloads
    .toSorted((a, b) => b.requests.memory - a.requests.memory || b.requests.cpu - a.requests.cpu)
    .flatMap((one) => Array.from({ length: count(one) }, () => one))

function layOut(pods: readonly Workload[], nodes: NonNullable<ClusterFacts['nodes']>, peak: string): Finding[] {
  const free = nodes.map((node) => ({ ...node }))
  const left = new Map<Workload, number>()
  for (const pod of pods) {
    const node = free.toSorted((a, b) => b.memory - a.memory || b.cpu - a.cpu).find(({ cpu, memory }) => cpu >= pod.requests.cpu && memory >= pod.requests.memory)
    if (!node) {
      left.set(pod, (left.get(pod) ?? 0) + 1)
      continue
    }
    node.cpu -= pod.requests.cpu
    node.memory -= pod.requests.memory
  }
  const has = nodes.map(({ name, cpu, memory }) => `${name} ${coresText(cpu)} / ${gibi(memory)}`).join(', ')
  return [...left].map(([{ object, name, requests, replicas }, count]) => ({
    code: 'capacity_exceeded',
    severity: 'error',
    object,
    words: `${count} ${name} pod${count > 1 ? 's' : ''} of ${coresText(requests.cpu)} / ${gibi(requests.memory)} would stay Pending: no node holds them any more. ${peak} The nodes have ${has}.`,
    cure: count < replicas ? `Add a node, or lower the autoscaler's maximum by ${count}.` : 'Add nodes, or lower its requests.',
  }))
}

/** An autoscaler that cannot work, or hardly. */
export const scaling: Check = ({ objects }) => {
  const workloads = workloadsOf(objects)
  return autoscalers(objects).flatMap(({ metadata, spec }): Finding[] => {
    const object = `HorizontalPodAutoscaler/${metadata?.name}`
    const target = workloads.find(({ name, kind }) => name === spec?.scaleTargetRef?.name && kind === spec.scaleTargetRef.kind)
    if (!target)
      return [{ code: 'autoscaler_without_target', severity: 'error', object, words: `It scales ${spec?.scaleTargetRef?.kind}/${spec?.scaleTargetRef?.name}, which is not part of the stack.`, cure: 'Name a workload of the stack, or take the autoscaler away.' }]
    const metrics = (spec?.metrics ?? []).flatMap(({ resource }) => resource?.name ?? [])
    const findings: Finding[] = []
    for (const metric of metrics)
      if ((metric === 'cpu' || metric === 'memory') && target.requests[metric] === 0)
        findings.push({ code: 'autoscaler_without_request', severity: 'error', object, words: `It scales by ${metric} utilisation, but ${target.name} requests no ${metric}: the share of nothing cannot be computed.`, cure: `Set resources.requests.${metric} of ${target.name}.` })
    if (metrics.includes('memory'))
      findings.push({
        code: 'autoscaler_by_memory',
        severity: 'info',
        object,
        words: 'It scales by memory too. A garbage-collected process seldom gives memory back, so the memory target lets pods be added but hardly ever taken away.',
        cure: 'Let CPU lead; keep the memory target well above what an idle pod holds, and watch whether it ever scales down.',
      })
    return findings
  })
}
