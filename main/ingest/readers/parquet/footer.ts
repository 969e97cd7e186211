/** The footer of a Parquet file, checked before anything it claims is believed. */
import { parquetMetadataAsync, type AsyncBuffer, type FileMetaData, type SchemaElement } from 'hyparquet'
import { Fault } from '../../../contract/errors.ts'
import { readStretch, type OpenFile } from '../../file.ts'

/** One chunk of a column is unpacked in memory. */
const mostUnpacked = 256 * 1024 * 1024
const mostColumns = 20_000

export interface ParquetColumn {
  readonly name: string
  readonly type: 'number' | 'boolean' | 'text' | 'time'
  /** Times that are wall-clock times, not UTC. */
  readonly local: boolean
  /** No cell is empty. */
  readonly required: boolean
}

export interface ParquetFooter {
  readonly metadata: FileMetaData
  readonly rows: number
  readonly columns: readonly ParquetColumn[]
  /** Nested and binary columns. */
  readonly leftOut: readonly string[]
}

export function asyncBuffer(opened: OpenFile): AsyncBuffer {
  return {
    byteLength: opened.bytes,
    async slice(start, end = opened.bytes) {
      const bytes = await readStretch(opened, start, end - start)
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer // readStretch allocates plain memory
    },
  }
}

/** @throws Fault `file_not_understood` for a damaged or truncated file, `too_large` for chunks that cannot be unpacked in bounded memory. */
export async function readFooter(opened: OpenFile, file: string): Promise<ParquetFooter> {
  const tail = await readStretch(opened, Math.max(0, opened.bytes - 8), 8)
  if (opened.bytes < 12 || Buffer.from(tail.subarray(4)).toString('latin1') !== 'PAR1') {
    throw notUnderstood(file, 'its end is missing', 'It was cut short or is still being written: copy it again.')
  }
  const length = new DataView(tail.buffer, tail.byteOffset).getUint32(0, true)
  if (length > opened.bytes - 12) throw notUnderstood(file, `its footer claims ${length} bytes, more than the file has`)
  let metadata: FileMetaData
  try {
    metadata = await parquetMetadataAsync(asyncBuffer(opened))
  } catch (error) {
    throw notUnderstood(file, 'its footer is damaged', undefined, error)
  }
  const rows = Number(metadata.num_rows)
  const groups = metadata.row_groups ?? []
  const counted = groups.reduce((sum, group) => sum + Number(group.num_rows), 0)
  if (!Number.isSafeInteger(rows) || rows < 0 || rows !== counted) throw notUnderstood(file, `it claims ${metadata.num_rows} rows and describes ${counted}`)
  if (rows === 0) throw notUnderstood(file, 'it holds no rows', 'Export it with its data.')
  for (const group of groups) {
    for (const chunk of group.columns) {
      const meta = chunk.meta_data
      if (!meta) throw notUnderstood(file, 'a column is not described')
      const name = meta.path_in_schema.join('.')
      const unpacked = Number(meta.total_uncompressed_size)
      const at = Number(meta.dictionary_page_offset ?? meta.data_page_offset)
      if (!(at >= 0) || at + Number(meta.total_compressed_size) > opened.bytes) throw notUnderstood(file, `column "${name}" lies outside of the file`, 'It was cut short: copy it again.')
      if (unpacked > mostUnpacked) throw new Fault('too_large', `"${file}": column "${name}" unfolds to ${Math.round(unpacked / 1e6)} MB in one row group. Write the file with smaller row groups (at most a million rows).`, { file })
    }
  }
  return { metadata, rows, ...columnsOf(metadata.schema, file) }
}

export function notUnderstood(file: string, why: string, cure = 'Write it again.', cause?: unknown): Fault {
  return new Fault('file_not_understood', `"${file}" is not a usable Parquet file: ${why}. ${cure}`, { file }, { cause })
}

function columnsOf(schema: readonly SchemaElement[], file: string): Pick<ParquetFooter, 'columns' | 'leftOut'> {
  const columns: ParquetColumn[] = []
  const leftOut: string[] = []
  const top = schema[0]?.num_children ?? 0
  let at = 1
  for (let child = 0; child < top; child++) {
    const element = schema[at]
    if (!element) throw notUnderstood(file, 'its schema is damaged')
    const column = element.num_children === undefined && element.repetition_type !== 'REPEATED' ? columnOf(element) : undefined
    if (column) columns.push(column)
    else leftOut.push(element.name)
    at = behind(schema, at)
  }
  if (columns.length === 0) throw notUnderstood(file, 'it holds no column of numbers, times or texts')
  if (columns.length > mostColumns) throw new Fault('too_large', `"${file}" has ${columns.length} columns, more than ${mostColumns}.`, { file })
  return { columns, leftOut }
}

function behind(schema: readonly SchemaElement[], at: number): number {
  let next = at + 1
  for (let child = 0; child < (schema[at]?.num_children ?? 0) && next < schema.length; child++) next = behind(schema, next)
  return next
}

function columnOf(element: SchemaElement): ParquetColumn | undefined {
  const type = typeOf(element)
  const { name, logical_type: logical, repetition_type: repetition } = element
  return type && { name, type, local: logical?.type === 'TIMESTAMP' && !logical.isAdjustedToUTC, required: repetition === 'REQUIRED' }
}

function typeOf({ type, converted_type: converted, logical_type: logical }: SchemaElement): ParquetColumn['type'] | undefined {
  const calendar = converted === 'DATE' || converted === 'TIMESTAMP_MILLIS' || converted === 'TIMESTAMP_MICROS'
  if (type === 'INT96' || calendar || logical?.type === 'DATE' || logical?.type === 'TIMESTAMP') return 'time'
  if (type === 'BOOLEAN') return 'boolean'
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') return 'number'
  if (type === 'BYTE_ARRAY') return converted === 'UTF8' || converted === 'ENUM' || logical?.type === 'STRING' || (!converted && !logical) ? 'text' : undefined
  if (type === 'FIXED_LEN_BYTE_ARRAY') return logical?.type === 'FLOAT16' ? 'number' : undefined
  return 'number'
}
