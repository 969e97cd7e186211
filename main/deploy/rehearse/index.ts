import { capacity, scaling } from './capacity.ts'
import { guards, podSecurity, probes } from './guards.ts'
import { images } from './images.ts'
import type { Check, ClusterFacts, Finding, Material } from './material.ts'
import { secrets, variableOrder } from './secrets.ts'
import { storage } from './storage.ts'
import { composeFiles, documentation, orderAndUndo, wholeness } from './wholeness.ts'

const checks: readonly Check[] = [capacity, scaling, storage, secrets, variableOrder, images, guards, podSecurity, probes, wholeness, composeFiles, documentation, orderAndUndo]
const rank = { error: 0, warning: 1, info: 2 } as const

/** Somebody else's manifest may hold anything anywhere: what a check trips over is told, and the other checks still speak. */
function judged(check: Check, material: Material, cluster: ClusterFacts): Finding[] {
  try {
    return check(material, cluster)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return [{ code: 'manifest_malformed', severity: 'error', object: 'stack', words: `A manifest has a value of the wrong kind, so that "${check.name}" could not be judged: ${error.message}.`, cure: 'Check the manifests against the schema: kubectl apply --dry-run=server --validate=strict -f …' }]
  }
}

/** Goes through a stack without touching anything: what would not work, what is risky, what to know. The gravest first; the same input gives the same list. */
export function rehearse(material: Material, cluster: ClusterFacts = {}): Finding[] {
  return checks
    .flatMap((check) => judged(check, material, cluster))
    .toSorted((a, b) => rank[a.severity] - rank[b.severity] || a.code.localeCompare(b.code, 'en') || a.object.localeCompare(b.object, 'en'))
}
