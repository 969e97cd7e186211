import type { Catalog, JobRow } from '../../ports.ts'
import type { Connection, Row, Transaction } from '../connection.ts'
import { body, first, found, insertedId } from './rows.ts'

export function jobTable(connection: Connection): Catalog['jobs'] {
  const byId = async (transaction: Transaction, id: number) => toJob(found(await first(transaction, 'SELECT * FROM job WHERE id = $1', [id]), 'job', id))
  return {
    list: async () => (await connection.glance('SELECT * FROM job ORDER BY id DESC')).map(toJob),
    get: (id) => byId({ query: connection.glance }, id),
    add: (row) => connection.writeAlone(async (transaction) => byId(transaction, await insertedId(transaction, 'INSERT INTO job (body) VALUES ($1) RETURNING id', [JSON.stringify(row)]))),
    update: (id, change) =>
      connection.writeAlone(async (transaction) => {
        const next: JobRow = { ...(await byId(transaction, id)), ...change, id }
        const { id: _id, ...rest } = next
        await transaction.query('UPDATE job SET body = $1 WHERE id = $2', [JSON.stringify(rest), id])
        return next
      }),
  }
}

function toJob(row: Row): JobRow {
  return { id: Number(row['id']), ...body<Omit<JobRow, 'id'>>(row) }
}
