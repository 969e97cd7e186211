/** Columns of a Parquet file as arrays of numbers. */
import { parquetScan, type FileMetaData } from 'hyparquet'
import { Fault } from '../../../contract/errors.ts'
import type { OpenFile } from '../../file.ts'
import { compressors } from './compressors.ts'
import { asyncBuffer, notUnderstood } from './footer.ts'

/** What the library gives for a cell. */
export type Cell = number | bigint | boolean | string | null | undefined

/** Times as milliseconds, to the last digit that a float64 holds. */
const parsers = {
  timestampFromMilliseconds: (millis: bigint) => Number(millis),
  timestampFromMicroseconds: (micros: bigint) => Number(micros / 1000n) + Number(micros % 1000n) / 1000,
  timestampFromNanoseconds: (nanos: bigint) => Number(nanos / 1_000_000n) + Number(nanos % 1_000_000n) / 1e6,
  dateFromDays: (days: number) => days * 86_400_000,
}

/** Rows `[from, to)` of columns by name; the range lies inside of one row group. */
export async function readCells(opened: OpenFile, metadata: FileMetaData, file: string, names: readonly string[], from: number, to: number): Promise<ArrayLike<Cell>[]> {
  try {
    const scan = await parquetScan({ file: asyncBuffer(opened), metadata, compressors, parsers, rowStart: from, rowEnd: to })
    const columns: ArrayLike<Cell>[] = []
    for (const column of names) {
      const data = await scan.readColumn({ column, rowStart: from, rowEnd: to })
      if (data.length !== to - from) throw notUnderstood(file, `column "${column}" has ${data.length} of ${to - from} rows`)
      const cells = data as ArrayLike<Cell> // nested columns were left out by the footer
      const digits = decimalDigits(metadata, column)
      columns.push(digits === 0 ? cells : Array.from(cells, (cell) => (typeof cell === 'number' ? exactDecimal(cell, digits) : cell)))
    }
    return columns
  } catch (error) {
    if (error instanceof Fault) throw error
    throw notUnderstood(file, `rows ${from + 1} to ${to} cannot be unpacked`, undefined, error)
  }
}

function decimalDigits({ schema }: FileMetaData, column: string): number {
  const element = schema.find(({ name, num_children: children }) => name === column && !children)
  return element?.converted_type === 'DECIMAL' || element?.logical_type?.type === 'DECIMAL' ? (element.scale ?? 0) : 0
}

/** The library multiplies with 0.01 where a decimal needs a division by 100: 20.33 became 20.330000000000002. */
function exactDecimal(value: number, digits: number): number {
  const scale = 10 ** digits
  const whole = Math.round(value * scale)
  return Math.abs(whole) <= Number.MAX_SAFE_INTEGER ? whole / scale : value
}

/** The text of a cell as a CSV would have it: what the guesses look at. */
export function cellText(cell: Cell): string {
  return cell === null || cell === undefined ? '' : String(cell)
}

/** NaN for "no value". 64-bit integers beyond 2^53 are rounded. */
export function cellNumber(cell: Cell): number {
  return cell === null || cell === undefined ? NaN : Number(cell)
}
