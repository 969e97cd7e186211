/** Arrays of numbers as a table that is read by rows: what npy and mat have in common. */
import type { Detail } from '../contract/errors.ts'
import type { ImportOptions, Preview } from '../contract/imports.ts'
import { arrayColumns, arrayPreview, type ArrayOptions } from './arrayOptions.ts'
import type { RecordBlock, RecordSource, SourceFile } from './port.ts'
import { previewRows } from './previewRows.ts'
import { bytesPerValue, decodeValues } from './numericTypes.ts'
import { readStretch, type OpenFile } from './file.ts'

const cellsPerBlock = 1 << 20
const sampleCells = 500_000

export interface ArrayTable {
  readonly rows: number
  readonly names: readonly string[]
  /** Rows `[from, to)`, an array a column. */
  readRows(from: number, to: number): Promise<Float64Array[]>
}

async function sampleOf(table: ArrayTable) {
  const rows = Math.min(table.rows, Math.max(64, Math.floor(sampleCells / table.names.length)))
  const values = await table.readRows(0, rows)
  return table.names.map((name, i) => ({ name, values: values[i]! }))
}

export interface TablePreviewInput {
  readonly format: 'npy' | 'mat'
  readonly file: SourceFile
  readonly bytes: number
  readonly table: ArrayTable
  readonly options: ImportOptions
  readonly variables?: string[] | undefined
  readonly warnings?: Preview['warnings'] | undefined
}

export async function previewTable({ format, file, bytes, table, options, variables, warnings = [] }: TablePreviewInput): Promise<Preview> {
  const guess = arrayColumns(await sampleOf(table), options, file.name)
  const first = await previewRows(sourceOf(table, guess.options, undefined, async () => undefined))
  const all = { ...guess, warnings: [...warnings, ...guess.warnings] }
  return arrayPreview({ format, file, bytes, guess: all, count: table.rows, transposed: options.layout === 'transposed', variables, first })
}

export async function tableSource(table: ArrayTable, options: ImportOptions, file: string, checkpoint: Detail | undefined, close: () => Promise<void>): Promise<RecordSource> {
  return sourceOf(table, arrayColumns(await sampleOf(table), options, file).options, checkpoint, close)
}

function sourceOf(table: ArrayTable, { columns, clock }: ArrayOptions, checkpoint: Detail | undefined, close: () => Promise<void>): RecordSource {
  const used = columns.flatMap((column, index) => (column.role === 'value' ? [{ column, index }] : []))
  const indexes = used.map(({ index }) => index)
  const perBlock = Math.max(16, Math.min(65_536, Math.floor(cellsPerBlock / columns.length)))
  async function* blocks(signal: AbortSignal): AsyncGenerator<RecordBlock> {
    for (let from = Number(checkpoint?.['row'] ?? 0); from < table.rows; from += perBlock) {
      signal.throwIfAborted()
      const to = Math.min(table.rows, from + perBlock)
      const values = await table.readRows(from, to)
      yield clock.block({ from, to, values: (column) => values[column]!, used: indexes, progress: to / table.rows })
    }
  }
  return { columns: used.map(({ column }) => ({ name: column.name, unit: column.unit, kind: column.kind, labels: [] })), blocks, close }
}

/** A block of numbers somewhere: value (row, column) stands `row * rowStep + column * columnStep` values behind the beginning. */
export interface StridedArray {
  readonly type: string
  readonly littleEndian: boolean
  readonly rows: number
  readonly columns: number
  readonly rowStep: number
  readonly columnStep: number
  /** Bytes `[from, from + length)` of the block. */
  bytes(from: number, length: number): Promise<Uint8Array>
}

/** Reads rows with as few reads as the order of the values allows; one of the two steps is 1. */
export async function readStrided(array: StridedArray, from: number, to: number): Promise<Float64Array[]> {
  const { type, littleEndian, columns, rowStep, columnStep } = array
  const size = bytesPerValue(type)
  const n = to - from
  const decoded = async (first: number, count: number) => decodeValues(await array.bytes(first * size, count * size), type, littleEndian)
  if (rowStep === 1) {
    const all: Float64Array[] = []
    for (let column = 0; column < columns; column++) all.push(await decoded(column * columnStep + from, n))
    return all
  }
  const flat = await decoded(from * rowStep, n * rowStep)
  return Array.from({ length: columns }, (_, column) => {
    const values = new Float64Array(n)
    for (let row = 0; row < n; row++) values[row] = flat[row * rowStep + column * columnStep]!
    return values
  })
}

export function fileBytes(opened: OpenFile, offset: number): StridedArray['bytes'] {
  return (from, length) => readStretch(opened, offset + from, length)
}
