import type { V1Ingress } from '@kubernetes/client-node'
import { objectName } from '../render/objects.ts'
import type { Check, Finding } from './material.ts'
import { containersOf, workloadsOf } from './workloads.ts'

/** Is everything there that something else speaks of? */
export const wholeness: Check = ({ objects, compose }) => {
  const findings: Finding[] = []
  const workloads = workloadsOf(objects)
  const services = new Set(objects.filter(({ kind }) => kind === 'Service').map(({ metadata }) => metadata.name))
  const nouns = new Set([...workloads.map(({ name }) => name), ...services].flatMap((name) => [name, name.replace(/-(service|deployment)$/, '')]))
  if (workloads.length > 0)
    for (const { content, file } of compose)
      for (const name of Object.keys(content.services ?? {}))
        if (!nouns.has(name) && !(/nginx|proxy/.test(name) && objects.some(({ kind }) => kind === 'Ingress')))
          findings.push({ code: 'workload_missing', severity: 'warning', object: `compose/${name}`, words: `${file} runs ${name}, but no Kubernetes workload does: what works with Compose is missing in the cluster.`, cure: `Add the workload, or say that ${name} comes from elsewhere.` })
  for (const object of objects) {
    if (object.kind !== 'ConfigMap') continue
    for (const [key, value] of Object.entries((object['data'] ?? {}) as Record<string, unknown>)) {
      const host = /^(?:\w+:\/\/)?(?:[^@/\s]*@)?([a-z][a-z0-9-]*)(?:\.[a-z0-9.-]+)?:\d+(?:\/\S*)?$/.exec(String(value).trim())?.[1] ?? (key.endsWith('_HOST') && /^[a-z][a-z0-9-]*$/.test(String(value)) ? String(value) : undefined)
      if (host !== undefined && host !== 'localhost' && !services.has(host))
        findings.push({ code: 'service_missing', severity: 'error', object: objectName(object), words: `${key} points to ${host}, and no Service of that name is part of the stack.`, cure: `Add Service/${host} and its workload, or take ${key} away.` })
    }
  }
  for (const ingress of objects.filter(({ kind }) => kind === 'Ingress') as unknown as V1Ingress[])
    for (const path of (ingress.spec?.rules ?? []).flatMap(({ http }) => http?.paths ?? []))
      if (path.backend.service && !services.has(path.backend.service.name))
        findings.push({ code: 'service_missing', severity: 'error', object: `Ingress/${ingress.metadata?.name}`, words: `It leads to ${path.backend.service.name}, and no Service of that name is part of the stack.`, cure: `Add Service/${path.backend.service.name}.` })
  for (const { object, pod, most, name } of workloads)
    for (const { env = [] } of containersOf(pod))
      if (most > 1 && env.some(({ value }) => value?.startsWith('sqlite:')))
        findings.push({ code: 'sqlite_replicas', severity: 'error', object, words: `${name} may have ${most} replicas on a SQLite file: the second one refuses to start.`, cure: 'Use PostgreSQL, or one replica without an autoscaler.' })
  return findings
}

/** A Compose file that cannot start, or cannot be scaled, as it stands. */
export const composeFiles: Check = ({ compose }) =>
  compose.flatMap(({ file, content, has }) => Object.entries(content.services ?? {}).flatMap(([name, service]): Finding[] => {
    const object = `compose/${name}`
    const findings: Finding[] = []
    const fixedPort = [service['ports'] ?? []].flat().some((port) => typeof port === 'string' && /^(?:[\d.]+:)?\d+:/.test(port))
    const replicas = (service['deploy'] as { replicas?: number } | undefined)?.replicas ?? 1
    if (service['container_name'] !== undefined && fixedPort && service['build'] !== undefined)
      findings.push({ code: 'compose_not_scalable', severity: 'warning', object, words: 'container_name and a fixed host port: a second replica cannot start.', cure: 'Take container_name away and publish a range of ports.' })
    else if (replicas > 1 && fixedPort)
      findings.push({ code: 'compose_not_scalable', severity: 'error', object, words: `${replicas} replicas share one host port: only the first can start.`, cure: 'Publish a range of ports.' })
    for (const volume of [service['volumes'] ?? []].flat()) {
      const source = typeof volume === 'string' && /^\.{0,2}\//.test(volume) ? volume.split(':')[0]! : undefined
      if (source?.startsWith('.') && /\.\w+$/.test(source.split('/').at(-1)!) && !has(source))
        findings.push({ code: 'mount_missing', severity: 'error', object, words: `${file} mounts ${source}, which is not there: Docker would make an empty folder of that name, and ${name} fails.`, cure: 'Add the file, or take the mount away.' })
    }
    return findings
  }))

/** What is written about the stack, against what it is. */
export const documentation: Check = ({ objects, texts, manifestFiles }) =>
  texts.flatMap(({ file, text }): Finding[] => {
    const findings: Finding[] = []
    const [, said] = /(\d+) manifest files/i.exec(text) ?? []
    if (said !== undefined && manifestFiles !== null && Number(said) !== manifestFiles)
      findings.push({ code: 'documentation_differs', severity: 'info', object: file, words: `It says ${said} manifest files; there are ${manifestFiles}.`, cure: 'Correct the text, or find the file that should not be there.' })
    for (const { name, kind } of workloadsOf(objects)) {
      const other = kind === 'Deployment' ? 'StatefulSet' : 'Deployment'
      const lines = text.split('\n').filter((line) => new RegExp(`\\b${name}`, 'i').test(line))
      if (lines.some((line) => line.includes(other)))
        findings.push({ code: 'documentation_differs', severity: 'info', object: file, words: `It calls ${name} a ${other}; the manifest is a ${kind}.`, cure: 'Make them agree.' })
    }
    return findings
  })

/** What every reader of a plan must know, whatever the stack. */
export const orderAndUndo: Check = ({ objects }) => {
  const workloads = workloadsOf(objects)
  if (workloads.length === 0) return []
  const order = ['Namespace', 'ConfigMap', 'Secret', 'PersistentVolumeClaim', 'StatefulSet', 'Deployment', 'Ingress'].filter((kind) => objects.some((object) => object.kind === kind))
  const kept = [...new Set(workloads.filter(({ claims, templates }) => claims.length + templates.length > 0).map(({ name }) => name))]
  const findings: Finding[] = [
    { code: 'order', severity: 'info', object: 'stack', words: `Order: ${order.join(' -> ')}. Each workload must be ready before what needs it is applied; "kubectl apply -f" of the whole folder does not wait.`, cure: 'Apply with the plan of this program, or by hand with "kubectl rollout status" after each step.' },
  ]
  if (kept.length > 0)
    findings.push({ code: 'undo_keeps_data', severity: 'info', object: 'stack', words: `Undo brings back images and settings, not data: what ${kept.join(', ')} wrote since stays, and a schema that was migrated stays migrated.`, cure: 'Take a backup before an upgrade that migrates.' })
  return findings
}
