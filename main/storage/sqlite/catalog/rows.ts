import { Fault } from '../../../contract/errors.ts'
import type { Row } from '../connection.ts'

/** The JSON column of a row. What is written there is exactly what the port's types describe, so it is read back as such. */
export function body<T>(row: Row, column = 'body'): T {
  return JSON.parse(String(row[column])) as T // see above
}

/** @throws Fault `not_found` naming what was asked for. */
export function found<T>(value: T | undefined | null, what: string, id: number | string): T {
  if (value === undefined || value === null) throw new Fault('not_found', `There is no ${what} ${id} (any more). Reload to see what is there now.`, { what, id })
  return value
}
