import { dump, load } from 'js-yaml'
import { ConfigFault } from './fault.ts'
import type { Key } from './key.ts'
import { keys, variableOf, type Path } from './schema.ts'

/** Name of the file, beside the project, that the Settings panel writes. */
export const ownFile = 'settings.yaml'

const head = '# Written by Telltale (Settings). Laid over config.yaml and its overlay; a file given with --config, the environment and --set win over it.\n'

/**
 * The text of the user's own file with one key set to another value, or taken out with null.
 * @throws ConfigFault for a key that does not exist, for one that the page may not change, and for a secret: a secret is never written into a file.
 */
export function withSetting(source: string, path: string, value: unknown): string {
  if (!isPath(path)) throw new ConfigFault(`There is no setting ${path}.`, { key: path })
  if (keys[path].secret) throw new ConfigFault(`${path} may hold a secret and is not written into a file. Set the environment variable ${variableOf(path)} and start again.`, { key: path })
  if (isOutsideOnly(keys[path])) throw new ConfigFault(`${path} decides what the page may do and is not changed from it. Set it in a file given with --config, or in the environment variable ${variableOf(path)}, and start again.`, { key: path })
  const root = asTable(source.trim() === '' ? {} : load(source))
  const names = path.split('.')
  const last = names.pop() ?? path
  let at = root
  for (const name of names) at = at[name] = asTable(at[name])
  if (value === null) delete at[last]
  else at[last] = typeof value === 'string' ? escaped(keys[path].fromText(value)) : value
  prune(root)
  return Object.keys(root).length === 0 ? head : head + dump(root)
}

const isPath = (path: string): path is Path => Object.hasOwn(keys, path)

const isOutsideOnly = (key: Key): boolean => key.outsideOnly === true

type Table = Record<string, unknown>
const asTable = (node: unknown): Table => (typeof node === 'object' && node !== null && !Array.isArray(node) ? (node as Table) : {}) // as: neither null nor a list

/** What somebody typed is meant as it stands: nothing in it is filled in from the environment. */
const escaped = (value: unknown): unknown => (typeof value === 'string' ? value.replaceAll('${', () => '$${') : Array.isArray(value) ? value.map(escaped) : value)

function prune(table: Table): void {
  for (const [name, child] of Object.entries(table)) {
    if (typeof child !== 'object' || child === null || Array.isArray(child)) continue
    prune(child as Table) // as: neither null nor a list
    if (Object.keys(child).length === 0) delete table[name]
  }
}
