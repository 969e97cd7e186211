import { Fault } from '../../contract/errors.ts'
import { objectName, type KubernetesObject } from '../render/objects.ts'
import type { Cluster } from './client.ts'
import type { Conflict } from './faults.ts'
import { kinds, pathOf } from './kinds.ts'

export const fieldManager = 'telltale'
const serverSideApply = 'application/apply-patch+yaml'

/** @throws Fault `not_supported` for a kind that no stack renders to. */
export function locate(object: KubernetesObject, namespace: string): { path: string; name: string } {
  const kind = kinds[object.kind]
  if (!kind) throw new Fault('not_supported', `Objects of the kind ${object.kind} are not applied by this program.`, { kind: object.kind })
  return { path: pathOf(kind, object.metadata.namespace ?? namespace, object.metadata.name), name: objectName(object) }
}

/** The object as it is in the cluster; null when it is not. */
export async function live(cluster: Cluster, object: KubernetesObject, namespace: string, signal?: AbortSignal): Promise<KubernetesObject | null> {
  const { path, name } = locate(object, namespace)
  try {
    return await cluster.ask<KubernetesObject>({ path, what: `read ${name}`, signal })
  } catch (error) {
    if (error instanceof Fault && error.code === 'not_found') return null
    throw error
  }
}

/**
 * Server-side apply of one object, as `telltale`. With `dryRun` the server validates, fills in defaults and asks its admission, and keeps
 * nothing. A field that somebody else set is a conflict, unless that is `force`d; what this program itself set in another way (scale, undo)
 * is its own.
 * @throws Fault `conflict` with `detail.conflicts`.
 */
export async function applyObject(
  cluster: Cluster,
  object: KubernetesObject,
  { namespace, dryRun = false, force = false, signal }: { namespace: string; dryRun?: boolean; force?: boolean; signal?: AbortSignal | undefined },
): Promise<KubernetesObject> {
  const { path, name } = locate(object, namespace)
  const send = (forced: boolean) =>
    cluster.ask<KubernetesObject>({
      method: 'PATCH',
      path,
      query: { fieldManager, fieldValidation: 'Strict', force: String(forced), ...(dryRun && { dryRun: 'All' }) },
      body: object,
      contentType: serverSideApply,
      what: `apply ${name}`,
      signal,
    })
  try {
    return await send(force)
  } catch (error) {
    const conflicts = conflictsOf(error)
    if (conflicts.length > 0 && conflicts.every(({ manager }) => manager === fieldManager)) return send(true)
    throw error
  }
}

export function conflictsOf(error: unknown): readonly Conflict[] {
  return error instanceof Fault && error.code === 'conflict' ? ((error.detail['conflicts'] as Conflict[] | undefined) ?? []) : []
}

/**
 * What is applied over a live object. The number of replicas belongs to the autoscaler once there is one: it is sent back as it is, so that
 * applying never scales a stack under load down to its minimum.
 */
export function adapted(object: KubernetesObject, current: KubernetesObject | null, all: readonly KubernetesObject[]): KubernetesObject {
  if (!current || (object.kind !== 'Deployment' && object.kind !== 'StatefulSet')) return object
  const scaled = all.some(({ kind, ...rest }) => {
    const target = (rest['spec'] as { scaleTargetRef?: { kind?: string; name?: string } } | undefined)?.scaleTargetRef
    return kind === 'HorizontalPodAutoscaler' && target?.kind === object.kind && target.name === object.metadata.name
  })
  const replicas = (current['spec'] as { replicas?: number } | undefined)?.replicas
  return scaled && replicas !== undefined && replicas > 0 ? { ...object, spec: { ...(object['spec'] as object), replicas } } : object
}
