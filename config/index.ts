/** The one place that settings come from. Later layers win: defaults, config.yaml, config.<environment>.yaml, the user's files, environment, command line. */
import { existsSync } from 'node:fs'
import { mkdir, readFile as readFromDisk, rename, writeFile as writeToDisk } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ConfigFault } from './fault.ts'
import { at, readAssignments, readEnvironment, readYaml, type Environment, type Given } from './layers.ts'
import { ownFile, withSetting } from './own.ts'
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
  /** Folder in which the Settings panel keeps the user's own `settings.yaml`; without it no setting can be changed. */
  readonly home?: string | undefined
  readonly readFile?: ((path: string) => Promise<string>) | undefined
  /** Replaces a file as a whole. */
  readonly writeFile?: ((path: string, text: string) => Promise<void>) | undefined
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
  /**
   * Writes one value into the user's own file, or takes it out with null, and reads everything again. Nothing is written unless all settings stay valid.
   * @throws ConfigFault `bad_input`: unknown key, a value that is not allowed (with the range), a secret, or a key that the environment or the command line decides.
   */
  change(path: string, value: unknown): Promise<Change[]>
  /** Called after a reload that changed something. Returns the unsubscribe. */
  subscribe(listener: (changes: readonly Change[]) => void): () => void
}

const paths = Object.keys(keys) as Path[]
const mask = '••••••'

/** @throws ConfigFault (`bad_input`): unknown key, wrong type, out of range, unset placeholder, with file, line, key, value and what is allowed. */
export async function loadConfig(options: ConfigOptions): Promise<Config> {
  let settings = await resolve(options)
  const listeners = new Set<(changes: readonly Change[]) => void>()
  const { home, readFile = readText, writeFile = replaceFile } = options
  let writing: Promise<unknown> = Promise.resolve()
  const shown = (path: Path, value: unknown) => (keys[path].secret && value !== '' ? mask : value)
  async function reload(): Promise<Change[]> {
    const fresh = await resolve(options)
    const changes = paths
      .filter((path) => JSON.stringify(settings.get(path)?.value) !== JSON.stringify(fresh.get(path)?.value))
      .map((path) => ({ path, before: shown(path, settings.get(path)?.value), after: shown(path, fresh.get(path)?.value) }))
    settings = fresh
    if (changes.length > 0) for (const listener of listeners) listener(changes)
    return changes
  }
  async function change(path: string, value: unknown): Promise<Change[]> {
    if (home === undefined) throw new ConfigFault('Settings cannot be changed here: there is no home directory to keep them in.', { key: path })
    const file = join(home, ownFile)
    const before = await readFile(file).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
      throw error
    })
    const text = withSetting(before, path, value)
    const candidate = await resolve({ ...options, readFile: (asked) => (asked === file ? Promise.resolve(text) : readFile(asked)) })
    const { origin } = candidate.get(path as Path) ?? { origin: '' } // as: withSetting refuses a path that does not exist
    if (value !== null && origin !== ownFile) throw new ConfigFault(`${path} is decided by ${origin}, which wins over what is set here. Change it there.`, { key: path, origin })
    await writeFile(file, text)
    return reload()
  }

  return {
    // Checked by the schema of this very path.
    get: <P extends Path>(path: P) => settings.get(path)?.value as Values[P],
    effective: () =>
      paths.map((path) => {
        const { default: initial, sentence, unit, range, type, secret } = keys[path]
        const { value, origin } = settings.get(path) ?? { value: initial, origin: 'default' }
        return { path, value: shown(path, value), default: initial, origin, sentence, unit, range, type, secret }
      }),
    reload,
    change(path, value) {
      // one after the other: each reads what the one before wrote
      const turn = writing.then(() => change(path, value))
      writing = turn.catch(() => {})
      return turn
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

type Settings = ReadonlyMap<Path, { readonly value: unknown; readonly origin: string }>

const readText = (path: string): Promise<string> => readFromDisk(path, 'utf8')

async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeToDisk(`${path}.new`, text, { mode: 0o600 })
  await rename(`${path}.new`, path)
}

async function resolve({ env, set = [], file, home, directory = configDirectory(), readFile = readText }: ConfigOptions): Promise<Settings> {
  const read = async (path: string, required: boolean): Promise<Given[]> => {
    const source = await readFile(path).catch((cause: unknown) => {
      const code = (cause as NodeJS.ErrnoException).code
      if (code === 'ENOENT' && !required) return null
      throw new ConfigFault(`The settings file ${path} cannot be read: ${code === 'ENOENT' ? 'there is no such file' : String(code ?? cause)}.`, { file: path })
    })
    return source === null ? [] : readYaml(source, basename(path), env)
  }
  const base = await read(join(directory, 'config.yaml'), false)
  const own = [...(home === undefined ? [] : await read(join(home, ownFile), false)), ...(file === undefined ? [] : await read(file, true))]
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
