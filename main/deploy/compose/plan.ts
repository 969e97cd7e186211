import type { FieldChange, Plan, PlanEntry } from '../../contract/deployments.ts'
import { Fault } from '../../contract/errors.ts'
import type { Rendered } from '../port.ts'
import { rehearse } from '../rehearse/index.ts'
import { secretVariable } from '../render/compose.ts'
import type { Docker } from './docker.ts'
import { containersOf, hashOf, imagesOf, projectFile, replicasOf, resolved, serviceOf, type Container, type ServiceFile } from './project.ts'

/** What bringing the project up would change. Compose itself says whether a service would be made again: by the hash it keeps of each. */
export async function planProject(docker: Docker, context: string, rendered: Rendered, clock: () => number, command: string, signal?: AbortSignal): Promise<Plan> {
  const { stack } = rendered
  const file = projectFile(rendered)
  const secret = new Set(Object.values(stack.services).flatMap(({ environment }) => Object.entries(environment).flatMap(([name, value]) => (typeof value === 'string' ? [] : [name]))))
  const { entries, unset } = await compared(docker, file, secret, signal)
  const count = (action: PlanEntry['action']) => entries.filter((entry) => entry.action === action).length
  const counts = { create: count('create'), change: count('change'), keep: count('keep'), delete: count('delete') }
  const findings = rehearse({ objects: [], compose: [{ file: 'docker-compose.yml', content: rendered.compose, has: () => true }], texts: [], manifestFiles: null })
  if (unset) findings.unshift({ code: 'secret_absent', severity: 'error', object: unset, words: `The variable ${unset} is not set, and Compose refuses to start without it.`, cure: `Set ${unset} in the environment of this program or in .env: ${variablesOf(rendered).join(', ')}.` })
  const total = counts.create + counts.change + counts.delete
  return {
    at: clock(),
    environment: stack.environment,
    target: 'compose',
    context,
    namespace: file.name,
    user: '',
    entries,
    findings,
    missingRights: [],
    counts,
    applicable: unset === null,
    words: total === 0 ? counts.keep === 1 ? 'Nothing to do: the service is as the stack says.' : `Nothing to do: all ${counts.keep} services are as the stack says.` : `${counts.create} to create, ${counts.change} to change, ${counts.keep} to keep, ${counts.delete} to delete.`,
    command,
  }
}

/** Every variable that the secrets of a stack are read from under Compose. */
const variablesOf = ({ stack }: Rendered): string[] => [...new Set(Object.values(stack.services).flatMap(({ environment }) => Object.values(environment).flatMap((value) => (typeof value === 'string' ? [] : [secretVariable(value.secret, value.key)]))))]

async function compared(docker: Docker, file: ReturnType<typeof projectFile>, secret: ReadonlySet<string>, signal?: AbortSignal): Promise<{ entries: PlanEntry[]; unset: string | null }> {
  const running = await containersOf(docker, file.name, signal)
  const gone = [...new Set(running.map(serviceOf))].filter((name) => !file.services[name]).map((name): PlanEntry => ({ ...blank(name), step: 'removal', action: 'delete', words: 'The stack no longer has it. Its volumes stay.' }))
  try {
    const { services, hashes } = await resolved(docker, file, signal)
    const images = await imagesOf(docker, Object.values(services).map((service) => String(service['image'])), signal)
    const entries = Object.keys(file.services).map((name) => entryOf(name, services[name]!, { hash: hashes.get(name), image: images.get(String(services[name]!['image'])) }, running.filter((one) => serviceOf(one) === name), secret))
    return { entries: [...entries, ...gone], unset: null }
  } catch (error) {
    const variable = error instanceof Fault ? error.detail['variable'] : undefined
    if (typeof variable !== 'string') throw error
    const entries = Object.keys(file.services).map((name): PlanEntry => ({ ...blank(name), action: running.some((one) => serviceOf(one) === name) ? 'change' : 'create', words: 'Not compared: a secret is not set.', error: (error as Fault).message }))
    return { entries: [...entries, ...gone], unset: variable }
  }
}

/** As `docker images` writes it. */
const shortId = (id: string) => id.replace(/^sha256:/, '').slice(0, 12)

const blank = (name: string) => ({ object: `compose/${name}`, step: name, changes: [], conflicts: [], error: null })

/** @param meant what Compose would start: the hash of the service, and what the name of its image stands for on this engine (unknown until it is pulled). */
function entryOf(name: string, wanted: ServiceFile, meant: { hash: string | undefined; image: string | undefined }, running: readonly Container[], secret: ReadonlySet<string>): PlanEntry {
  const [first] = running
  if (!first) return { ...blank(name), action: 'create', words: 'Not there yet.' }
  const replicas = replicasOf(wanted)
  const changes = fieldsOf(wanted, first, secret)
  if (running.length !== replicas) changes.push({ path: 'deploy.replicas', before: running.length, after: replicas })
  const moved = running.find((one) => one.Config.Image === wanted['image'] && meant.image !== undefined && one.Image !== meant.image)
  if (moved) changes.push({ path: 'image (what its name stands for)', before: shortId(moved.Image), after: shortId(meant.image ?? '') })
  const isSame = !moved && running.every((one) => hashOf(one) === meant.hash)
  if (isSame && running.length === replicas) return { ...blank(name), action: 'keep', words: 'As the stack says.' }
  return { ...blank(name), action: 'change', changes, words: isSame ? 'The number of containers changes.' : changes.length > 0 ? `${changes.length} field${changes.length > 1 ? 's differ' : ' differs'}; its containers are made again.` : 'Its containers are made again: something differs that a container does not show (labels, health check, networks).' }
}

/** The fields that a container shows. Values of secrets are compared, never shown. */
function fieldsOf(wanted: ServiceFile, { Config, HostConfig }: Container, secret: ReadonlySet<string>): FieldChange[] {
  const limits = (wanted['deploy'] as { resources?: { limits?: { memory?: string | number; cpus?: string | number } } } | undefined)?.resources?.limits
  const pairs: [path: string, before: unknown, after: unknown][] = [
    ['image', Config.Image, wanted['image']],
    ['user', Config.User, wanted['user']],
    ['read_only', HostConfig.ReadonlyRootfs, wanted['read_only'] ?? false],
    ['deploy.resources.limits.memory', HostConfig.Memory, Number(limits?.memory ?? 0)],
    ['deploy.resources.limits.cpus', HostConfig.NanoCpus / 1e9, Number(limits?.cpus ?? 0)],
  ]
  if (wanted['command']) pairs.push(['command', (Config.Cmd ?? []).join(' '), unescaped((wanted['command'] as string[]).join(' '))])
  const env = (wanted['environment'] ?? {}) as Record<string, string | null>
  const now = new Map((Config.Env ?? []).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
  for (const [name, value] of Object.entries(env)) {
    const meant = unescaped(value ?? '')
    if (now.get(name) === meant) continue
    const hidden = secret.has(name)
    pairs.push([`environment.${name}`, hidden ? (now.has(name) ? '(secret)' : undefined) : now.get(name), hidden ? '(another secret)' : meant])
  }
  return pairs.filter(([, before, after]) => before !== after).map(([path, before, after]) => ({ path, before, after }))
}

/** Compose writes its own file so that it can be read again: a dollar is doubled. */
const unescaped = (text: string) => text.replaceAll('$$', '$')
