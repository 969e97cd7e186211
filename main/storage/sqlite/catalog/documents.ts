import { Fault } from '../../../contract/errors.ts'
import type { Catalog } from '../../ports.ts'
import type { Connection } from '../connection.ts'
import { body } from './rows.ts'

export function documentTable({ sql, read, write }: Connection): Catalog['documents'] {
  return {
    list: (scope) =>
      read(() => sql('SELECT key, value FROM document WHERE scope = ? ORDER BY key').all(scope).map((row) => ({ key: String(row['key']), value: body<unknown>(row, 'value') }))),
    get: (scope, key) =>
      read(() => {
        const row = sql('SELECT value FROM document WHERE scope = ? AND key = ?').get(scope, key)
        return row ? body<unknown>(row, 'value') : null
      }),
    async put(scope, key, value) {
      const text: string | undefined = JSON.stringify(value) // undefined for what JSON cannot say; the declared type hides it
      if (text === undefined) throw new Fault('bad_input', `The document ${scope}/${key} has no content that can be stored.`, { scope, key })
      await write(() => sql('INSERT INTO document (scope, key, value) VALUES (?, ?, ?) ON CONFLICT (scope, key) DO UPDATE SET value = excluded.value').run(scope, key, text))
    },
    remove: (scope, key) => write(() => sql('DELETE FROM document WHERE scope = ? AND key = ?').run(scope, key).changes > 0),
  }
}
