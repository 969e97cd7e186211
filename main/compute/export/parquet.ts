import type { FileHandle } from 'node:fs/promises'
import type { SchemaElement } from 'hyparquet'
import { ByteWriter, ParquetWriter, type ColumnSource } from 'hyparquet-writer'
import type { ExportColumn } from './csv.ts'
import type { Rows } from './rows.ts'

const rowsPerGroup = 65_536

/** Marks files of our own: there an empty cell means "no point", and NaN is a stored "no value". */
export const createdBy = 'telltale'

/**
 * Columns `time` (timestamp, milliseconds UTC; a double of milliseconds where times are fractional), one a tag (double, or text), and
 * `<tag>_quality` where a point is not good. Snappy, row groups of 65,536 rows.
 */
export function parquetFile(handle: FileHandle, columns: readonly ExportColumn[], fractional: boolean) {
  const bytes = new ByteWriter(1 << 20)
  const schema: SchemaElement[] = [{ name: 'root', num_children: 1 + columns.length + columns.filter(({ judged }) => judged).length }]
  schema.push(fractional ? { name: 'time_ms', type: 'DOUBLE', repetition_type: 'REQUIRED' } : { name: 'time', type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'REQUIRED' })
  for (const { tag, judged } of columns) {
    schema.push(tag.kind === 'text' ? { name: tag.name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' } : { name: tag.name, type: 'DOUBLE', repetition_type: 'OPTIONAL' })
    if (judged) schema.push({ name: `${tag.name}_quality`, type: 'INT32', repetition_type: 'OPTIONAL' })
  }
  const writer = new ParquetWriter({ writer: bytes, schema, createdBy })
  let pending: Rows[] = []
  let count = 0

  async function drain(): Promise<void> {
    if (bytes.index === 0) return
    await handle.writeFile(new Uint8Array(bytes.buffer, 0, bytes.index))
    bytes.index = 0
  }

  async function group(): Promise<void> {
    if (count === 0) return
    const data: ColumnSource[] = [{ name: fractional ? 'time_ms' : 'time', data: joined(pending, (rows) => Array.from(rows.time, (t): number | bigint => (fractional ? t : BigInt(t)))) }]
    columns.forEach(({ tag, judged }, i) => {
      const text = tag.kind === 'text'
      const cells = (rows: Rows) => Array.from(rows.value[i]!, (value, row) => (rows.present[i]![row] === 0 ? null : text ? (tag.labels[value] ?? '') : value))
      // a dictionary would take -0 for 0
      data.push({ name: tag.name, data: joined(pending, cells), ...(text ? {} : { encoding: 'PLAIN' as const }) })
      if (judged) data.push({ name: `${tag.name}_quality`, data: joined(pending, (rows) => Array.from(rows.quality[i]!, (q, row) => (rows.present[i]![row] === 0 ? null : q))) })
    })
    await writer.write({ columnData: data, rowGroupSize: count })
    pending = []
    count = 0
    await drain()
  }

  return {
    async add(rows: Rows): Promise<void> {
      pending.push(rows)
      count += rows.time.length
      if (count >= rowsPerGroup) await group()
    },
    async finish(): Promise<void> {
      await group()
      await writer.finish()
      await drain()
    },
  }
}

function joined<T>(pending: readonly Rows[], cells: (rows: Rows) => T[]): T[] {
  return pending.flatMap(cells)
}
