import { copyFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { Fault } from '../../contract/errors.ts'
import type { ArchiveReport, CopyOptions } from '../ports.ts'
import { copyLive, dropCopy, hashOf } from './backup.ts'
import { sqliteCatalog } from './catalog/index.ts'
import { openConnection, type Connection } from './connection.ts'
import { toFault } from './faults.ts'
import { differences, manifestKey, manifestOf, manifestScope } from './manifest.ts'
import { checkSchema, migrate } from './migrate.ts'

/** Enough to tell an archive of ours from anything else; the hashes are compared one by one. */
const manifestShape = z.object({
  format: z.literal(1), schema: z.int(), createdAt: z.number(), sha256: z.string(),
  series: z.array(z.object({ series: z.int(), n: z.int(), sha256: z.string() })),
  artifacts: z.array(z.object({ id: z.string(), bytes: z.int(), sha256: z.string() })),
  catalogue: z.array(z.object({ table: z.string(), rows: z.int(), sha256: z.string() })),
})

export interface OpenedArchive {
  readonly file: string
  readonly points: number
  readonly series: number
  readonly artifacts: number
  /** When the archive was made, epoch milliseconds. */
  readonly createdAt: number
  /** As `ArchiveReport.content`. */
  readonly content: string
}

/**
 * Writes the whole project, as of one moment, into one file that opens on another machine: data, catalogue, artifacts, and a manifest
 * with the hash of each. Free pages and what belongs to this machine (paths of imported files) are left behind. The project may be in use.
 * The file gets its name only after it was read back and found to hold what its manifest says.
 * @throws Fault `conflict` when the target exists, `store_corrupt`, `store_full`, `cancelled`.
 */
export async function archiveSqliteStore(options: CopyOptions & { file: string; clock: () => number }): Promise<ArchiveReport> {
  const { file, to, clock, signal, onProgress } = options
  if (existsSync(to)) throw new Fault('conflict', `${to} exists already. Choose another name for the archive; none is ever written over.`, { to })
  const copy = `${to}.copy`
  const partial = `${to}.partial`
  dropCopy(copy)
  dropCopy(partial)
  try {
    await copyLive(file, copy, { signal, onProgress: (share) => onProgress?.(share * 0.3) })
    await inside(copy, async (connection) => {
      await migrate(connection, { readonly: false })
      await leaveMachineBehind(connection)
      const made = await manifestOf(connection, { createdAt: clock(), signal, onProgress: (share) => onProgress?.(0.3 + share * 0.3) })
      await sqliteCatalog(connection).documents.put(manifestScope, manifestKey, made)
      signal?.throwIfAborted()
      connection.db.prepare('VACUUM INTO ?').run(partial)
    })
    dropCopy(copy)
    const { points, series, artifacts, content } = await verifyArchive(partial, { signal, onProgress: (share) => onProgress?.(0.6 + share * 0.4) })
    renameSync(partial, to)
    return { file: to, bytes: statSync(to).size, sha256: await hashOf(to), points, series, artifacts, content }
  } catch (error) {
    throw toFault(error, to)
  } finally {
    dropCopy(copy)
    dropCopy(partial)
  }
}

/**
 * Reads an archive whole and compares it with its manifest. The archive itself is not changed.
 * @throws Fault `file_unreadable`, `file_not_understood` (no archive), `not_supported` (of a newer Telltale), `store_corrupt` naming what differs.
 */
export async function verifyArchive(archive: string, options: Pick<CopyOptions, 'signal' | 'onProgress'> = {}): Promise<OpenedArchive> {
  if (!existsSync(archive)) throw new Fault('file_unreadable', `There is no archive ${archive}.`, { archive })
  return inside(archive, async (connection) => {
    await checkSchema(connection)
    const { documents } = sqliteCatalog(connection)
    const said = manifestShape.safeParse(await documents.get(manifestScope, manifestKey))
    if (!said.success) throw new Fault('file_not_understood', `${archive} has no manifest: it is a project or a backup, not an archive. Use it with restore, or make an archive of it.`, { archive })
    const problems = differences(said.data, await manifestOf(connection, { createdAt: 0, ...options }))
    if (problems.length > 0) throw new Fault('store_corrupt', `The archive ${archive} is damaged: ${problems[0]} Copy it again, or make another one.`, { archive, problems })
    const { series, artifacts, createdAt, sha256 } = said.data
    return { file: archive, points: series.reduce((sum, { n }) => sum + n, 0), series: series.length, artifacts: artifacts.length, createdAt, content: sha256 }
  }, { readonly: true })
}

/**
 * Puts the project of an archive in a place where there is none yet, after comparing every hash. The archive stays as it is.
 * @throws Fault as `verifyArchive`; `conflict` when there is a project already.
 */
export async function openArchive(options: { archive: string; file: string } & Pick<CopyOptions, 'signal' | 'onProgress'>): Promise<OpenedArchive> {
  const { archive, file } = options
  if (existsSync(file)) throw new Fault('conflict', `There is a project at ${file} already. Open the archive in another home; nothing is ever written over.`, { file })
  if (!existsSync(archive)) throw new Fault('file_unreadable', `There is no archive ${archive}.`, { archive })
  const fresh = `${file}.opening`
  dropCopy(fresh)
  try {
    mkdirSync(dirname(file), { recursive: true })
    copyFileSync(archive, fresh)
    // what was copied is what is compared
    const report = await verifyArchive(fresh, options)
    await inside(fresh, async (connection) => {
      await sqliteCatalog(connection).documents.remove(manifestScope, manifestKey)
    })
    renameSync(fresh, file)
    return { ...report, file }
  } catch (error) {
    const fault = toFault(error, file)
    // the engineer knows the archive, not the copy that was looked at; and there is no project here that a backup could mend
    if (fault instanceof Fault && fault.code === 'store_corrupt' && 'sqlite' in fault.detail) {
      const words = fault.detail['sqlite'] === 'SQLITE_NOTADB' ? 'is no Telltale archive, or its beginning is damaged' : 'is damaged or was not copied to its end'
      throw new Fault('store_corrupt', `${archive} ${words}. Copy it again from where it was made, or make another one there.`, { ...fault.detail, file, archive }, { cause: error })
    }
    if (fault instanceof Fault) throw new Fault(fault.code, fault.message.replaceAll(fresh, archive), { ...fault.detail, archive }, { cause: error })
    throw fault
  } finally {
    dropCopy(fresh)
  }
}

/** Paths of files on this machine are nobody else's business, and a job that runs here does not run there. */
async function leaveMachineBehind(connection: Connection): Promise<void> {
  const { jobs } = sqliteCatalog(connection)
  for (const { id, state, input } of await jobs.list()) {
    const { files, path, ...rest } = input as { files?: readonly { name: string; bytes: number }[]; path?: string }
    const kept = { ...rest, ...(files && { files: files.map(({ name, bytes }) => ({ path: '', name, bytes })) }), ...(path !== undefined && { path: '' }) }
    const stopped = state === 'running' || state === 'queued'
    await jobs.update(id, { input: kept, owner: '', ...(stopped && { state: 'interrupted' as const, eta: null, doing: 'Stayed behind on the machine where the archive was made.' }) })
  }
  await connection.write(() => {
    connection.sql('DELETE FROM upload WHERE id NOT IN (SELECT upload FROM artifact)').run()
    connection.sql('DELETE FROM document WHERE scope = ?').run(manifestScope)
    connection.sql("DELETE FROM document WHERE scope LIKE 'machine:%'").run() // watched folders, say
  })
}

async function inside<T>(file: string, work: (connection: Connection) => Promise<T>, { readonly = false } = {}): Promise<T> {
  const connection = openConnection({ file, readonly })
  try {
    return await work(connection)
  } finally {
    connection.close()
  }
}
