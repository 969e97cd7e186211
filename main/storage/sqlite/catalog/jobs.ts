import type { Catalog, JobRow } from '../../ports.ts'
import type { Connection, Row } from '../connection.ts'
import { body, found } from './rows.ts'

export function jobTable({ sql, read, write }: Connection): Catalog['jobs'] {
  const byId = (id: number) => toJob(found(sql('SELECT * FROM job WHERE id = ?').get(id), 'job', id))
  return {
    list: () => read(() => sql('SELECT * FROM job ORDER BY id DESC').all().map(toJob)),
    get: (id) => read(() => byId(id)),
    add: (row) => write(() => byId(Number(sql('INSERT INTO job (body) VALUES (?)').run(JSON.stringify(row)).lastInsertRowid))),
    update: (id, change) =>
      write(() => {
        const next: JobRow = { ...byId(id), ...change, id }
        const { id: _id, ...rest } = next
        sql('UPDATE job SET body = ? WHERE id = ?').run(JSON.stringify(rest), id)
        return next
      }),
  }
}

function toJob(row: Row): JobRow {
  return { id: Number(row['id']), ...body<Omit<JobRow, 'id'>>(row) }
}
