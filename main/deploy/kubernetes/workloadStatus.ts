import type { V1Deployment, V1Pod, V1PodTemplateSpec, V1ReplicaSet, V1StatefulSet, V2HorizontalPodAutoscaler } from '@kubernetes/client-node'
import type { PodStatus, WorkloadStatus } from '../../contract/deployments.ts'
import { autoscalerStatus } from './autoscaler.ts'
import { podStatus } from './podStatus.ts'

export interface Observed {
  readonly replicaSets: readonly V1ReplicaSet[]
  readonly pods: readonly V1Pod[]
  readonly autoscalers: readonly V2HorizontalPodAutoscaler[]
}

export const revisionAnnotation = 'deployment.kubernetes.io/revision'

const absent = (object: string): WorkloadStatus => ({ object, desired: 0, updated: 0, ready: 0, state: 'absent', words: 'Not there.', revision: '', images: [], pods: [], autoscaler: null })
const ownedBy = (uid: string | undefined) => (one: { metadata?: { ownerReferences?: { uid: string }[] } }) => one.metadata?.ownerReferences?.some((owner) => owner.uid === uid) ?? false

export function deploymentStatus(name: string, deployment: V1Deployment | undefined, { replicaSets, pods, autoscalers }: Observed): WorkloadStatus {
  const object = `Deployment/${name}`
  if (!deployment) return absent(object)
  const { metadata, spec, status } = deployment
  const desired = spec?.replicas ?? 1
  const updated = status?.updatedReplicas ?? 0
  const revision = metadata?.annotations?.[revisionAnnotation] ?? ''
  const sets = replicaSets.filter(ownedBy(metadata?.uid))
  const newest = sets.find((set) => set.metadata?.annotations?.[revisionAnnotation] === revision)
  const all = pods.filter((pod) => sets.some((set) => ownedBy(set.metadata?.uid)(pod)))
  const statuses = all.map(podStatus)
  // Old pods that fail are on their way out; the new ones decide.
  const ofNewest = all.filter(ownedBy(newest?.metadata?.uid)).map(podStatus)
  const stuck = status?.conditions?.find(({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded')
  const refused = status?.conditions?.find(({ type, status: is }) => type === 'ReplicaFailure' && is === 'True')
  const isSeen = (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0)
  const isDone = isSeen && updated === desired && (status?.replicas ?? 0) === updated && (status?.availableReplicas ?? 0) >= desired
  const settled = judge({ isDone, desired, updated, ready: ofNewest.filter(({ ready }) => ready).length, failing: ofNewest.filter(({ state }) => state === 'failing'), all: statuses })
  const verdict = !isDone && refused ? ({ state: 'failing', words: `Pods are refused: ${refused.message ?? refused.reason}.` } as const) : !isDone && isSeen && stuck && settled.state !== 'failing' ? ({ state: 'failing', words: `Makes no progress within ${spec?.progressDeadlineSeconds ?? 600} s. ${settled.words}` } as const) : settled
  const scaler = autoscalers.find((one) => one.spec?.scaleTargetRef.kind === 'Deployment' && one.spec.scaleTargetRef.name === name)
  return { object, desired, updated, ready: status?.readyReplicas ?? 0, ...verdict, revision, images: imagesOf(spec?.template), pods: sorted(statuses), autoscaler: scaler ? autoscalerStatus(scaler) : null }
}

export function statefulSetStatus(name: string, set: V1StatefulSet | undefined, { pods }: Observed): WorkloadStatus {
  const object = `StatefulSet/${name}`
  if (!set) return absent(object)
  const { metadata, spec, status } = set
  const desired = spec?.replicas ?? 1
  const isSeen = (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0)
  const updated = status?.updateRevision === status?.currentRevision ? (status?.currentReplicas ?? 0) : (status?.updatedReplicas ?? 0)
  const ready = status?.readyReplicas ?? 0
  const statuses = pods.filter(ownedBy(metadata?.uid)).map(podStatus)
  const isDone = isSeen && status?.updateRevision === status?.currentRevision && ready >= desired && (status?.replicas ?? 0) === desired
  return {
    object, desired, updated, ready,
    ...judge({ isDone, desired, updated, ready, failing: statuses.filter(({ state }) => state === 'failing'), all: statuses }),
    revision: status?.updateRevision?.replace(`${name}-`, '') ?? '',
    images: imagesOf(spec?.template),
    pods: sorted(statuses),
    autoscaler: null,
  }
}

function judge({ isDone, desired, updated, ready, failing, all }: { isDone: boolean; desired: number; updated: number; ready: number; failing: readonly PodStatus[]; all: readonly PodStatus[] }): Pick<WorkloadStatus, 'state' | 'words'> {
  if (isDone) return { state: 'ready', words: desired === 0 ? 'Scaled to 0: nothing runs.' : `${desired} of ${desired} ready.` }
  if (failing.length > 0) return { state: 'failing', words: `${failing.length} pod${failing.length > 1 ? 's' : ''} failing (${failing[0]!.name}): ${failing[0]!.words}` }
  const starting = all.find(({ state }) => state === 'starting')
  return { state: 'progressing', words: `${Math.min(ready, desired)} of ${desired} ready, ${Math.min(updated, desired)} updated.${starting ? ` ${starting.name}: ${starting.words}` : ''}` }
}

const imagesOf = (template: V1PodTemplateSpec | undefined) => (template?.spec?.containers ?? []).map(({ image }) => image ?? '')
const sorted = (pods: readonly PodStatus[]) => pods.toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
