import { Fault } from '../../contract/errors.ts'
import type { Rendered } from '../port.ts'
import type { Docker } from './docker.ts'

export type ServiceFile = Readonly<Record<string, unknown>>
export interface ProjectFile {
  readonly name: string
  readonly services: Readonly<Record<string, ServiceFile>>
  readonly networks: unknown
  readonly volumes: unknown
}

/** What is brought up: images as they are named. Building them is for who has the sources: docker compose build. */
export function projectFile({ compose }: Pick<Rendered, 'compose'>): ProjectFile {
  return { ...compose, services: Object.fromEntries(Object.entries(compose.services).map(([name, { build: _build, ...service }]) => [name, service])) }
}

/** JSON is YAML: the file goes to Compose by standard input, and no copy with a secret lies about. */
export const composeArgs = ({ name }: ProjectFile): string[] => ['compose', '--file', '-', '--project-name', name, '--project-directory', '/']

/** A container of the project as `docker inspect` gives it, as far as it is read here. */
export interface Container {
  readonly Id: string
  /** Of the image that it was made of, whatever its name stands for by now. */
  readonly Image: string
  readonly Name: string
  readonly Created: string
  readonly RestartCount: number
  readonly State: {
    readonly Status: string
    readonly ExitCode: number
    readonly OOMKilled: boolean
    readonly StartedAt: string
    readonly Health?: { readonly Status: string; readonly Log?: readonly { readonly Output: string }[] | null }
  }
  readonly Config: { readonly Image: string; readonly User: string; readonly Env: readonly string[] | null; readonly Cmd: readonly string[] | null; readonly Labels: Readonly<Record<string, string>> }
  readonly HostConfig: { readonly Memory: number; readonly NanoCpus: number; readonly ReadonlyRootfs: boolean; readonly CapDrop: readonly string[] | null }
}

export const serviceOf = ({ Config }: Container): string => Config.Labels['com.docker.compose.service'] ?? ''
export const hashOf = ({ Config }: Container): string => Config.Labels['com.docker.compose.config-hash'] ?? ''

export async function containersOf(docker: Docker, project: string, signal?: AbortSignal): Promise<Container[]> {
  const ids = await docker({ args: ['ps', '--all', '--quiet', '--no-trunc', '--filter', `label=com.docker.compose.project=${project}`, '--filter', 'label=com.docker.compose.oneoff=False'], what: 'list containers', signal })
  if (ids === '') return []
  // A container may end between the two questions: what is left is told.
  const text = await docker({ args: ['inspect', '--type', 'container', ...ids.split('\n')], what: 'look at containers', signal }).catch((error: unknown) => {
    if (error instanceof Fault && /no such container/i.test(error.message)) return '[]'
    throw error
  })
  return (JSON.parse(text) as Container[]).toSorted((a, b) => a.Name.localeCompare(b.Name, 'en'))
}

/** What names of images stand for on this engine now; those that are not there are left out. */
export async function imagesOf(docker: Docker, names: readonly string[], signal?: AbortSignal): Promise<Map<string, string>> {
  const found = await Promise.all(
    [...new Set(names)].map(async (name) => {
      const id = await docker({ args: ['image', 'inspect', '--format', '{{.Id}}', name], what: `look at ${name}`, signal }).catch((error: unknown) => {
        if (error instanceof Fault && error.code === 'bad_input') return ''
        throw error
      })
      return [name, id] as const
    }),
  )
  return new Map(found.filter(([, id]) => id !== ''))
}

/** The file as Compose understands it, variables filled in. Holds secrets: it never leaves the process. */
export async function resolved(docker: Docker, file: ProjectFile, signal?: AbortSignal): Promise<{ services: Record<string, ServiceFile>; hashes: Map<string, string> }> {
  const input = JSON.stringify(file)
  const [config, hashes] = await Promise.all([
    docker({ args: [...composeArgs(file), 'config', '--format', 'json'], input, what: 'read the Compose file', signal }),
    docker({ args: [...composeArgs(file), 'config', '--hash', '*'], input, what: 'read the Compose file', signal }),
  ])
  return {
    services: (JSON.parse(config) as { services: Record<string, ServiceFile> }).services,
    hashes: new Map(hashes.split('\n').filter(Boolean).map((line) => line.split(' ') as [string, string])),
  }
}

export const replicasOf = (service: ServiceFile | undefined): number => (service?.['deploy'] as { replicas?: number } | undefined)?.replicas ?? 1
