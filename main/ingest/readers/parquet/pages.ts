/**
 * A look through the pages of a row group before the library decodes them. The library believes what pages say about themselves: a
 * damaged run length would keep it busy, or filling memory, for ever. Here runs are only counted, and must agree with the number of values.
 */
import type { ColumnMetaData, RowGroup } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import { Fault } from '../../../contract/errors.ts'
import { readStretch, type OpenFile } from '../../file.ts'
import { compressors } from './compressors.ts'
import { notUnderstood, type ParquetColumn } from './footer.ts'

const mostUnpacked = 256 * 1024 * 1024

/** @throws Fault `file_not_understood` naming the column whose pages contradict themselves. */
export async function checkPages(opened: OpenFile, group: RowGroup, columns: readonly ParquetColumn[], file: string): Promise<void> {
  const byName = new Map(columns.map((column) => [column.name, column]))
  for (const { meta_data: meta } of group.columns) {
    const column = meta && meta.path_in_schema.length === 1 ? byName.get(meta.path_in_schema[0]!) : undefined
    if (!meta || !column) continue
    const begin = Number(meta.dictionary_page_offset ?? meta.data_page_offset)
    const bytes = await readStretch(opened, Math.min(begin, Number(meta.data_page_offset)), Number(meta.total_compressed_size))
    try {
      checkChunk(bytes, meta, column, Number(group.num_rows))
    } catch (error) {
      throw notUnderstood(file, `the pages of column "${column.name}" are damaged`, undefined, error instanceof Fault ? undefined : error)
    }
  }
}

function damaged(): never {
  throw new RangeError('a page contradicts itself')
}

function checkChunk(bytes: Uint8Array, meta: ColumnMetaData, column: ParquetColumn, rows: number): void {
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 }
  let values = 0
  while (values < rows) {
    if (reader.offset >= bytes.length - 1) damaged()
    const header = parquetHeader(reader)
    const { compressed_page_size: packed, uncompressed_page_size: unpacked } = header
    if (!(packed >= 0) || !(unpacked >= 0) || unpacked > mostUnpacked || reader.offset + packed > bytes.length) damaged()
    const page = bytes.subarray(reader.offset, reader.offset + packed)
    reader.offset += packed
    const v1 = header.data_page_header
    const v2 = header.data_page_header_v2
    if (header.type === 'DICTIONARY_PAGE') {
      const count = header.dictionary_page_header?.num_values
      // the shortest value takes a bit
      if (count === undefined || !(count >= 0) || count > unpacked * 8) damaged()
    } else if (header.type === 'DATA_PAGE' && v1) {
      if (!(v1.num_values > 0) || values + v1.num_values > rows) damaged()
      checkV1(unpack(page, unpacked, meta.codec), v1.num_values, v1.encoding, column)
      values += v1.num_values
    } else if (header.type === 'DATA_PAGE_V2' && v2) {
      const { num_values: count, num_nulls: nulls, definition_levels_byte_length: levels, repetition_levels_byte_length: repeated } = v2
      if (!(count > 0) || values + count > rows || v2.num_rows !== count || !(nulls >= 0) || nulls > count || repeated !== 0 || !(levels >= 0) || levels > packed) damaged()
      if (!column.required && countRuns(page.subarray(0, levels), 0, levels, 1, count) !== count - nulls) damaged()
      const data = page.subarray(levels)
      checkValues(v2.is_compressed === false ? data : unpack(data, unpacked - levels, meta.codec), 0, count - nulls, v2.encoding, column)
      values += count
    } else damaged()
  }
}

function checkV1(page: Uint8Array, count: number, encoding: string, column: ParquetColumn): void {
  if (column.required) return checkValues(page, 0, count, encoding, column)
  const length = viewOf(page).getUint32(0, true)
  if (4 + length > page.length) damaged()
  checkValues(page, 4 + length, countRuns(page, 4, 4 + length, 1, count), encoding, column)
}

function checkValues(page: Uint8Array, at: number, count: number, encoding: string, column: ParquetColumn): void {
  if (count === 0) return
  if (encoding === 'RLE_DICTIONARY' || encoding === 'PLAIN_DICTIONARY') {
    const width = page[at] ?? damaged()
    if (width > 32) damaged()
    if (width > 0) countRuns(page, at + 1, page.length, width, count)
  } else if (encoding === 'RLE') {
    if (column.type !== 'boolean') damaged()
    const length = viewOf(page).getUint32(at, true)
    countRuns(page, at + 4, Math.min(page.length, at + 4 + length), 1, count)
  } else if (encoding.startsWith('DELTA')) {
    const cursor = { at }
    const block = varInt(page, cursor)
    const minis = varInt(page, cursor)
    const total = varInt(page, cursor)
    if (total !== count || minis === 0 || minis > 4096 || block === 0 || block > 1 << 20 || block % minis !== 0) damaged()
  } else if (count > (page.length - at) * 8) damaged()
}

/** Walks a stream of runs (Parquet's RLE and bit-packing hybrid) of `count` values; answers how many are 1 where `width` is 1. */
function countRuns(bytes: Uint8Array, from: number, to: number, width: number, count: number): number {
  const cursor = { at: from }
  const wide = (width + 7) >> 3
  let seen = 0
  let ones = 0
  while (seen < count) {
    if (cursor.at >= to) damaged()
    const header = varInt(bytes, cursor)
    if (header % 2 === 0) {
      const run = header / 2
      if (run === 0 || seen + run > count) damaged()
      if (width === 1 && bytes[cursor.at] === 1) ones += run
      seen += run
      cursor.at += wide
    } else {
      const groups = (header - 1) / 2
      // the last group may be filled up, and some writers leave its unused bytes out
      if (groups === 0 || groups * 8 > count - seen + 7 + 8 * 63) damaged()
      if (width === 1) for (let i = 0; i < groups * 8 && seen + i < count; i++) ones += (bytes[cursor.at + (i >> 3)]! >> (i & 7)) & 1
      seen += groups * 8
      cursor.at += groups * width
    }
  }
  return ones
}

function varInt(bytes: Uint8Array, cursor: { at: number }): number {
  let value = 0
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = bytes[cursor.at++] ?? damaged()
    value += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) return value
  }
  return damaged()
}

function unpack(page: Uint8Array, length: number, codec: ColumnMetaData['codec']): Uint8Array {
  if (codec === 'UNCOMPRESSED') return page
  const out = compressors[codec]?.(page, length)
  if (out?.length !== length) damaged()
  return out
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
