import { Fault } from '../../../contract/errors.ts'
import type { AssetRow, Catalog } from '../../ports.ts'
import type { Connection, Row, Transaction } from '../connection.ts'
import { first, found, insertedId } from './rows.ts'

export function assetTable(connection: Connection): Catalog['assets'] {
  const here: Transaction = { query: connection.glance }
  const named = (transaction: Transaction, name: string) => first(transaction, 'SELECT * FROM asset WHERE name = $1', [name])

  return {
    list: async () => (await connection.glance('SELECT * FROM asset ORDER BY id')).map(toAsset),
    get: (id) => byId(here, id),
    async byName(name) {
      const row = await named(here, name)
      return row ? toAsset(row) : null
    },
    ensure: ({ name, parent = null, simulated = false }) =>
      connection.writeAlone(async (transaction) => {
        const row = await named(transaction, name)
        if (row) return toAsset(row)
        await checkParent(transaction, null, parent)
        return byId(transaction, await insertedId(transaction, 'INSERT INTO asset (name, parent, simulated) VALUES ($1, $2, $3) RETURNING id', [name, parent, simulated]))
      }),
    update: (id, change) =>
      connection.writeAlone(async (transaction) => {
        const next = { ...(await byId(transaction, id)), ...change, id }
        const other = await named(transaction, next.name)
        if (other && other['id'] !== id) throw new Fault('conflict', `Another asset is named "${next.name}" already. Choose another name.`, { name: next.name })
        await checkParent(transaction, id, next.parent)
        await transaction.query('UPDATE asset SET name = $1, parent = $2, simulated = $3 WHERE id = $4', [next.name, next.parent, next.simulated, id])
        return next
      }),
    remove: (id) =>
      connection.writeAlone(async (transaction) => {
        const asset = await byId(transaction, id)
        // what lay below it moves up; verdicts carry no reference, since they outlive detections, so they are named here
        await transaction.query('UPDATE asset SET parent = $1 WHERE parent = $2', [asset.parent, id])
        await transaction.query('DELETE FROM verdict WHERE event IN (SELECT event.id FROM event JOIN detection ON detection.id = event.detection WHERE detection.asset = $1)', [id])
        await transaction.query('DELETE FROM asset WHERE id = $1', [id])
      }),
  }
}

async function byId(transaction: Transaction, id: number): Promise<AssetRow> {
  return toAsset(found(await first(transaction, 'SELECT * FROM asset WHERE id = $1', [id]), 'asset', id))
}

async function checkParent(transaction: Transaction, id: number | null, parent: number | null): Promise<void> {
  for (let above = parent; above !== null; above = (await byId(transaction, above)).parent) {
    if (above === id) throw new Fault('bad_input', `Asset ${id} cannot lie below itself. Choose another parent.`, { id, parent })
  }
}

function toAsset(row: Row): AssetRow {
  return { id: Number(row['id']), name: String(row['name']), parent: row['parent'] === null ? null : Number(row['parent']), simulated: row['simulated'] === true }
}
