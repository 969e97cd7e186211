import { Fault } from '../../../contract/errors.ts'
import type { Catalog, TagInput, TagRow } from '../../ports.ts'
import type { Connection, Row, Transaction } from '../connection.ts'
import { body, first, found, insertedId } from './rows.ts'

type TagBody = Omit<TagRow, 'id' | 'asset' | 'name' | 'derived'>

const blank: TagBody = { unit: '', kind: 'analogue', kindGuessed: true, grade: null, reasons: [], labels: [] }

export function tagTable(connection: Connection): Catalog['tags'] {
  const byId = async (transaction: Transaction, id: number) => toTag(found(await first(transaction, 'SELECT * FROM tag WHERE id = $1', [id]), 'tag', id))
  const named = (transaction: Transaction, asset: number, name: string, derived: string | null) =>
    first(transaction, `SELECT * FROM tag WHERE asset = $1 AND name = $2 AND coalesce(derived, '') = $3`, [asset, name, derived ?? ''])

  async function ensured(transaction: Transaction, { asset, name, derived = null, ...rest }: TagInput): Promise<TagRow> {
    const row = await named(transaction, asset, name, derived)
    if (row) return toTag(row)
    found(await first(transaction, 'SELECT id FROM asset WHERE id = $1', [asset]), 'asset', asset)
    return byId(
      transaction,
      await insertedId(transaction, 'INSERT INTO tag (asset, name, derived, body) VALUES ($1, $2, $3, $4) RETURNING id', [asset, name, derived, JSON.stringify({ ...blank, ...rest })]),
    )
  }

  async function updated(transaction: Transaction, id: number, change: Partial<TagRow>): Promise<TagRow> {
    const before = await byId(transaction, id)
    const next: TagRow = { ...before, ...change, id, asset: before.asset }
    const other = await named(transaction, next.asset, next.name, next.derived)
    if (other && other['id'] !== id) throw new Fault('conflict', `Another tag of this asset is named "${next.name}" already. Choose another name.`, { name: next.name })
    const { id: _id, asset: _asset, name, derived, ...rest } = next
    await transaction.query('UPDATE tag SET name = $1, derived = $2, body = $3 WHERE id = $4', [name, derived, JSON.stringify(rest), id])
    return next
  }

  return {
    async list({ asset, derived = false } = {}) {
      const kind = derived ? 'derived IS NOT NULL' : 'derived IS NULL'
      const rows = asset === undefined ? await connection.glance(`SELECT * FROM tag WHERE ${kind} ORDER BY id`) : await connection.glance(`SELECT * FROM tag WHERE asset = $1 AND ${kind} ORDER BY id`, [asset])
      return rows.map(toTag)
    },
    get: (id) => byId({ query: connection.glance }, id),
    ensure: (input) => connection.writeAlone((transaction) => ensured(transaction, input)),
    update: (id, change) => connection.writeAlone((transaction) => updated(transaction, id, change)),
    ensureAll: (inputs) => connection.writeAlone((transaction) => inOrder(inputs, (input) => ensured(transaction, input))),
    updateAll: (changes) => connection.writeAlone((transaction) => inOrder(changes, ({ id, change }) => updated(transaction, id, change))),
    remove: (ids) =>
      connection.writeAlone(async ({ query }) => {
        await query('DELETE FROM tag WHERE id = ANY ($1::bigint[])', [ids])
      }),
  }
}

function toTag(row: Row): TagRow {
  return {
    id: Number(row['id']),
    asset: Number(row['asset']),
    name: String(row['name']),
    derived: row['derived'] === null ? null : String(row['derived']),
    ...body<TagBody>(row),
  }
}

/** One after the other: a transaction has one connection. */
async function inOrder<In, Out>(items: readonly In[], one: (item: In) => Promise<Out>): Promise<Out[]> {
  const out: Out[] = []
  for (const item of items) out.push(await one(item))
  return out
}
