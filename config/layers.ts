import { EVENT_ID, getScalarValue, load, parseEvents, YAMLException } from 'js-yaml'
import { ConfigFault } from './fault.ts'
import { keys, namedVariables, variableOf, variablePrefix, type Path } from './schema.ts'

/** One value as it was given, and by whom. */
export interface Given {
  readonly path: Path
  readonly value: unknown
  /** As shown: `config.yaml`, `ENVIRONMENT_VARIABLE`, `command line`. */
  readonly origin: string
  /** 1-based, of a file. */
  readonly line: number | null
}
export type Environment = Readonly<Record<string, string | undefined>>

const allPaths = Object.keys(keys) as Path[]
const isPath = (path: string): path is Path => Object.hasOwn(keys, path)

/**
 * Reads one YAML file: nested keys become paths, `${NAME}` and `${NAME:-otherwise}` are filled in from the environment, `$${` stands for `${`.
 * @throws ConfigFault naming file, line and key.
 */
export function readYaml(source: string, file: string, env: Environment): Given[] {
  const meaningful = source.split('\n').some((line) => line.trim() !== '' && !line.trim().startsWith('#') && line.trim() !== '---')
  if (!meaningful) return []
  let root: unknown
  try {
    root = load(source, { filename: file })
  } catch (error) {
    const line = error instanceof YAMLException && error.mark ? error.mark.line + 1 : null
    throw new ConfigFault(`${at(file, line)} is not valid YAML: ${error instanceof YAMLException ? error.reason : String(error)}.`, { file, line })
  }
  const lines = linesOf(source, file)
  const given: Given[] = []
  walk(root, '')
  return given

  function walk(node: unknown, path: string) {
    const line = lines.get(path) ?? null
    if (isPath(path)) {
      given.push({ path, value: fill(node, path, line, keys[path].fromText), origin: file, line })
    } else if (typeof node === 'object' && node !== null && !Array.isArray(node)) {
      if (path !== '' && !allPaths.some((known) => known.startsWith(`${path}.`))) throw unknownKey(path, at(file, line), { file, line })
      for (const [name, child] of Object.entries(node)) walk(child, path === '' ? name : `${path}.${name}`)
    } else if (path === '') {
      throw new ConfigFault(`${file} must hold keys and values, as in "system: { log_level: INFO }".`, { file })
    } else {
      throw unknownKey(path, at(file, line), { file, line })
    }
  }

  function fill(value: unknown, path: Path, line: number | null, read: (text: string) => unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => fill(one, path, line, (text) => text))
    if (typeof value !== 'string') return value
    let filled = false
    const text = value.replace(/\$?\$\{([^}]*)\}/g, (whole, inner: string) => {
      if (whole.startsWith('$$')) return whole.slice(1)
      const [, name, otherwise] = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/.exec(inner) ?? []
      if (!name) throw new ConfigFault(`${at(file, line)}: ${path} holds ${whole}, which names no environment variable. Write \${NAME} or \${NAME:-otherwise}.`, { file, line, key: path })
      const found = env[name] || otherwise
      if (found === undefined)
        throw new ConfigFault(`${at(file, line)}: ${path} needs the environment variable ${name}, which is not set. Set it, or write \${${name}:-otherwise}.`, { file, line, key: path, variable: name })
      filled = true
      return found
    })
    return filled ? read(text) : text
  }
}

/** Named variables and `TELLTALE_SET_…`. An empty one counts as not set. */
export function readEnvironment(env: Environment): Given[] {
  const given: Given[] = []
  const byVariable = new Map(allPaths.map((path) => [variableOf(path), path]))
  for (const [name, path] of Object.entries(namedVariables)) {
    const value = env[name]
    if (value) given.push({ path, value: keys[path].fromText(value), origin: name, line: null })
  }
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith(variablePrefix) || !value) continue
    const path = byVariable.get(name)
    if (!path) throw unknownKey(name, 'The environment', { variable: name }, [...byVariable.keys()])
    given.push({ path, value: keys[path].fromText(value), origin: name, line: null })
  }
  return given
}

/** `path=value`, as after `--set`. */
export function readAssignments(assignments: readonly string[]): Given[] {
  return assignments.map((assignment) => {
    const cut = assignment.indexOf('=')
    if (cut < 1) throw new ConfigFault(`The command line: --set takes path=value, as in --set dashboard.server.port=8050; this one is "${assignment}".`, { assignment })
    const path = assignment.slice(0, cut).trim()
    if (!isPath(path)) throw unknownKey(path, 'The command line', {})
    return { path, value: keys[path].fromText(assignment.slice(cut + 1)), origin: 'command line', line: null }
  })
}

export const at = (file: string, line: number | null): string => (line === null ? file : `${file}, line ${line}`)

function unknownKey(key: string, where: string, detail: Record<string, unknown>, known: readonly string[] = allPaths): ConfigFault {
  const [nearest] = known.map((one) => ({ one, far: distance(key, one) })).sort((a, b) => a.far - b.far)
  const hint = nearest && nearest.far <= Math.max(3, key.length / 3) ? ` Did you mean ${nearest.one}?` : ''
  return new ConfigFault(`${where}: there is no setting ${key}.${hint}`, { ...detail, key })
}

/** Edit distance (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1))
    row = next
  }
  return row[b.length] ?? 0
}

/** The line of every key, by its path. */
function linesOf(source: string, file: string): Map<string, number> {
  const lines = new Map<string, number>()
  const lineAt = (offset: number) => source.slice(0, offset).split('\n').length
  type Frame = { kind: 'map' | 'list' | 'document'; path: string; key: string | null }
  const stack: Frame[] = []
  /** Path of the value that comes next; null when what comes is a key. */
  const next = (): string | null => {
    const top = stack.at(-1)
    if (!top || top.kind === 'document') return ''
    if (top.kind === 'list') return top.path
    if (top.key === null) return null
    const path = top.path === '' ? top.key : `${top.path}.${top.key}`
    top.key = null
    return path
  }
  for (const event of parseEvents(source, { filename: file })) {
    if (event.type === EVENT_ID.POP) stack.pop()
    else if (event.type === EVENT_ID.DOCUMENT) stack.push({ kind: 'document', path: '', key: null })
    else if (event.type === EVENT_ID.MAPPING) stack.push({ kind: 'map', path: next() ?? '', key: null })
    else if (event.type === EVENT_ID.SEQUENCE) stack.push({ kind: 'list', path: next() ?? '', key: null })
    else if (event.type === EVENT_ID.ALIAS) next()
    else if (next() === null) {
      const top = stack.at(-1)
      if (!top) continue
      top.key = getScalarValue(source, event)
      lines.set(top.path === '' ? top.key : `${top.path}.${top.key}`, lineAt(event.valueStart))
    }
  }
  return lines
}
