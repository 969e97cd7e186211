import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node'
import type { PodStatus } from '../../contract/deployments.ts'

type Judged = Pick<PodStatus, 'state' | 'words'>
const failing = (words: string): Judged => ({ state: 'failing', words })

/** A pod in words that say what is wrong and where to look. */
export function podStatus(pod: V1Pod): PodStatus {
  const containers = pod.status?.containerStatuses ?? []
  const isReady = pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false
  return {
    name: pod.metadata?.name ?? '',
    ready: isReady && !pod.metadata?.deletionTimestamp,
    ...judge(pod, containers, isReady),
    image: containers[0]?.image || (pod.spec?.containers[0]?.image ?? ''),
    restarts: containers.reduce((sum, { restartCount }) => sum + restartCount, 0),
  }
}

function judge({ metadata, status, spec }: V1Pod, containers: readonly V1ContainerStatus[], isReady: boolean): Judged {
  if (metadata?.deletionTimestamp) return { state: 'stopping', words: 'Is being stopped.' }
  if (isReady) return { state: 'ready', words: 'Ready.' }
  if (status?.phase === 'Failed') return failing(`Failed: ${status.message ?? status.reason ?? 'no reason given'}.`)
  const unscheduled = status?.conditions?.find(({ type, status: is }) => type === 'PodScheduled' && is === 'False')
  if (unscheduled) return { state: unscheduled.reason === 'Unschedulable' && /Insufficient|didn't match|taint/.test(unscheduled.message ?? '') ? 'failing' : 'starting', words: `No node takes it: ${unscheduled.message ?? 'no reason given'}` }
  for (const container of [...(status?.initContainerStatuses ?? []), ...containers]) {
    const judged = judgeContainer(container, spec?.containers.find(({ name }) => name === container.name)?.resources?.limits?.['memory'])
    if (judged) return judged
  }
  if (containers.some(({ state }) => state?.running)) return { state: 'starting', words: 'Runs, but its readiness check does not pass yet.' }
  return { state: 'starting', words: 'Is being started.' }
}

function judgeContainer({ name, image, state, lastState, restartCount }: V1ContainerStatus, memoryLimit: string | undefined): Judged | null {
  const { reason, message } = state?.waiting ?? {}
  const ended = state?.terminated ?? lastState?.terminated
  switch (reason) {
    case 'ErrImagePull':
    case 'ImagePullBackOff':
      return failing(`The image ${image} cannot be pulled: ${message ?? 'it is not there, or the registry refuses'}. Check its name and tag, and whether the cluster may read that registry.`)
    case 'InvalidImageName':
      return failing(`${image} is no name of an image.`)
    case 'CreateContainerConfigError':
    case 'CreateContainerError':
      return failing(`The container cannot be made: ${message ?? reason}. A Secret or ConfigMap that it refers to may be missing.`)
    case 'CrashLoopBackOff':
      return failing(`${name} starts and ends again${ended ? `, ${ending(ended, memoryLimit)}` : ''}; ${restartCount} restart${restartCount === 1 ? '' : 's'}. Its last log tells why.`)
  }
  if (state?.terminated && state.terminated.exitCode !== 0) return failing(`${name} ended, ${ending(state.terminated, memoryLimit)}.`)
  return null
}

const ending = ({ reason, exitCode }: { reason?: string; exitCode: number }, memoryLimit: string | undefined) =>
  reason === 'OOMKilled' ? `killed because it used more memory than its limit${memoryLimit ? ` of ${memoryLimit}` : ''}` : `with exit code ${exitCode}`
