import type { EffectiveSetting } from '../contract/settings.ts'
import type { JobRow } from '../storage/ports.ts'
import type { CorePorts } from './ports.ts'

type Input = Pick<CorePorts, 'store' | 'host'> & { at: number; settings: readonly EffectiveSetting[]; about: ReturnType<CorePorts['about']>; userHome: string }

const jobsTold = 100

/**
 * What somebody who helps from afar needs, as JSON text: versions, store, workers, settings with their origin, the last jobs with their
 * errors, and how much of everything there is. No recorded value, no name of an asset, a tag or a recording, no note, not who works here; whatever
 * looks like a secret is masked.
 */
export async function diagnosticsOf({ at, store, host, settings, about, userHome }: Input): Promise<string> {
  const { catalog } = store
  const [health, assets, tags, events, detections, jobs] = await Promise.all([store.health(), catalog.assets.list(), catalog.tags.list({ derived: false }), catalog.events.list(), catalog.detections.list(), catalog.jobs.list()])
  const names = [...[...assets, ...tags].map(({ name }) => name), ...jobs.flatMap(({ input }) => namesIn(input))]
  return redact(
    {
      madeAt: new Date(at).toISOString(),
      about,
      store: health,
      workers: host.status(),
      settings: settings.map(({ path, value, origin, secret }) => ({ path, value: secret && value !== '' ? mask : value, origin })),
      counts: { assets: assets.length, tags: tags.length, detections: detections.length, events: events.length, judged: events.filter(({ verdict }) => verdict?.verdict).length },
      jobs: jobs
        .toSorted((a, b) => b.id - a.id)
        .slice(0, jobsTold)
        .map(({ id, kind, state, doing, createdAt, startedAt, endedAt, error }) => ({ id, kind, state, doing, createdAt, startedAt, endedAt, error })),
    },
    { names, userHome },
  )
}

/** What a job was given that says whose plant it is: recordings, with and without their ending, and the asset that an import makes. */
function namesIn({ files, asset }: JobRow['input']): string[] {
  const recordings = (Array.isArray(files) ? files : []).flatMap((file: unknown) => (typeof file === 'object' && file !== null && 'name' in file && typeof file.name === 'string' ? [file.name, file.name.replace(/\.[^.]*$/, '')] : []))
  return typeof asset === 'string' ? [...recordings, asset] : recordings
}

const mask = '••••••'

/** JSON text of a value with secrets masked by what they look like and by the name of the key, and with the plant's own names and the user's folder left out. */
export function redact(value: unknown, { names = [], userHome = '' }: { readonly names?: readonly string[]; readonly userHome?: string } = {}): string {
  const told = [...new Set(names)].filter((name) => name.length > 3).sort((a, b) => b.length - a.length)
  const away = (text: string) => (userHome.length > 1 ? text.replaceAll(userHome, '(home)') : text)
  const clean = (text: string) => told.reduce((rest, name) => rest.replaceAll(name, '(name)'), masked(away(text)))
  return JSON.stringify(value, (key, each: unknown) => (typeof each !== 'string' || each === '' ? each : secretKey.test(key) ? mask : clean(each)), 2)
}

const secretKey = /passw|secret|token|api_?key|credential|authorization|private_?key/i

/** Masks passwords in addresses, bearer tokens, `key=value` secrets, private keys, and the folder of the user's home. */
function masked(text: string): string {
  return text
    .replace(/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, mask)
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, `$1${mask}@`)
    .replace(/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${mask}`)
    .replace(/((?:passw(?:or)?d|pwd|secret|token|api[_-]?key|access[_-]?key|credential)s?["']?\s*[=:]\s*["']?)[^\s"'&;,]+/gi, `$1${mask}`)
    .replace(/\b(AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{20,}|glpat-[\w-]{16,}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)/g, mask)
    .replace(/(\/home\/|\/Users\/|\\Users\\)[^/\\\s"']+/g, `$1(user)`)
}
