import { Fault } from '../../../contract/errors.ts'
import type { AssetRow, Catalog } from '../../ports.ts'
import type { Connection, Row } from '../connection.ts'
import { found } from './rows.ts'

export function assetTable({ sql, read, write }: Connection): Catalog['assets'] {
  const byId = (id: number) => toAsset(found(sql('SELECT * FROM asset WHERE id = ?').get(id), 'asset', id))
  const named = (name: string) => sql('SELECT * FROM asset WHERE name = ?').get(name)

  function checkParent(id: number | null, parent: number | null): void {
    for (let above = parent; above !== null; above = byId(above).parent) {
      if (above === id) throw new Fault('bad_input', `Asset ${id} cannot lie below itself. Choose another parent.`, { id, parent })
    }
  }

  return {
    list: () => read(() => sql('SELECT * FROM asset ORDER BY id').all().map(toAsset)),
    get: (id) => read(() => byId(id)),
    byName: (name) =>
      read(() => {
        const row = named(name)
        return row ? toAsset(row) : null
      }),
    ensure: ({ name, parent = null, simulated = false }) =>
      write(() => {
        const row = named(name)
        if (row) return toAsset(row)
        checkParent(null, parent)
        const { lastInsertRowid } = sql('INSERT INTO asset (name, parent, simulated) VALUES (?, ?, ?)').run(name, parent, simulated ? 1 : 0)
        return byId(Number(lastInsertRowid))
      }),
    update: (id, change) =>
      write(() => {
        const next = { ...byId(id), ...change, id }
        const other = named(next.name)
        if (other && other['id'] !== id) throw new Fault('conflict', `Another asset is named "${next.name}" already. Choose another name.`, { name: next.name })
        checkParent(id, next.parent)
        sql('UPDATE asset SET name = ?, parent = ?, simulated = ? WHERE id = ?').run(next.name, next.parent, next.simulated ? 1 : 0, id)
        return next
      }),
    remove: (id) =>
      write(() => {
        const asset = byId(id)
        // what lay below it moves up; verdicts carry no reference, since they outlive detections, so they are named here
        sql('UPDATE asset SET parent = ? WHERE parent = ?').run(asset.parent, id)
        sql('DELETE FROM verdict WHERE event IN (SELECT event.id FROM event JOIN detection ON detection.id = event.detection WHERE detection.asset = ?)').run(id)
        sql('DELETE FROM asset WHERE id = ?').run(id)
      }),
  }
}

function toAsset(row: Row): AssetRow {
  return { id: Number(row['id']), name: String(row['name']), parent: row['parent'] === null ? null : Number(row['parent']), simulated: row['simulated'] === 1 }
}
