import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { onTestFinished } from 'vitest'

/** The server that integration tests use; unset: they are skipped. `.ci/services.sh start postgres` starts one and prints it. */
export const server = process.env['TELLTALE_POSTGRES'] ?? ''

/** A schema of its own for one test, dropped behind it: its address for `openPostgresStore`. Call it before what is to be closed first. */
export async function freshAddress(): Promise<string> {
  const schema = `test_${randomBytes(6).toString('hex')}`
  await administer(`CREATE SCHEMA ${schema}`)
  onTestFinished(async () => {
    await administer(`DROP SCHEMA ${schema} CASCADE`)
  })
  return addressOf(schema)
}

export function addressOf(schema: string): string {
  const url = new URL(server)
  url.searchParams.set('options', `-c search_path=${schema}`)
  return url.href
}

/** One statement as the administrator of the server. */
export async function administer(sql: string): Promise<pg.QueryResult<Record<string, unknown>>> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    return await client.query<Record<string, unknown>>(sql)
  } finally {
    await client.end()
  }
}
