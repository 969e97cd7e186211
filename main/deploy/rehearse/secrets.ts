import type { V1EnvVar, V1PodSpec } from '@kubernetes/client-node'
import type { KubernetesObject } from '../render/objects.ts'
import { objectName } from '../render/objects.ts'
import type { Check, Finding } from './material.ts'
import { containersOf, workloadsOf } from './workloads.ts'

const soundsSecret = /(PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|CREDENTIAL|PRIVATE_?KEY)$/i

/** Secrets: referred to and there, never in a file, never in clear. */
export const secrets: Check = ({ objects, compose }, cluster) => {
  const findings: Finding[] = []
  const inFiles = objects.filter(({ kind }) => kind === 'Secret')
  for (const secret of inFiles) {
    const keys = Object.keys({ ...(secret['data'] as object | undefined), ...(secret['stringData'] as object | undefined) })
    if (keys.length > 0)
      findings.push({
        code: 'secret_in_files',
        severity: 'error',
        object: objectName(secret),
        words: `${keys.length} secret value${keys.length > 1 ? 's' : ''} (${keys.join(', ')}) stand in the file. Base64 is an encoding, not a protection: whoever reads the repository has them.`,
        cure: 'Take the file out of the repository and its history, change the values, and create the Secret from a vault or by hand: kubectl create secret generic … --from-file.',
      })
  }
  const known = new Set([...inFiles.map(({ metadata }) => metadata.name), ...(cluster.secrets ?? [])])
  for (const [name, users] of referencedSecrets(objects))
    if (!known.has(name))
      findings.push({
        code: 'secret_absent',
        severity: cluster.secrets ? 'error' : 'warning',
        object: `Secret/${name}`,
        words: cluster.secrets ? `${users.join(' and ')} need${users.length > 1 ? '' : 's'} it, and it does not exist in the cluster: the pods would not start.` : `${users.join(' and ')} need${users.length > 1 ? '' : 's'} it, and it is not part of the files (rightly): it must exist before the stack is applied.`,
        cure: createCommand(name, keysOf(objects, name), objects.find(({ metadata }) => metadata.namespace)?.metadata.namespace),
      })
  for (const { object, pod } of workloadsOf(objects))
    for (const container of containersOf(pod))
      for (const { name, value } of container.env ?? [])
        if (value && soundsSecret.test(name) && !value.includes('$('))
          findings.push({ code: 'secret_in_clear', severity: 'error', object, words: `The variable ${name} of ${container.name} holds its value in clear.`, cure: 'Refer to a key of a Secret with valueFrom.secretKeyRef.' })
  for (const { content } of compose)
    for (const [service, { environment }] of Object.entries(content.services ?? {}))
      for (const [name, value] of entriesOf(environment)) {
        if (!soundsSecret.test(name) || value === '') continue
        const fallback = /\$\{\w+:?-([^}]+)\}/.exec(value)
        if (fallback || !value.includes('$'))
          findings.push({ code: 'secret_default', severity: 'error', object: `compose/${service}`, words: `${name} ${fallback ? 'falls back to a value that stands in the file' : 'stands in the file in clear'}: what nobody sets, everybody knows.`, cure: `Write \${${name}:?} so that it refuses to start without one.` })
      }
  return findings
}

/** `$(NAME)` is only filled in when NAME stands above it in the list. */
export const variableOrder: Check = ({ objects }) =>
  workloadsOf(objects).flatMap(({ object, pod }) => containersOf(pod).flatMap(({ env = [] }) => unfilled(env).map(([name, missing]): Finding => ({
    code: 'variable_order',
    severity: 'error',
    object,
    words: `${name} uses $(${missing}), which ${env.some((one) => one.name === missing) ? 'is declared below it' : 'is not declared'}: Kubernetes leaves the text as it is, and the program gets "$(${missing})".`,
    cure: env.some((one) => one.name === missing) ? `Declare ${missing} above ${name}.` : `Declare ${missing}, or write $$(${missing}) when the text is meant.`,
  }))))

function unfilled(env: readonly V1EnvVar[]): [string, string][] {
  return env.flatMap(({ name, value }, index) =>
    [...(value ?? '').matchAll(/(?<!\$)\$\((\w+)\)/g)].flatMap(([, used]): [string, string][] => (env.slice(0, index).some((one) => one.name === used) ? [] : [[name, used!]])),
  )
}

function referencedSecrets(objects: readonly KubernetesObject[]): Map<string, string[]> {
  const users = new Map<string, string[]>()
  for (const { object, pod } of workloadsOf(objects)) for (const { name } of references(pod)) users.set(name, [...new Set([...(users.get(name) ?? []), object])])
  return users
}

const keysOf = (objects: readonly KubernetesObject[], secret: string) =>
  [...new Set(workloadsOf(objects).flatMap(({ pod }) => references(pod).flatMap(({ name, key }) => (name === secret && key !== undefined ? [key] : []))))]

function references(pod: V1PodSpec): { name: string; key?: string | undefined }[] {
  return [
    ...containersOf(pod).flatMap(({ env = [], envFrom = [] }) => [
      ...env.flatMap(({ valueFrom }) => (valueFrom?.secretKeyRef?.name && !valueFrom.secretKeyRef.optional ? [{ name: valueFrom.secretKeyRef.name, key: valueFrom.secretKeyRef.key }] : [])),
      ...envFrom.flatMap(({ secretRef }) => (secretRef?.name && !secretRef.optional ? [{ name: secretRef.name }] : [])),
    ]),
    ...(pod.volumes ?? []).flatMap(({ secret }) => (secret?.secretName && !secret.optional ? [{ name: secret.secretName }] : [])),
    ...(pod.imagePullSecrets ?? []).flatMap(({ name }) => (name ? [{ name }] : [])),
  ]
}

/** The value is read from a file, so that it stands in no shell history. */
const createCommand = (name: string, keys: readonly string[], namespace = 'default') =>
  `kubectl --namespace ${namespace} create secret generic ${name} ${keys.map((key) => `--from-file=${key}=./${key}`).join(' ') || '--from-env-file=./values'}`

/** Compose writes variables as a mapping or as a list of NAME=VALUE. */
function entriesOf(environment: unknown): [string, string][] {
  if (Array.isArray(environment)) return environment.map((one) => { const text = String(one); const cut = text.indexOf('='); return cut < 0 ? [text, ''] : [text.slice(0, cut), text.slice(cut + 1)] })
  return Object.entries((environment ?? {}) as Record<string, unknown>).map(([name, value]) => [name, value === null || value === undefined ? '' : String(value)])
}
