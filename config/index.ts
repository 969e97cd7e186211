/** The one place that settings come from. Later layers win: defaults, config.yaml, config.<environment>.yaml, the user's file, environment, command line. */
import { existsSync } from 'node:fs'
import { readFile as readFromDisk } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ConfigFault } from './fault.ts'
import { at, readAssignments, readEnvironment, readYaml, type Environment, type Given } from './layers.ts'
import { crossRules, keys, type Path, type Values } from './schema.ts'

export { ConfigFault } from './fault.ts'
export type { Path, Values } from './schema.ts'

export interface ConfigOptions {
  readonly env: Environment
  /** `path=value` from the command line. */
  readonly set?: readonly string[] | undefined
  /** The user's own file, from `--config`. Must exist. */
  readonly file?: string | undefined
  /** Folder of config.yaml and its overlays; found beside the program when left out. */
  readonly directory?: string | undefined
  readonly readFile?: ((path: string) => Promise<string>) | undefined
}

/** One setting with where its value came from. Same shape as `effectiveSetting` of the contract. */
export interface Effective {
  path: string
  value: unknown
  default: unknown
  origin: string
  sentence: string
  unit: string
  range: string
  type: string
  secret: boolean
}

export interface Change {
  readonly path: Path
  /** Masked where the setting is a secret. */
  readonly before: unknown
  readonly after: unknown
}

export interface Config {
  /** A path that does not exist does not compile. Values are immutable. */
  get<P extends Path>(path: P): Values[P]
  /** Every key, secrets masked. */
  effective(): Effective[]
  /** Reads everything again. On a fault the old settings stay, all of them. */
  reload(): Promise<Change[]>
  /** Called after a reload that changed something. Returns the unsubscribe. */
  subscribe(listener: (changes: readonly Change[]) => void): () => void
}

const paths = Object.keys(keys) as Path[]
const mask = '••••••'

/** @throws ConfigFault (`bad_input`): unknown key, wrong type, out of range, unset placeholder, with file, line, key, value and what is allowed. */
export async function loadConfig(options: ConfigOptions): Promise<Config> {
  let settings = await resolve(options)
  const listeners = new Set<(changes: readonly Change[]) => void>()
  const shown = (path: Path, value: unknown) => (keys[path].secret && value !== '' ? mask : value)
  return {
    // Checked by the schema of this very path.
    get: <P extends Path>(path: P) => settings.get(path)?.value as Values[P],
    effective: () =>
      paths.map((path) => {
        const { default: initial, sentence, unit, range, type, secret } = keys[path]
        const { value, origin } = settings.get(path) ?? { value: initial, origin: 'default' }
        return { path, value: shown(path, value), default: initial, origin, sentence, unit, range, type, secret }
      }),
    async reload() {
      const fresh = await resolve(options)
      const changes = paths
        .filter((path) => JSON.stringify(settings.get(path)?.value) !== JSON.stringify(fresh.get(path)?.value))
        .map((path) => ({ path, before: shown(path, settings.get(path)?.value), after: shown(path, fresh.get(path)?.value) }))
      settings = fresh
      if (changes.length > 0) for (const listener of listeners) listener(changes)
      return changes
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

type Settings = ReadonlyMap<Path, { readonly value: unknown; readonly origin: string }>

async function resolve({ env, set = [], file, directory = configDirectory(), readFile = (path) => readFromDisk(path, 'utf8') }: ConfigOptions): Promise<Settings> {
  const read = async (path: string, required: boolean): Promise<Given[]> => {
    const source = await readFile(path).catch((cause: unknown) => {
      const code = (cause as NodeJS.ErrnoException).code
      if (code === 'ENOENT' && !required) return null
      throw new ConfigFault(`The settings file ${path} cannot be read: ${code === 'ENOENT' ? 'there is no such file' : String(code ?? cause)}.`, { file: path })
    })
    return source === null ? [] : readYaml(source, basename(path), env)
  }
  const base = await read(join(directory, 'config.yaml'), false)
  const own = file === undefined ? [] : await read(file, true)
  const outer = [...readEnvironment(env), ...readAssignments(set)]
  const environment = settle([...base, ...own, ...outer].filter(({ path }) => path === 'environment')).get('environment')?.value ?? keys.environment.default
  const overlay = await read(join(directory, `config.${String(environment)}.yaml`), false)
  const stray = overlay.find(({ path, value }) => path === 'environment' && value !== environment)
  if (stray) throw new ConfigFault(`${at(stray.origin, stray.line)}: this overlay is for ${String(environment)} and may not set environment to ${String(stray.value)}.`, { file: stray.origin, line: stray.line, key: 'environment' })
  const settings = settle([...base, ...overlay, ...own, ...outer])
  for (const rule of crossRules) {
    const broken = rule(<P extends Path>(path: P) => settings.get(path)?.value as Values[P])
    if (!broken) continue
    const { value, origin } = settings.get(broken.path) ?? { value: undefined, origin: 'default' }
    throw new ConfigFault(`${origin}: ${broken.path} = ${JSON.stringify(value)} ${broken.words}.`, { file: origin, key: broken.path, value })
  }
  return settings
}

/** The last one given of each path, checked; defaults for the rest. */
function settle(given: readonly Given[]): Settings {
  const settings = new Map<Path, { value: unknown; origin: string }>(paths.map((path) => [path, { value: deepFreeze(keys[path].default), origin: 'default' }]))
  for (const { path, value, origin, line } of given) {
    const key = keys[path]
    const checked = key.schema.safeParse(value)
    if (!checked.success) {
      const said = key.secret ? 'the given value' : JSON.stringify(value) ?? 'nothing'
      const unit = key.unit === '' ? '' : ` (${key.unit})`
      throw new ConfigFault(`${at(origin, line)}: ${path} cannot be ${said}; allowed is ${key.type === 'integer' ? 'a whole number, ' : ''}${key.range}${unit}.`, {
        file: origin, line, key: path, ...(key.secret ? {} : { value }), allowed: key.range,
      })
    }
    settings.set(path, { value: deepFreeze(checked.data), origin })
  }
  return settings
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze)
  return Object.freeze(value)
}

/** `config/` beside the program: in the checkout, in the image and in the packaged application alike. */
function configDirectory(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'config', 'config.yaml'))) return join(folder, 'config')
    if (folder === dirname(folder)) return join(dirname(fileURLToPath(import.meta.url)), 'config')
  }
}
