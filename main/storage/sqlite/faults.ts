import { Fault, type ErrorCode } from '../../contract/errors.ts'

/** A driver error carries SQLite's extended result code as text, e.g. `SQLITE_IOERR_WRITE`. */
export function sqliteCode(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  const { code } = error as { code?: unknown } // the driver adds it; Error itself has none
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : null
}

/** True when trying again a moment later may succeed: another process holds the lock. */
export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error)
  return code !== null && (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
}

const rules: readonly (readonly [prefix: string, code: ErrorCode, words: (file: string) => string])[] = [
  ['SQLITE_FULL', 'store_full', (file) => `No space left for ${file}. Nothing of this step was stored. Free space on its disk, or move the project, then try again.`],
  // shared memory of the WAL could not grow: on a full disk this comes before SQLITE_FULL
  ['SQLITE_IOERR_SHMSIZE', 'store_full', (file) => `No space left beside ${file} for its working files. Free space on its disk, then try again.`],
  ['SQLITE_IOERR_WRITE', 'store_full', (file) => `Writing ${file} failed: its disk is full or faulty. Nothing of this step was stored. Free space or check the disk, then try again.`],
  ['SQLITE_READONLY', 'store_readonly', (file) => `${file} cannot be written. Give this user the right to write the file and its folder, or open a copy.`],
  ['SQLITE_PERM', 'store_readonly', (file) => `${file} cannot be written. Give this user the right to write the file and its folder, or open a copy.`],
  ['SQLITE_CANTOPEN', 'file_unreadable', (file) => `${file} cannot be opened. Check that the folder exists and that this user may read and write it.`],
  ['SQLITE_NOTADB', 'store_corrupt', (file) => `${file} is not a Telltale store, or its beginning is damaged. Choose another file, or restore the newest backup.`],
  ['SQLITE_CORRUPT', 'store_corrupt', (file) => `${file} is damaged. Stop writing to it, keep a copy, and restore the newest backup.`],
  ['SQLITE_BUSY', 'store_busy', (file) => `${file} is in use by another process for too long. Wait for its import to end, or close the other program, then try again.`],
  ['SQLITE_LOCKED', 'store_busy', (file) => `${file} is in use by another process for too long. Wait for its import to end, or close the other program, then try again.`],
  ['SQLITE_IOERR', 'file_unreadable', (file) => `Reading or writing ${file} failed. Check the disk or the network drive it lies on.`],
]

/** Turns what the driver throws into a Fault that names the file and what to do; everything else is passed on as it is. */
export function toFault(error: unknown, file: string): unknown {
  const code = sqliteCode(error)
  if (code === null) return error
  const rule = rules.find(([prefix]) => code.startsWith(prefix))
  if (!rule) return error
  return new Fault(rule[1], rule[2](file), { file, sqlite: code }, { cause: error })
}
