import { Fault } from '../../contract/errors.ts'
import type { Connection } from './connection.ts'
import { postgresCode } from './faults.ts'
import { migrations as ours } from './migrations/index.ts'
import type { Migration } from './migrations/migration.ts'

/**
 * Brings the schema to the newest step, all in one transaction under a lock: of many processes that start at once, one migrates and the
 * others wait for it. PostgreSQL undoes changes of tables too, so a step that fails leaves nothing behind.
 * @throws Fault `not_supported` for a store of a newer Telltale, `file_not_understood` where tables of another program are in the way.
 */
export async function migrate(connection: Connection, steps: readonly Migration[] = ours): Promise<void> {
  const { name } = connection
  const newest = steps.length
  if ((await versionOf(connection)) === newest) return
  await connection.write(async ({ query }) => {
    await query('SET LOCAL lock_timeout = 0')
    await query("SET LOCAL statement_timeout = '10min'")
    await query("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ':migrate', 0))")
    await query('CREATE TABLE IF NOT EXISTS telltale_schema (version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())')
    const [row] = await query('SELECT coalesce(max(version), 0) AS version FROM telltale_schema')
    const version = Number(row?.['version'])
    if (version > newest) throw newer(name, version, newest)
    for (const step of steps) {
      if (step.version <= version) continue
      try {
        await query(step.sql)
      } catch (error) {
        if (postgresCode(error) !== '42P07') throw error
        throw new Fault('file_not_understood', `${name} holds tables of another program where Telltale's would stand. Give Telltale a database or a schema of its own.`, { database: name }, { cause: error })
      }
      await query('INSERT INTO telltale_schema (version, name) VALUES ($1, $2)', [step.version, step.name])
    }
  })
}

/** 0 where there is no schema yet. */
async function versionOf(connection: Connection): Promise<number> {
  const [there] = await connection.glance("SELECT current_schema() AS schema, to_regclass(quote_ident(current_schema()) || '.telltale_schema') IS NOT NULL AS there")
  if (there?.['schema'] === null) throw new Fault('not_found', `The schema that the database address of ${connection.name} names is not there. Create it, or correct search_path.`, { database: connection.name })
  if (there?.['there'] !== true) return 0
  const [row] = await connection.glance('SELECT coalesce(max(version), 0) AS version FROM telltale_schema')
  return Number(row?.['version'])
}

function newer(name: string, version: number, known: number): Fault {
  return new Fault('not_supported', `${name} was written by a newer Telltale (schema ${version}, this program knows ${known}). Update this program; nothing was changed.`, { database: name, version, known })
}
