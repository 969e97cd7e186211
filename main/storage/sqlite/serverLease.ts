import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { Fault } from '../../contract/errors.ts'
import { isBusy, toFault } from './faults.ts'

/** The right to serve a project file, held until it is closed or the process ends in whatever way. */
export interface ServerLease {
  close(): void
}

/**
 * Makes this process the one server of a project file: a write lock on a small file beside it, `FILE.server`, which the system itself gives
 * back when the process ends, so that nothing stale is left by a kill. Jobs, sessions and live streams of a server live in its memory; two
 * servers on one file would each tell half. The desktop and the command line may have the project open beside it.
 * @param server who asks, as shown to whoever comes second: `host:pid:started`.
 * @throws Fault `conflict` naming the server that holds it; `file_unreadable` or `store_readonly` when the lock cannot be written.
 */
export function holdServerLease(file: string, server: string): ServerLease {
  const path = `${file}.server`
  makeFolder(path)
  let db: Database.Database | undefined
  try {
    db = new Database(path, { timeout: 0 })
    db.exec('create table if not exists server (one integer primary key check (one = 1), name text not null) strict')
    db.prepare('insert into server values (1, ?) on conflict do update set name = excluded.name').run(server)
    db.exec('begin immediate') // never committed: it is the lock. Whoever comes second can still read who holds it.
    const held = db
    return { close: () => void held.close() }
  } catch (error) {
    const other = isBusy(error) && db ? nameOf(db) : undefined
    db?.close()
    if (!isBusy(error)) throw toFault(error, path)
    throw new Fault('conflict', `Another server (${other === undefined ? 'starting now' : inWords(other)}) serves ${file}. A project file has one server: stop that one, or keep the project in PostgreSQL, which any number of servers may share.`, { file, server: other ?? null })
  }
}

/** `host:pid:started` as somebody who wants to stop it needs it. */
function inWords(server: string): string {
  const [, host, pid, started] = /^(.*):(\d+):(\d+)$/.exec(server) ?? []
  if (host === undefined || pid === undefined) return server
  return `process ${pid} on ${host}, running since ${new Date(Number(started)).toISOString().slice(0, 19)}Z`
}

function nameOf(db: Database.Database): string | undefined {
  try {
    return db.prepare<[], { name: string }>('select name from server').get()?.name
  } catch {
    return undefined // it was just being made
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
  } catch (cause) {
    throw new Fault('file_unreadable', `The folder ${dirname(path)} for the project file cannot be made. Choose another folder, or give this user the right to write there.`, { file: path }, { cause })
  }
}
