import type { Plan, PlanEntry } from '../../contract/deployments.ts'
import { Fault } from '../../contract/errors.ts'
import type { Address, Rendered } from '../port.ts'
import { rehearse } from '../rehearse/index.ts'
import { managedBy, objectName, type KubernetesObject } from '../render/objects.ts'
import { adapted, applyObject, conflictsOf, live, locate } from './apply.ts'
import { inBatches } from './batches.ts'
import type { Cluster } from './client.ts'
import { kubectl } from './commands.ts'
import { fieldChanges } from '../diff.ts'
import { clusterFacts } from './facts.ts'
import { keptKinds, kinds, pathOf } from './kinds.ts'
import { missingRights } from './rights.ts'

/**
 * What applying would change: each object as it is against what the server would make of ours. The server itself answers (dry run), so that
 * defaults, admission and immutable fields are seen before anything is sent.
 */
export async function planStack(cluster: Cluster, address: Address, { stack, steps }: Rendered, clock: () => number, signal?: AbortSignal): Promise<Plan> {
  const { namespace } = stack
  const objects = steps.flatMap((step) => step.objects)
  const placed = steps.flatMap((step) => step.objects.map((object) => ({ object, step: step.name })))
  const there = await namespaceExists(cluster, namespace, signal)
  const [entries, extra, facts, rights] = await Promise.all([
    inBatches(placed, 6, ({ object, step }) => entryOf(cluster, object, step, { namespace, there, objects, signal })),
    there ? leftOver(cluster, stack.name, namespace, objects, signal) : [],
    clusterFacts(cluster, namespace, secretsOf(stack), signal),
    missingRights(cluster, namespace, objects, signal),
  ])
  const all = [...entries, ...extra]
  const count = (action: PlanEntry['action']) => all.filter((entry) => entry.action === action).length
  const counts = { create: count('create'), change: count('change'), keep: count('keep'), delete: count('delete') }
  const faulty = all.filter(({ error, conflicts }) => error !== null || conflicts.length > 0)
  return {
    at: clock(),
    environment: stack.environment,
    target: 'kubernetes',
    context: cluster.context,
    namespace,
    user: cluster.user,
    entries: all,
    findings: rehearse({ objects, compose: [], texts: [], manifestFiles: null }, facts),
    missingRights: rights,
    counts,
    applicable: faulty.length === 0 && rights.length === 0,
    words: wordsOf(counts, faulty.length, rights.length),
    command: kubectl(address, 'diff', '--server-side', '--field-manager', managedBy, '-f', folderOf(stack.environment)),
  }
}

export const folderOf = (environment: string): string => (environment === 'production' ? 'k8s/' : `k8s/${environment}/`)
const secretsOf = (stack: Rendered['stack']) => [...new Set(Object.values(stack.services).flatMap(({ environment }) => Object.values(environment).flatMap((value) => (typeof value === 'string' ? [] : [value.secret]))))]

function wordsOf({ create, change, keep, delete: gone }: Plan['counts'], faulty: number, rights: number): string {
  if (create + change + gone === 0 && faulty === 0) return `Nothing to do: all ${keep} objects are as the stack says.`
  const parts = [`${create} to create`, `${change} to change`, `${keep} to keep`, `${gone} to delete`].join(', ')
  return [`${parts}.`, faulty > 0 ? `${faulty} would be refused.` : '', rights > 0 ? `${rights} right${rights > 1 ? 's are' : ' is'} missing.` : ''].filter(Boolean).join(' ')
}

async function namespaceExists(cluster: Cluster, namespace: string, signal?: AbortSignal): Promise<boolean> {
  try {
    await cluster.ask({ path: `/api/v1/namespaces/${namespace}`, what: `read Namespace/${namespace}`, signal })
    return true
  } catch (error) {
    if (error instanceof Fault && error.code === 'not_found') return false
    // Who may work in a namespace may not always look at it.
    if (error instanceof Fault && error.code === 'forbidden') return true
    throw error
  }
}

interface Surroundings {
  readonly namespace: string
  readonly there: boolean
  readonly objects: readonly KubernetesObject[]
  readonly signal: AbortSignal | undefined
}

async function entryOf(cluster: Cluster, object: KubernetesObject, step: string, { namespace, there, objects, signal }: Surroundings): Promise<PlanEntry> {
  const base = { object: objectName(object), step, changes: [], conflicts: [], error: null }
  // In a namespace that is only planned the server cannot try anything: it tries in "default" what does not depend on the namespace.
  const tried = there || object.metadata.namespace === undefined ? object : { ...object, metadata: { ...object.metadata, namespace: 'default' } }
  try {
    const current = tried === object ? await live(cluster, object, namespace, signal) : null
    const desired = adapted(tried, current, objects)
    const { result, conflicts } = await tryOut(cluster, desired, namespace, signal)
    if (!current) return { ...base, action: 'create', words: there || tried === object ? 'Not there yet.' : 'Comes with its namespace.' }
    const changes = fieldChanges(current, result)
    const kept = desired === object ? '' : ' The number of replicas is left to its autoscaler.'
    const words = conflicts.length > 0 ? `Set by others too: ${conflicts.map(({ manager, field }) => `${manager} (${field})`).join(', ')}.` : changes.length === 0 ? `As the stack says.${kept}` : `${changes.length} field${changes.length > 1 ? 's' : ''} differ${changes.length > 1 ? '' : 's'}.${kept}`
    return { ...base, action: changes.length === 0 && conflicts.length === 0 ? 'keep' : 'change', changes, conflicts: [...conflicts], words }
  } catch (error) {
    if (!(error instanceof Fault) || !['bad_input', 'forbidden', 'conflict', 'not_found', 'not_supported'].includes(error.code)) throw error
    if (tried !== object && error.code !== 'bad_input') return { ...base, action: 'create', words: 'Comes with its namespace; could not be tried before.' }
    return { ...base, action: 'change', words: 'The cluster would refuse it.', error: error.message }
  }
}

async function tryOut(cluster: Cluster, object: KubernetesObject, namespace: string, signal?: AbortSignal) {
  try {
    return { result: await applyObject(cluster, object, { namespace, dryRun: true, signal }), conflicts: [] }
  } catch (error) {
    const conflicts = conflictsOf(error)
    if (conflicts.length === 0) throw error
    return { result: await applyObject(cluster, object, { namespace, dryRun: true, force: true, signal }), conflicts }
  }
}

/** Objects that an earlier version of this stack brought and this one no longer has. Claims and namespaces stay: the data is in them. */
export async function leftOver(cluster: Cluster, stack: string, namespace: string, objects: readonly KubernetesObject[], signal?: AbortSignal): Promise<PlanEntry[]> {
  const wanted = new Set(objects.map(objectName))
  const labelSelector = `app.kubernetes.io/managed-by=${managedBy},app.kubernetes.io/part-of=${stack}`
  const found = await inBatches(Object.entries(kinds).filter(([name]) => !keptKinds.has(name)), 6, async ([name, kind]) => {
    try {
      const { items } = await cluster.ask<{ items: { metadata: { name: string; ownerReferences?: unknown[] } }[] }>({ path: pathOf(kind, namespace), query: { labelSelector }, what: `list ${kind.resource}`, signal })
      return items.filter(({ metadata }) => !metadata.ownerReferences?.length).map(({ metadata }) => `${name}/${metadata.name}`)
    } catch (error) {
      if (error instanceof Fault && error.code === 'forbidden') return []
      throw error
    }
  })
  return found
    .flat()
    .filter((name) => !wanted.has(name))
    .map((object) => ({ object, step: 'removal', action: 'delete', changes: [], conflicts: [], error: null, words: 'An earlier version of the stack brought it; this one does not have it. Claims and their data stay.' }))
}

/** Takes one left-over object away, with what belongs to it. */
export async function removeObject(cluster: Cluster, object: string, namespace: string, signal?: AbortSignal): Promise<void> {
  const [kind = '', name = ''] = object.split('/')
  const { path } = locate({ apiVersion: '', kind, metadata: { name } }, namespace)
  await cluster.ask({ method: 'DELETE', path, query: { propagationPolicy: 'Background' }, what: `delete ${object}`, signal })
}
