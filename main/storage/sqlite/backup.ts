import { createHash } from 'node:crypto'
import { copyFileSync, createReadStream, existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { Fault } from '../../contract/errors.ts'
import type { CopyOptions, CopyReport } from '../ports.ts'
import { sqliteArtifacts } from './artifacts.ts'
import { checkStore } from './check.ts'
import { openConnection, type Connection } from './connection.ts'
import { toFault } from './faults.ts'
import { checkSchema } from './migrate.ts'

/** Pages copied between two looks at the signal. */
const pagesAtOnce = 256

/**
 * Copies a store that may be in use: readers and writers go on, and the copy is that of one moment. It gets its name only after it was
 * read back whole and found sound.
 * @throws Fault `conflict` when the target exists, `store_corrupt` when the store (and so the copy) is damaged, `store_full`, `cancelled`.
 */
export async function backupSqliteStore(options: CopyOptions & { file: string }): Promise<CopyReport> {
  const { file, to, signal, onProgress } = options
  if (existsSync(to)) throw new Fault('conflict', `${to} exists already. Choose another name for the backup; none is ever written over.`, { to })
  const partial = `${to}.partial`
  dropCopy(partial)
  try {
    await copyLive(file, partial, { signal, onProgress: (share) => onProgress?.(share * 0.5) })
    await verifyBackup(partial)
    renameSync(partial, to)
    onProgress?.(1)
    return { file: to, bytes: statSync(to).size, sha256: await hashOf(to) }
  } finally {
    dropCopy(partial)
  }
}

/** Copies a store that may be in use page by page, as of the moment it ends. */
export async function copyLive(file: string, to: string, { signal, onProgress }: Pick<CopyOptions, 'signal' | 'onProgress'>): Promise<void> {
  const source = openConnection({ file, readonly: true })
  try {
    await source.db.backup(to, {
      progress({ totalPages, remainingPages }) {
        signal?.throwIfAborted()
        onProgress?.(totalPages === 0 ? 1 : 1 - remainingPages / totalPages)
        return pagesAtOnce
      },
    })
  } catch (error) {
    throw toFault(error, to)
  } finally {
    source.close()
  }
}

/**
 * Reads a backup whole.
 * @throws Fault `store_corrupt` listing what is damaged; `file_not_understood`, `not_supported` for what is no store of ours.
 */
export async function verifyBackup(backup: string): Promise<void> {
  if (!existsSync(backup)) throw new Fault('file_unreadable', `There is no backup ${backup}.`, { backup })
  // opening for writing leaves no -wal beside a copy that is then moved
  const connection = openConnection({ file: backup, readonly: false })
  try {
    // of an older Telltale, too: it is brought to the newest schema where it is opened as a project
    const { tables } = await checkSchema(connection)
    if (tables === 0) throw new Fault('file_not_understood', `${backup} holds nothing: it is no backup of a project. Choose another file.`, { backup })
    const { ok, problems } = await checkStore(connection, sqliteArtifacts(connection, () => 0))
    if (!ok) throw new Fault('store_corrupt', `The backup ${backup} is damaged. Use an older one; nothing was changed. Found first: ${problems[0]}`, { backup, problems })
  } finally {
    connection.close()
  }
}

/**
 * Puts a verified copy of a backup in the place of a store that nobody has open. What was there is kept beside it.
 * @returns where the replaced file went, null when there was none.
 * @throws Fault `store_corrupt` when the backup is damaged, `store_busy` when the store is in use; then nothing has changed.
 */
export async function restoreSqliteStore(options: { backup: string; file: string; clock: () => number }): Promise<{ replaced: string | null }> {
  const { backup, file, clock } = options
  const fresh = `${file}.restoring`
  dropCopy(fresh)
  try {
    copyFileSync(backup, fresh)
    await verifyBackup(fresh)
    const replaced = existsSync(file) ? `${file}.replaced-${new Date(clock()).toISOString().replaceAll(':', '-')}` : null
    if (replaced) setAside(file, replaced)
    renameSync(fresh, file)
    return { replaced }
  } catch (error) {
    // the operator knows the backup, not the copy that was looked at
    if (error instanceof Fault) throw new Fault(error.code, error.message.replaceAll(fresh, backup), { ...error.detail, backup }, { cause: error })
    throw new Fault('file_unreadable', `${backup} could not be put in the place of ${file}: ${String(error)}. Check both folders and the space on their disk.`, { backup, file }, { cause: error })
  } finally {
    dropCopy(fresh)
  }
}

/** Moves a store away with everything that belongs to it. */
function setAside(file: string, to: string): void {
  let connection: Connection | null = null
  try {
    connection = openConnection({ file, readonly: false })
    // leaving WAL needs the file for oneself, and brings everything into the one file
    connection.db.pragma('journal_mode = DELETE')
  } catch (error) {
    const fault = toFault(error, file)
    if (fault instanceof Fault && fault.code === 'store_busy') {
      throw new Fault('store_busy', `${file} is in use. Close every window and process that has this project open, then restore again.`, { file }, { cause: error })
    }
    // a damaged file is what restoring is for: it is moved as it is, with its journal
  } finally {
    connection?.close()
  }
  for (const end of ['', '-wal', '-shm']) if (existsSync(file + end)) renameSync(file + end, to + end)
}

export function dropCopy(file: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
}

/** SHA-256 of a file, in hex. */
export async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(file)) hash.update(piece as Buffer) // a stream without encoding gives buffers
  return hash.digest('hex')
}
