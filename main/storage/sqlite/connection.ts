import Database from 'better-sqlite3'
import { setTimeout as sleep } from 'node:timers/promises'
import { Fault } from '../../contract/errors.ts'
import { isBusy, toFault } from './faults.ts'

/** How long one attempt may block the event loop, and how long a call keeps trying in all. */
const attemptMs = 100
const patienceMs = 20_000

export type Row = Record<string, unknown>
export type Statement = Database.Statement<unknown[], Row>

/**
 * One connection to the file. Work inside `read` and `write` is synchronous, so that a transaction never spans an await and two
 * calls of one process never share one. A lock held by another process is waited for without blocking the event loop for long.
 */
export interface Connection {
  readonly file: string
  readonly db: Database.Database
  /** One statement that reads: a snapshot by itself, without the cost of a transaction. */
  glance<T>(work: () => T): Promise<T>
  /** A consistent snapshot for the length of `work`. */
  read<T>(work: () => T): Promise<T>
  /** One immediate transaction: all of `work` or nothing of it. */
  write<T>(work: () => T): Promise<T>
  /** A statement, prepared once. */
  sql(text: string): Statement
  /** The same, with rows as arrays: for many rows. */
  sqlRows(text: string): Database.Statement<unknown[], unknown[]>
  /** The same, for the first column only. */
  sqlValue(text: string): Database.Statement
  close(): void
}

export function openConnection(options: { file: string; readonly: boolean }): Connection {
  const { file } = options
  let db: Database.Database
  try {
    db = new Database(file, { readonly: options.readonly, timeout: attemptMs })
  } catch (error) {
    throw toFault(error, file)
  }
  try {
    prepare(db, options.readonly)
  } catch (error) {
    db.close()
    throw toFault(error, file)
  }
  const run = <T>(work: () => T) => work()
  const transaction = db.transaction(run)

  async function attempt<T>(work: () => T): Promise<T> {
    const deadline = performance.now() + patienceMs
    for (let pause = 1; ; pause = Math.min(pause * 2, 50)) {
      if (!db.open) throw new Fault('internal', `The store ${file} was used after it was closed.`, { file })
      try {
        return work()
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw toFault(error, file)
      }
      await sleep(pause)
    }
  }

  return {
    file,
    db,
    glance: attempt,
    read: (work) => attempt(() => transaction.deferred(work) as ReturnType<typeof work>), // the driver's types lose the generic
    async write(work) {
      if (options.readonly) throw new Fault('store_readonly', `${file} is open for reading only. Open it for writing to change anything.`, { file })
      return attempt(() => transaction.immediate(work) as ReturnType<typeof work>) // as above
    },
    sql: once((text) => db.prepare<unknown[], Row>(text)),
    sqlRows: once((text) => db.prepare<unknown[], unknown[]>(text).raw()),
    sqlValue: once((text) => db.prepare(text).pluck()),
    close() {
      if (db.open) db.close()
    },
  }
}

/** Remembers what was made for each text. */
function once<T>(make: (text: string) => T): (text: string) => T {
  const made = new Map<string, T>()
  return (text) => {
    let one = made.get(text)
    if (one === undefined) {
      one = make(text)
      made.set(text, one)
    }
    return one
  }
}

function prepare(db: Database.Database, readonly: boolean): void {
  if (!readonly) {
    // Takes effect on a new file only. Chunks of 1 to 8 kB leave up to half of a small page empty, and little of a large one (measured: SKAB 2.3
    // bytes a point with 4 kB pages, 1.9 with 32 kB).
    db.pragma('page_size = 32768')
    db.pragma('journal_mode = WAL')
  }
  // FULL: an acknowledged write survives a power cut too. Transactions are large (imports) or rare (verdicts), so the sync costs little.
  db.pragma('synchronous = FULL')
  db.pragma('foreign_keys = ON')
  db.pragma('temp_store = MEMORY')
  db.pragma('cache_size = -16384')
  // Pages are read into the cache above and not mapped: mapped pages of a long import count as its memory (hundreds of MB), a disk that is pulled
  // out would end the process instead of a statement, and scans are no faster (measured, since chunks are decoded from a walking statement).
  db.pragma('mmap_size = 0')
  db.pragma('wal_autocheckpoint = 256')
  db.pragma('journal_size_limit = 67108864')
}
