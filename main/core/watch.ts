import { basename, dirname, join } from 'node:path'
import { Fault, faultData } from '../contract/errors.ts'
import type { Job } from '../contract/jobs.ts'
import { watchedFileState, type WatchedFile, type WatchedFileState, type WatchedFolder } from '../contract/watched.ts'
import type { JobService } from './jobs.ts'
import type { CorePorts } from './ports.ts'
import { isInside, type WatchDisk } from './watchDisk.ts'
import { look, type LookPorts } from './watchLook.ts'
import { watchRows, type FileRow, type FolderRow } from './watchRows.ts'

/** What a root says about folders. */
export interface WatchPort {
  readonly disk: WatchDisk
  /** Folders that are offered by name, with the folders inside them. Empty where a dialog or a command names any folder. */
  readonly roots: readonly string[]
  /** May a folder be watched that lies in none of the roots? Only where whoever names folders sits at this machine. */
  readonly anywhere: boolean
  /** How long size and time of a file must rest before it is taken, ms. */
  readonly restMs: number
  /** Calls `work` again and again until stopped. Absent for a command: it looks when it is told to. */
  readonly repeat?: ((work: () => void) => () => void) | undefined
}

export interface WatchService {
  list(): Promise<WatchedFolder[]>
  offered(): Promise<{ path: string; name: string }[]>
  /** @throws Fault `conflict` when it is watched already, `forbidden`, `not_found`, `file_unreadable`. */
  add(path: string, asset: string | null): Promise<WatchedFolder>
  remove(id: string): Promise<boolean>
  /** @throws Fault `not_found`, or `conflict` when the file is being imported. */
  retry(id: string, file: string, asGuessed: boolean): Promise<WatchedFolder>
  /** Where a file lies. @throws Fault `not_found`, `forbidden`. */
  pathOf(id: string, file: string): Promise<string>
  /** Looks at every folder once; waits for a look under way. `restMs` for this look only. */
  look(options?: { restMs?: number }): Promise<void>
  /** The folder with links resolved; null when it is not there. */
  realPath(path: string): Promise<string | null>
  close(): Promise<void>
}

/** How often folders are looked at where a program stays. Polled: network drives tell nobody of what comes in. */
export const usualBeat: Pick<WatchPort, 'restMs' | 'repeat'> = {
  restMs: 5_000,
  repeat(work) {
    const timer = setInterval(work, 5_000)
    return () => clearInterval(timer)
  },
}

const shownFiles = 200
const order: readonly WatchedFileState[] = ['failed', 'unsure', 'importing', 'paused', 'waiting', 'settling', 'done', 'same']

type Ports = Pick<CorePorts, 'store' | 'host' | 'clock' | 'log'> & { readonly watch: WatchPort; readonly jobs: JobService; readonly newId: () => string }

/** Looks at watched folders again and again. Looks and changes come one after the other, so that none sees half of another. */
export function createWatch({ store, host, clock, log, watch, jobs, newId }: Ports): WatchService {
  const { disk, roots, anywhere, restMs } = watch
  const rows = watchRows(store.catalog)
  const lookedAt = new Map<string, number>()
  let line: Promise<unknown> = Promise.resolve()
  let current: AbortController | null = null
  let pending: Promise<void> | null = null
  let closed = false

  const ports: LookPorts = {
    rows, catalog: store.catalog, disk, jobs, clock, restMs, refuse,
    identify: (file, signal) => host.run('import.identify', file, { lane: 'interactive', signal }),
    preview: (file, signal) => host.run('import.preview', { ...file, options: {} }, { lane: 'interactive', signal }),
  }

  async function refuse(path: string): Promise<string | null> {
    if (anywhere) return null
    for (const root of roots) if (isInside(await disk.folder(root).catch(() => root), path)) return null // a root that is not there holds nothing
    return 'It lies outside of the folders that this server may read (data_ingestion.watch_roots). Whoever runs the server can add its root there.'
  }

  /** One thing after the other. */
  function inLine<T>(work: () => Promise<T>): Promise<T> {
    const result = line.then(work)
    line = result.catch(() => {})
    return result
  }

  /** A change does not wait until a large file was read: the look under way is given up, and made again. */
  function change<T>(work: () => Promise<T>): Promise<T> {
    current?.abort()
    return inLine(work).finally(() => {
      store.feed.publish('imports')
      void soon()
    })
  }

  async function lookAtAll(rest: number): Promise<void> {
    const abort = new AbortController()
    current = abort
    try {
      for (const folder of await rows.folders()) {
        if (closed || abort.signal.aborted) return
        const changed = await look(folder, { ...ports, restMs: rest }, abort.signal)
        lookedAt.set(folder.id, clock())
        if (changed) store.feed.publish('imports')
      }
    } catch (error) {
      if (!abort.signal.aborted) log('warn', 'watched folders could not be looked at', { error: faultData(error).message })
    } finally {
      current = null
    }
  }

  function lookOnce(rest = restMs): Promise<void> {
    if (closed) return Promise.resolve()
    // whoever asks while a look waits for its turn is served by that one
    pending ??= inLine(() => {
      pending = null
      return lookAtAll(rest)
    })
    return pending
  }
  const soon = () => (watch.repeat ? lookOnce() : Promise.resolve())

  const stop = watch.repeat?.(() => void (current === null && lookOnce()))
  const offJobs = jobs.onChange((job) => {
    if (job.kind === 'import' && (job.state === 'done' || job.state === 'failed' || job.state === 'cancelled')) void soon()
  })
  void soon()

  async function known(id: string): Promise<FolderRow> {
    const folder = await rows.folder(id)
    if (!folder) throw new Fault('not_found', `There is no watched folder ${id} (any more).`, { folder: id })
    return folder
  }

  async function describe(folder: FolderRow): Promise<WatchedFolder> {
    const all: WatchedFile[] = []
    for (const row of await rows.files(folder.id)) all.push(await describeFile(row))
    const counts = Object.fromEntries(watchedFileState.options.map((state) => [state, 0])) as Record<WatchedFileState, number> // as: every state is a key
    for (const { state } of all) counts[state]++
    const files = all.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || b.modifiedAt - a.modifiedAt || (a.name < b.name ? -1 : 1)).slice(0, shownFiles)
    const { id, name, asset, addedAt, state, words } = folder
    return { id, name, asset, addedAt, state, words, lookedAt: lookedAt.get(id) ?? null, counts, files }
  }

  async function describeFile(row: FileRow): Promise<WatchedFile> {
    const job = row.job === null || row.outcome !== null ? null : await jobs.get(row.job).catch(() => null) // removed meanwhile: it is taken up again
    const { state, words } = standing(row, job, clock() - row.seenAt >= restMs)
    const error = row.outcome?.state === 'failed' ? { code: row.outcome.code, message: row.outcome.message } : null
    return { name: row.name, bytes: row.bytes, modifiedAt: row.modified, state, words, job: row.job, error, counts: row.outcome?.state === 'done' ? row.outcome.counts : null }
  }

  return {
    list: async () => Promise.all((await rows.folders()).map(describe)),
    async offered() {
      const offered: { path: string; name: string }[] = []
      for (const root of roots) {
        const path = await disk.folder(root).catch(() => null) // not there (now): nothing to offer
        if (path === null) continue
        offered.push({ path, name: basename(root) })
        for (const name of await disk.folders(path)) offered.push({ path: join(path, name), name: `${basename(root)}/${name}` })
      }
      return offered
    },
    add: (named, asset) =>
      change(async () => {
        const path = await disk.folder(named)
        const refused = await refuse(path)
        if (refused !== null) throw new Fault('forbidden', `"${shortName(path)}" is not watched. ${refused}`, { folder: shortName(path) })
        const twice = (await rows.folders()).find((other) => other.path === path)
        if (twice) throw new Fault('conflict', `"${twice.name}" is watched already.`, { folder: twice.id })
        const folder: FolderRow = { id: newId(), path, name: shortName(path), asset, addedAt: clock(), state: 'new', words: '', trusted: [] }
        await rows.putFolder(folder)
        return describe(folder)
      }),
    remove: (id) => change(() => rows.removeFolder(id)),
    retry: (id, name, asGuessed) =>
      change(async () => {
        const folder = await known(id)
        const row = (await rows.files(id)).find((other) => other.name === name)
        if (!row) throw new Fault('not_found', `"${name}" is not in the folder (any more).`, { file: name })
        if (row.outcome === null && row.job !== null) throw new Fault('conflict', `"${name}" is being imported. Pause or cancel that first.`, { job: row.job })
        const trusted = asGuessed && row.outcome?.state === 'unsure' ? [...folder.trusted, row.outcome.kind] : folder.trusted
        if (trusted !== folder.trusted) await rows.putFolder({ ...folder, trusted })
        await rows.putFile(id, { ...row, hash: null, job: null, outcome: null, at: clock() })
        return describe({ ...folder, trusted })
      }),
    async pathOf(id, name) {
      const path = await disk.folder((await known(id)).path)
      const refused = await refuse(path)
      // the name must be one that was listed: no name leads out of the folder
      const entry = (await rows.files(id)).some((row) => row.name === name) ? await disk.entry(path, name) : null
      if (!entry) throw new Fault('not_found', `"${name}" is not in the folder (any more).`, { file: name })
      if (refused !== null || entry.refused !== undefined) throw new Fault('forbidden', `"${name}" is not read. ${refused ?? entry.refused}`, { file: name })
      return entry.path
    },
    look: (options) => lookOnce(options?.restMs),
    realPath: (path) => disk.folder(path).catch(() => null),
    async close() {
      closed = true
      stop?.()
      offJobs()
      current?.abort()
      await line
    },
  }
}

const shortName = (path: string): string => (dirname(dirname(path)) === dirname(path) ? path : `${basename(dirname(path))}/${basename(path)}`)

/** State of a file in words. `rested`: its size and time have been the same for long enough. */
function standing({ outcome, job: number }: FileRow, job: Job | null, rested: boolean): { state: WatchedFileState; words: string } {
  if (outcome?.state === 'done') {
    const { accepted, duplicate, rejected } = outcome.counts
    return { state: 'done', words: [`${accepted.toLocaleString('en')} rows are in`, ...(duplicate > 0 ? [`${duplicate.toLocaleString('en')} were there already`] : []), ...(rejected > 0 ? [`${rejected.toLocaleString('en')} were rejected`] : [])].join(', ') + '.' }
  }
  if (outcome?.state === 'same') return { state: 'same', words: `The same content as ${outcome.as}, which was imported.` }
  if (outcome?.state === 'unsure') return { state: 'unsure', words: `${outcome.words} Nobody was there to ask: look at it, or have it read as guessed.` }
  if (outcome?.state === 'failed') return { state: 'failed', words: outcome.message }
  if (number !== null && job) return job.state === 'paused' ? { state: 'paused', words: 'Its import is paused.' } : { state: 'importing', words: job.doing }
  return rested ? { state: 'waiting', words: 'It is taken in its turn.' } : { state: 'settling', words: 'It is taken once it rests.' }
}
