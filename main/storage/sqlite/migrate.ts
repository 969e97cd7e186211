import { existsSync, renameSync, rmSync } from 'node:fs'
import { Fault } from '../../contract/errors.ts'
import type { Connection } from './connection.ts'
import { toFault } from './faults.ts'
import { migrations as ours } from './migrations/index.ts'
import type { Migration } from './migrations/migration.ts'

/** Marks a file as a Telltale store ("TELL"), so that another program's database is never taken for one, or changed. */
const applicationId = 0x54454c4c

/**
 * Brings the file to the newest schema, step by step, each in one transaction. Before a step changes a file that already holds
 * something, a copy `<file>.before-<version>` is kept beside it.
 * @throws Fault `not_supported` for a store of a newer Telltale, `file_not_understood` for another program's database.
 */
export async function migrate(connection: Connection, options: { readonly: boolean; migrations?: readonly Migration[] }): Promise<void> {
  const { db, file } = connection
  const steps = options.migrations ?? ours
  const newest = steps.length
  const now = await checkSchema(connection, newest)
  if (now.version === newest) return
  if (options.readonly) {
    throw new Fault(
      'store_readonly',
      now.tables === 0
        ? `${file} holds no store yet. Open it once with the right to write.`
        : `${file} has schema ${now.version} and must be brought to ${newest} first. Open it once with the right to write.`,
      { file, version: now.version, known: newest },
    )
  }
  for (const step of steps) {
    if (step.version <= now.version) continue
    if (now.version > 0 && file !== ':memory:') {
      try {
        keepCopy(connection, `${file}.before-${step.version}`)
      } catch (error) {
        throw toFault(error, file)
      }
    }
    await connection.write(() => {
      // another process may have done this step while we waited for the lock
      if (schemaOf(connection).version >= step.version) return
      db.exec(step.sql)
      db.pragma(`application_id = ${applicationId}`)
      db.pragma(`user_version = ${step.version}`)
    })
  }
}

function schemaOf({ db, sql }: Connection) {
  return {
    version: Number(db.pragma('user_version', { simple: true })),
    application: Number(db.pragma('application_id', { simple: true })),
    tables: Number(sql('SELECT count(*) AS n FROM sqlite_schema').get()?.['n']),
  }
}

/** The schema of a file that is ours or empty, and not of a newer program. @throws Fault `file_not_understood`, `not_supported`. */
export async function checkSchema(connection: Connection, newest: number = ours.length): Promise<{ version: number; tables: number }> {
  const { file } = connection
  const now = await connection.read(() => schemaOf(connection))
  if (now.tables > 0 && now.application !== applicationId) {
    throw new Fault('file_not_understood', `${file} is a database of another program. Choose a Telltale store, or another name for a new one.`, { file })
  }
  if (now.version > newest) {
    throw new Fault(
      'not_supported',
      `${file} was written by a newer Telltale (schema ${now.version}, this program knows ${newest}). Update this program; the file was not changed.`,
      { file, version: now.version, known: newest },
    )
  }
  return now
}

function keepCopy({ db }: Connection, copy: string): void {
  // One that is there was made before: the step behind it was never committed. Another process may be making its own.
  if (existsSync(copy)) return
  const partial = `${copy}.${process.pid}`
  rmSync(partial, { force: true })
  db.prepare('VACUUM INTO ?').run(partial)
  renameSync(partial, copy)
}
