import { Fault } from '../../../contract/errors.ts'
import type { Catalog } from '../../ports.ts'
import type { Connection } from '../connection.ts'
import { body } from './rows.ts'

export function documentTable(connection: Connection): Catalog['documents'] {
  return {
    async list(scope) {
      const rows = await connection.glance('SELECT key, value FROM document WHERE scope = $1 ORDER BY key', [scope])
      return rows.map((row) => ({ key: String(row['key']), value: body<unknown>(row, 'value') }))
    },
    async get(scope, key) {
      const [row] = await connection.glance('SELECT value FROM document WHERE scope = $1 AND key = $2', [scope, key])
      return row ? body<unknown>(row, 'value') : null
    },
    async put(scope, key, value) {
      const text: string | undefined = JSON.stringify(value) // undefined for what JSON cannot say; the declared type hides it
      if (text === undefined) throw new Fault('bad_input', `The document ${scope}/${key} has no content that can be stored.`, { scope, key })
      await connection.writeAlone(({ query }) => query('INSERT INTO document (scope, key, value) VALUES ($1, $2, $3) ON CONFLICT (scope, key) DO UPDATE SET value = excluded.value', [scope, key, text]))
    },
    remove: (scope, key) => connection.writeAlone(async ({ query }) => (await query('DELETE FROM document WHERE scope = $1 AND key = $2 RETURNING key', [scope, key])).length > 0),
  }
}
