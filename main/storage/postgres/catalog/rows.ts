import { Fault } from '../../../contract/errors.ts'
import type { Row, Transaction } from '../connection.ts'

/** The JSON column of a row, parsed by the driver. What is written there is exactly what the port's types describe, so it is read back as such. */
export function body<T>(row: Row, column = 'body'): T {
  return row[column] as T // see above
}

/** @throws Fault `not_found` naming what was asked for. */
export function found<T>(value: T | undefined | null, what: string, id: number | string): T {
  if (value === undefined || value === null) throw new Fault('not_found', `There is no ${what} ${id} (any more). Reload to see what is there now.`, { what, id })
  return value
}

/** The first row, if there is one. */
export async function first({ query }: Transaction, text: string, values: readonly unknown[]): Promise<Row | undefined> {
  return (await query(text, values))[0]
}

/** The identity that an `INSERT … RETURNING id` gave out. */
export async function insertedId(transaction: Transaction, text: string, values: readonly unknown[]): Promise<number> {
  return Number((await first(transaction, text, values))?.['id'])
}
