import type { V1NodeList, V1StorageClassList } from '@kubernetes/client-node'
import { Fault } from '../../contract/errors.ts'
import { quantity } from '../quantity.ts'
import type { ClusterFacts } from '../rehearse/material.ts'
import type { Cluster } from './client.ts'
import { inBatches } from './batches.ts'

/** Provisioners whose volumes several nodes can write to. The API does not say; whoever knows another adds it. */
const sharing = /nfs|cephfs|azurefile|file\.csi\.azure|efs\.csi|filestore|glusterfs|longhorn|portworx|quobyte|weka|lustre/i

/** What a rehearsal wants to know of a cluster. What the user may not see stays unknown, and is not judged. */
export async function clusterFacts(cluster: Cluster, namespace: string, secrets: readonly string[], signal?: AbortSignal): Promise<ClusterFacts> {
  const [nodes, classes, present] = await Promise.all([
    allowed(cluster.ask<V1NodeList>({ path: '/api/v1/nodes', what: 'list nodes', signal })),
    allowed(cluster.ask<V1StorageClassList>({ path: '/apis/storage.k8s.io/v1/storageclasses', what: 'list storage classes', signal })),
    allowed(
      inBatches(secrets, 8, async (name) => {
        try {
          await cluster.ask({ path: `/api/v1/namespaces/${namespace}/secrets/${name}`, what: `look for secret ${name}`, metadataOnly: true, signal })
          return [name]
        } catch (error) {
          if (error instanceof Fault && error.code === 'not_found') return []
          throw error
        }
      }),
    ),
  ])
  return {
    nodes: nodes?.items
      .filter(({ spec, status }) => !spec?.unschedulable && status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'))
      .map(({ metadata, status }) => ({ name: metadata?.name ?? '', cpu: quantity(status?.allocatable?.['cpu']), memory: quantity(status?.allocatable?.['memory']) })),
    storageClasses: classes?.items.map(({ metadata, provisioner }) => ({
      name: metadata?.name ?? '',
      isDefault: metadata?.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true',
      modes: sharing.test(provisioner) ? ['ReadWriteOnce', 'ReadWriteMany'] : ['ReadWriteOnce'],
    })),
    secrets: present?.flat(),
  }
}

/** Undefined where the user may not look. */
async function allowed<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof Fault && error.code === 'forbidden') return undefined
    throw error
  }
}
