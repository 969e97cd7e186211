import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { Fault } from '../../contract/errors.ts'
import type { Store } from '../ports.ts'
import { sqliteArtifacts } from './artifacts.ts'
import { sqliteCatalog } from './catalog/index.ts'
import { checkStore } from './check.ts'
import { sqliteCopies } from './copies.ts'
import { openConnection, type Connection } from './connection.ts'
import { everyBeat, sqliteFeed, type Repeat } from './feed.ts'
import { migrate } from './migrate.ts'
import { sqliteTelemetry } from './telemetry/index.ts'

export { openArchive, verifyArchive, type OpenedArchive } from './archive.ts'
export { backupSqliteStore, restoreSqliteStore, verifyBackup } from './backup.ts'
export { completeRestore } from './restoreNext.ts'

export interface SqliteStoreOptions {
  /** Path of the project file, or `:memory:`. A missing file is created, with its folder. */
  readonly file: string
  readonly readonly?: boolean | undefined
  /** Epoch milliseconds. */
  readonly clock?: (() => number) | undefined
  /** When to look for changes made by other processes. */
  readonly repeat?: Repeat | undefined
}

/**
 * Opens a project: one SQLite file that holds everything. Any number of processes may have it open at once; readers are never blocked,
 * writers wait for each other.
 * @throws Fault `file_unreadable`, `file_not_understood`, `store_corrupt`, `store_readonly`, `not_supported` (written by a newer Telltale).
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const { file, readonly = false, clock = Date.now, repeat = everyBeat } = options
  if (file !== ':memory:') {
    if (readonly && !existsSync(file)) throw new Fault('file_unreadable', `There is no project ${file}. Check its name, or open it for writing to make it.`, { file })
    if (!readonly) makeFolder(file)
    if (!readonly && existsSync(file)) checkWritable(file)
  }
  const connection = openConnection({ file, readonly })
  try {
    await migrate(connection, { readonly })
    return assemble(connection, clock, repeat)
  } catch (error) {
    connection.close()
    throw error
  }
}

function assemble(connection: Connection, clock: () => number, repeat: Repeat): Store {
  const { file, db } = connection
  const artifacts = sqliteArtifacts(connection, clock)
  const feed = sqliteFeed(connection, repeat)
  let damage: string | null = null
  return {
    telemetry: sqliteTelemetry(connection),
    catalog: sqliteCatalog(connection),
    artifacts,
    feed,
    copies: sqliteCopies(file, clock),
    async health() {
      const bytes = await connection.read(() => Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true })))
      const writable = !db.readonly
      return {
        kind: 'sqlite',
        name: file === ':memory:' ? file : basename(file),
        bytes,
        healthy: damage === null && writable,
        words: damage ?? (writable ? 'One file, open for reading and writing.' : 'Open for reading only: nothing can be stored.'),
      }
    },
    async check() {
      const result = await checkStore(connection, artifacts)
      damage = result.ok ? null : `Damaged: ${result.problems[0]}`
      return result
    },
    async close() {
      await feed.close()
      connection.close()
    },
  }
}

/** SQLite would open it for reading without a word, and refuse the first write much later. */
function checkWritable(file: string): void {
  try {
    accessSync(file, constants.W_OK)
  } catch (error) {
    throw new Fault('store_readonly', `${file} cannot be written. Give this user the right to write the file and its folder, or open a copy.`, { file }, { cause: error })
  }
}

function makeFolder(file: string): void {
  const folder = dirname(file)
  try {
    if (!statSync(folder, { throwIfNoEntry: false })) mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw new Fault('file_unreadable', `The folder ${folder} for the project file cannot be made. Choose another folder, or give this user the right to write there.`, { file }, { cause: error })
  }
}
