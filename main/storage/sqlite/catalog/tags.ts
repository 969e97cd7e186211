import { Fault } from '../../../contract/errors.ts'
import type { Catalog, TagInput, TagRow } from '../../ports.ts'
import type { Connection, Row } from '../connection.ts'
import { body, found } from './rows.ts'

type TagBody = Omit<TagRow, 'id' | 'asset' | 'name' | 'derived'>

const blank: TagBody = { unit: '', kind: 'analogue', kindGuessed: true, grade: null, reasons: [], labels: [] }

export function tagTable({ sql, read, write }: Connection): Catalog['tags'] {
  const byId = (id: number) => toTag(found(sql('SELECT * FROM tag WHERE id = ?').get(id), 'tag', id))
  const named = (asset: number, name: string, derived: string | null) =>
    sql(`SELECT * FROM tag WHERE asset = ? AND name = ? AND ifnull(derived, '') = ?`).get(asset, name, derived ?? '')

  function ensured({ asset, name, derived = null, ...rest }: TagInput): TagRow {
    const row = named(asset, name, derived)
    if (row) return toTag(row)
    found(sql('SELECT id FROM asset WHERE id = ?').get(asset), 'asset', asset)
    const { lastInsertRowid } = sql('INSERT INTO tag (asset, name, derived, body) VALUES (?, ?, ?, ?)').run(asset, name, derived, JSON.stringify({ ...blank, ...rest }))
    return byId(Number(lastInsertRowid))
  }

  function updated(id: number, change: Partial<TagRow>): TagRow {
    const before = byId(id)
    const next: TagRow = { ...before, ...change, id, asset: before.asset }
    const other = named(next.asset, next.name, next.derived)
    if (other && other['id'] !== id) throw new Fault('conflict', `Another tag of this asset is named "${next.name}" already. Choose another name.`, { name: next.name })
    const { id: _id, asset: _asset, name, derived, ...rest } = next
    sql('UPDATE tag SET name = ?, derived = ?, body = ? WHERE id = ?').run(name, derived, JSON.stringify(rest), id)
    return next
  }

  return {
    list: ({ asset, derived = false } = {}) =>
      read(() => {
        const kind = derived ? 'derived IS NOT NULL' : 'derived IS NULL'
        const rows = asset === undefined ? sql(`SELECT * FROM tag WHERE ${kind} ORDER BY id`).all() : sql(`SELECT * FROM tag WHERE asset = ? AND ${kind} ORDER BY id`).all(asset)
        return rows.map(toTag)
      }),
    get: (id) => read(() => byId(id)),
    ensure: (input) => write(() => ensured(input)),
    update: (id, change) => write(() => updated(id, change)),
    ensureAll: (inputs) => write(() => inputs.map(ensured)),
    updateAll: (changes) => write(() => changes.map(({ id, change }) => updated(id, change))),
    remove: (ids) =>
      write(() => {
        for (const id of ids) sql('DELETE FROM tag WHERE id = ?').run(id)
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
