import type { V2HorizontalPodAutoscaler } from '@kubernetes/client-node'
import type { AutoscalerStatus } from '../../contract/deployments.ts'

/** What an autoscaler does and, above all, why it does not scale. Percentages are of the pods' requests. */
export function autoscalerStatus({ spec, status }: V2HorizontalPodAutoscaler): AutoscalerStatus {
  const min = spec?.minReplicas ?? 1
  const max = spec?.maxReplicas ?? 1
  const current = status?.currentReplicas ?? 0
  const desired = status?.desiredReplicas ?? current
  const metrics = (spec?.metrics ?? []).flatMap(({ resource }) => {
    if (!resource?.target.averageUtilization) return []
    const seen = status?.currentMetrics?.find((metric) => metric.resource?.name === resource.name)?.resource?.current.averageUtilization
    return [{ name: resource.name, current: seen ?? null, target: resource.target.averageUtilization }]
  })
  return { min, max, current, desired, metrics, words: words() }

  function words(): string {
    const condition = (type: string) => status?.conditions?.find((one) => one.type === type)
    const able = condition('AbleToScale')
    const active = condition('ScalingActive')
    const limited = condition('ScalingLimited')
    const seen = metrics.map((metric) => `${metric.name} ${metric.current === null ? 'unknown' : `${metric.current} %`} of ${metric.target} %`).join(', ')
    if (!status?.conditions?.length) return 'Has not looked at its target yet.'
    if (active?.status === 'False')
      return active.reason === 'ScalingDisabled' ? 'Does not scale: its target has 0 replicas, which switches it off.' : `Does not scale: it gets no measurement (${active.message ?? active.reason}). Is the metrics server running, and do the pods request what it measures?`
    if (able?.status === 'False') return `Cannot scale: ${able.message ?? able.reason}.`
    if (desired > current) return `Scales up from ${current} to ${desired}: ${seen}.`
    if (limited?.status === 'True' && limited.reason === 'TooManyReplicas') return `Limited by maxReplicas ${max}: it would need more (${seen}).`
    if (limited?.status === 'True' && limited.reason === 'TooFewReplicas') return `At its minimum of ${min}: it would need fewer (${seen}).`
    if (limited?.status === 'True') return `Held back by a scaling rule: ${limited.message ?? limited.reason} (${seen}).`
    if (able?.reason === 'ScaleDownStabilized') return `Does not scale down yet: it waits until the load has been low for ${spec?.behavior?.scaleDown?.stabilizationWindowSeconds ?? 300} s (${seen}).`
    if (able?.reason === 'ScaleUpStabilized') return `Does not scale up yet: it waits until the load has been high for ${spec?.behavior?.scaleUp?.stabilizationWindowSeconds ?? 0} s (${seen}).`
    if (desired < current) return `Scales down from ${current} to ${desired}: ${seen}.`
    const leading = metrics.filter((metric) => metric.current !== null).toSorted((a, b) => b.current! / b.target - a.current! / a.target)[0]
    if (leading && leading.current! / leading.target > 0.9) return `Needs no change: ${leading.name} at ${leading.current} % is within a tenth of its target ${leading.target} %.`
    return `Needs no change: ${current} replicas carry the load (${seen}).`
  }
}
