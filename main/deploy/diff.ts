import type { FieldChange } from '../contract/deployments.ts'

type Tree = Readonly<Record<string, unknown>>
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What the cluster writes into every object by itself; a reader of a plan has no use for it. */
const noise: ReadonlySet<string> = new Set([
  'status',
  'metadata.managedFields',
  'metadata.resourceVersion',
  'metadata.uid',
  'metadata.generation',
  'metadata.creationTimestamp',
  'metadata.selfLink',
  'metadata.annotations.deployment.kubernetes.io/revision',
  'metadata.annotations.kubectl.kubernetes.io/last-applied-configuration',
  'metadata.annotations.deprecated.daemonset.template.generation',
])
/** Lists whose entries have an identity: they are compared by it, so that an entry that moved is no change. */
const identities: readonly (readonly string[])[] = [['name'], ['key'], ['mountPath'], ['containerPort', 'protocol'], ['port', 'protocol'], ['ip'], ['type']]

/**
 * The fields in which two objects differ, in the order of their paths. Lists of named entries (containers, variables, ports) are compared by
 * name, other lists by position. Values of secrets never come here: a stack holds none.
 */
export function fieldChanges(before: unknown, after: unknown): FieldChange[] {
  const changes: FieldChange[] = []
  compare(before, after, '', changes)
  return changes.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}

function compare(before: unknown, after: unknown, path: string, changes: FieldChange[]) {
  if (noise.has(path) || Object.is(before, after)) return
  if (isTree(before) && isTree(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) compare(before[key], after[key], path === '' ? key : `${path}.${key}`, changes)
    return
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const identity = identities.find((keys) => [...before, ...after].every((entry) => isTree(entry) && keys.every((key) => entry[key] !== undefined)) && isUnique(before, keys) && isUnique(after, keys))
    if (identity && before.length + after.length > 0) {
      const [old, now] = [byIdentity(before, identity), byIdentity(after, identity)]
      for (const name of new Set([...old.keys(), ...now.keys()])) compare(old.get(name), now.get(name), `${path}[${name}]`, changes)
      return
    }
    for (let i = 0; i < Math.max(before.length, after.length); i++) compare(before[i], after[i], `${path}[${i}]`, changes)
    return
  }
  if (isEmpty(before) && isEmpty(after)) return
  changes.push({ path, before, after })
}

/** An absent map and an empty one mean the same to Kubernetes. */
const isEmpty = (value: unknown) => value === undefined || value === null || (isTree(value) && Object.keys(value).length === 0) || (Array.isArray(value) && value.length === 0)
const nameIn = (entry: unknown, keys: readonly string[]) => keys.map((key) => String((entry as Tree)[key])).join('/')
const isUnique = (list: readonly unknown[], keys: readonly string[]) => new Set(list.map((entry) => nameIn(entry, keys))).size === list.length
const byIdentity = (list: readonly unknown[], keys: readonly string[]) => new Map(list.map((entry) => [nameIn(entry, keys), entry]))
