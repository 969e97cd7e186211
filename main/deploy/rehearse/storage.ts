import type { V1PersistentVolumeClaim } from '@kubernetes/client-node'
import { gibi, quantity } from '../quantity.ts'
import type { Check, Finding } from './material.ts'
import { workloadsOf } from './workloads.ts'

interface Claim {
  readonly object: string
  readonly size: number
  readonly modes: readonly string[]
  readonly class: string | undefined
}

/** Claims: how much, in which mode, on which class; and who uses them. */
export const storage: Check = ({ objects }, { storageClasses }) => {
  const workloads = workloadsOf(objects)
  const lone = objects.filter(({ kind }) => kind === 'PersistentVolumeClaim') as unknown as V1PersistentVolumeClaim[]
  const claims: Claim[] = [
    ...lone.map((claim) => claimOf(`PersistentVolumeClaim/${claim.metadata?.name}`, claim, 1)),
    ...workloads.flatMap(({ object, templates, replicas }) => templates.map((claim) => claimOf(`${object} (${claim.metadata?.name})`, claim as V1PersistentVolumeClaim, replicas))),
  ]
  const findings: Finding[] = []
  const shared = claims.filter(({ modes }) => modes.includes('ReadWriteMany'))
  if (claims.length > 0) {
    const total = gibi(claims.reduce((sum, { size }) => sum + (size || 0), 0))
    findings.push({ code: 'storage_total', severity: 'info', object: 'stack', words: `${total} in ${claims.length} claim${claims.length > 1 ? 's' : ''}, ${shared.length} of them ReadWriteMany.`, cure: 'Check that the storage holds that much; a claim can be enlarged but never made smaller.' })
  }
  for (const claim of claims) {
    const named = storageClasses?.find(({ name, isDefault }) => (claim.class === undefined ? isDefault : name === claim.class))
    if (storageClasses && !named)
      findings.push({ code: 'storage_class_absent', severity: 'error', object: claim.object, words: `It asks for the storage class ${claim.class ?? '(default)'}, and the cluster has ${storageClasses.map(({ name }) => name).join(', ') || 'none'}${claim.class === undefined ? ' without a default' : ''}: it would stay Pending.`, cure: 'Name a class that exists.' })
    else if (claim.modes.includes('ReadWriteMany') && (!named || !named.modes.includes('ReadWriteMany')))
      findings.push({
        code: 'storage_mode',
        severity: named ? 'error' : 'warning',
        object: claim.object,
        words: named
          ? `It asks for ReadWriteMany, but the class ${named.name} offers ${named.modes.join(', ')} only: it would stay Pending, and its pods with it.`
          : `It asks for ReadWriteMany on the class ${claim.class ?? '(default)'}; most classes (kind, laptops, cloud disks) are ReadWriteOnce only, and it would stay Pending there.`,
        cure: 'Use a class that can share (NFS, CephFS, Azure Files …), or keep the data in the database and give each pod scratch space.',
      })
  }
  const used = new Set(workloads.flatMap((one) => one.claims))
  for (const { metadata } of lone)
    if (!used.has(metadata?.name ?? ''))
      findings.push({ code: 'claim_without_workload', severity: 'warning', object: `PersistentVolumeClaim/${metadata?.name}`, words: `No workload uses the claim ${metadata?.name}: the storage is paid for and stays empty.`, cure: 'Add the workload that was meant, or take the claim away.' })
  const present = new Set(lone.map(({ metadata }) => metadata?.name))
  for (const { object, claims: wanted } of workloads)
    for (const name of wanted)
      if (!present.has(name)) findings.push({ code: 'claim_missing', severity: 'error', object, words: `It mounts the claim ${name}, which is not part of the stack: its pods would stay Pending.`, cure: `Add PersistentVolumeClaim/${name}.` })
  for (const { object, kind, claims: wanted, name, pod } of workloads)
    if (kind === 'Deployment' && wanted.length > 0 && (pod.containers ?? []).some(({ image }) => /(postgres|timescale|mysql|mariadb|mongo|kafka|zookeeper)/.test(image ?? '')))
      findings.push({ code: 'database_as_deployment', severity: 'warning', object, words: `${name} is a database run as a Deployment on one claim: nothing keeps two pods from writing to the same files while it is replaced.`, cure: 'Make it a StatefulSet with volumeClaimTemplates.' })
  return findings
}

function claimOf(object: string, { spec }: V1PersistentVolumeClaim, copies: number): Claim {
  return { object, size: quantity(spec?.resources?.requests?.['storage']) * copies, modes: spec?.accessModes ?? [], class: spec?.storageClassName }
}
