import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import { loadAll } from 'js-yaml'
import type { Finding } from '../../contract/deployments.ts'
import { Fault } from '../../contract/errors.ts'
import type { KubernetesObject } from '../render/objects.ts'

export type { Finding }

/** What is known of the cluster; what is left out is not judged. */
export interface ClusterFacts {
  /** Allocatable: cores and bytes. */
  readonly nodes?: readonly { readonly name: string; readonly cpu: number; readonly memory: number }[] | undefined
  readonly storageClasses?: readonly { readonly name: string; readonly isDefault: boolean; readonly modes: readonly string[] }[] | undefined
  /** Names of the secrets that exist in the namespace. */
  readonly secrets?: readonly string[] | undefined
}

/** What is rehearsed: the objects, the Compose files and what is written about them. */
export interface Material {
  readonly objects: readonly KubernetesObject[]
  readonly compose: readonly { readonly file: string; readonly content: ComposeContent; readonly has: (path: string) => boolean }[]
  readonly texts: readonly { readonly file: string; readonly text: string }[]
  /** How many files held the objects; null when they were rendered. */
  readonly manifestFiles: number | null
}
export interface ComposeContent {
  readonly services?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

export type Check = (material: Material, cluster: ClusterFacts) => Finding[]

/**
 * Reads a folder of manifests, Compose files and notes as somebody else wrote them.
 * @throws Fault `file_unreadable` when there is no such folder, `file_not_understood` naming the file that is no YAML.
 */
export function readMaterial(folder: string): Material {
  const paths = filesBelow(folder)
  const objects: KubernetesObject[] = []
  const compose: Material['compose'][number][] = []
  const texts: { file: string; text: string }[] = []
  let manifestFiles = 0
  for (const path of paths) {
    const file = relative(folder, path).split(sep).join('/')
    if (/\.(md|txt)$/i.test(path)) texts.push({ file, text: readFileSync(path, 'utf8') })
    if (!/\.ya?ml$/i.test(path)) continue
    const documents = parse(path, file)
    if (/(^|[.-])compose[.\w-]*\.ya?ml$/i.test(basename(path))) {
      const content = documents[0]
      if (isTree(content)) compose.push({ file, content: content as ComposeContent, has: (mounted) => exists(join(path, '..', mounted)) })
      continue
    }
    const found = documents.flatMap((document) => (isList(document) ? document.items : [document])).filter(isObject)
    if (found.length > 0) manifestFiles++
    objects.push(...found)
  }
  return { objects, compose, texts, manifestFiles }
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted()
  } catch (cause) {
    throw new Fault('file_unreadable', `The folder ${folder} cannot be read: ${(cause as NodeJS.ErrnoException).code ?? String(cause)}.`, { folder }, { cause })
  }
}

function parse(path: string, file: string): unknown[] {
  try {
    return loadAll(readFileSync(path, 'utf8')).map(withoutNulls)
  } catch (cause) {
    throw new Fault('file_not_understood', `${file} is not valid YAML: ${(cause as Error).message.split('\n')[0]}. Templates must be rendered first.`, { file }, { cause })
  }
}

/** `env:` with nothing behind it means what leaving it out means. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((one) => one !== null).map(withoutNulls)
  if (!isTree(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null).map(([key, one]) => [key, withoutNulls(one)]))
}

const exists = (path: string) => statSync(path, { throwIfNoEntry: false }) !== undefined
const isTree = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const isList = (value: unknown): value is { items: unknown[] } => isTree(value) && value['kind'] === 'List' && Array.isArray(value['items'])
const isObject = (value: unknown): value is KubernetesObject =>
  isTree(value) && typeof value['kind'] === 'string' && typeof value['apiVersion'] === 'string' && isTree(value['metadata']) && typeof value['metadata']['name'] === 'string'
