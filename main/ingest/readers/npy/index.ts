import { Fault } from '../../../contract/errors.ts'
import { openFile, readStretch, withFile, type OpenFile } from '../../file.ts'
import type { Reader, RecordBlock, RecordSource, SourceFile } from '../../port.ts'
import { arrayColumns, arrayPreview, type ArrayOptions } from '../../arrayOptions.ts'
import { previewRows } from '../../previewRows.ts'
import { bytesPerValue, isNpy, readNpyHeader, type NpyHeader } from './header.ts'
import { decodeValues } from './values.ts'

const headBytes = 65_536 + 16
const cellsPerBlock = 1 << 20

interface Layout {
  readonly header: NpyHeader
  readonly rows: number
  readonly columns: number
  /** Distance in values between two rows and between two columns. */
  readonly rowStep: number
  readonly columnStep: number
}

/** NumPy arrays: one dimension is one column, two are rows and columns (numbered from 0 as in NumPy: c0, c1 …). */
export const npyReader: Reader = {
  id: 'npy',
  recognises: (head, name) => (isNpy(head) ? 1 : /\.npy$/i.test(name) ? 0.9 : 0),
  async preview(file, options) {
    return withFile(file, async (opened) => {
      const layout = await layoutOf(opened, file, options.layout === 'transposed')
      const sample = await sampleColumns(opened, layout)
      const guess = arrayColumns(sample, options, file.name)
      const source = npySource({ ...opened, close: async () => undefined }, layout, guess.options, undefined)
      return arrayPreview({ format: 'npy', file, bytes: opened.bytes, guess, count: layout.rows, transposed: options.layout === 'transposed', first: await previewRows(source) })
    })
  },
  async open(file, options, checkpoint) {
    const opened = await openFile(file)
    try {
      const layout = await layoutOf(opened, file, options.layout === 'transposed')
      const guess = arrayColumns(await sampleColumns(opened, layout), options, file.name)
      return npySource(opened, layout, guess.options, checkpoint)
    } catch (error) {
      await opened.close()
      throw error
    }
  },
}

async function layoutOf(opened: OpenFile, file: SourceFile, transposed: boolean): Promise<Layout> {
  const header = readNpyHeader(await readStretch(opened, 0, headBytes), opened.bytes, file.name)
  const { shape, fortran } = header
  if (shape.length === 0 || shape.length > 2) {
    throw new Fault('file_not_understood', `"${file.name}" is an array of ${shape.length} dimensions; one or two can be imported. Save one slice, e.g. numpy.save(name, array[0]).`, { file: file.name, shape })
  }
  const [a, b = 1] = shape as [number, number?]
  const [stepA, stepB] = fortran ? [1, a] : [b, 1]
  return transposed ? { header, rows: b, columns: a, rowStep: stepB, columnStep: stepA } : { header, rows: a, columns: b, rowStep: stepA, columnStep: stepB }
}

/** Values `[from, to)` of one column; strided columns are gathered in row order by `readRows` instead. */
async function readColumn(opened: OpenFile, { header, columnStep }: Layout, column: number, from: number, to: number): Promise<Float64Array> {
  const size = bytesPerValue(header.type)
  const bytes = await readStretch(opened, header.offset + (column * columnStep + from) * size, (to - from) * size)
  return decodeValues(bytes, header.type, header.littleEndian)
}

/** Rows `[from, to)` of every column. */
async function readRows(opened: OpenFile, layout: Layout, from: number, to: number): Promise<Float64Array[]> {
  const { header, columns, rowStep } = layout
  if (rowStep === 1) {
    const all: Float64Array[] = []
    for (let column = 0; column < columns; column++) all.push(await readColumn(opened, layout, column, from, to))
    return all
  }
  const size = bytesPerValue(header.type)
  const bytes = await readStretch(opened, header.offset + from * rowStep * size, (to - from) * rowStep * size)
  const flat = decodeValues(bytes, header.type, header.littleEndian)
  return Array.from({ length: columns }, (_, column) => {
    const values = new Float64Array(to - from)
    for (let row = 0; row < values.length; row++) values[row] = flat[row * rowStep + column]!
    return values
  })
}

async function sampleColumns(opened: OpenFile, layout: Layout): Promise<{ name: string; values: Float64Array }[]> {
  const rows = Math.min(layout.rows, Math.max(64, Math.floor(500_000 / layout.columns)))
  const values = await readRows(opened, layout, 0, rows)
  return values.map((column, i) => ({ name: `c${i}`, values: column }))
}

function npySource(opened: OpenFile, layout: Layout, options: ArrayOptions, checkpoint: Record<string, unknown> | undefined): RecordSource {
  const used = options.columns.flatMap((column, index) => (column.role === 'value' ? [{ column, index }] : []))
  const clock = options.clock
  const perBlock = Math.max(16, Math.min(65_536, Math.floor(cellsPerBlock / layout.columns)))
  async function* blocks(signal: AbortSignal): AsyncGenerator<RecordBlock> {
    for (let from = Number(checkpoint?.['row'] ?? 0); from < layout.rows; from += perBlock) {
      signal.throwIfAborted()
      const to = Math.min(layout.rows, from + perBlock)
      const values = await readRows(opened, layout, from, to)
      yield clock.block({ from, to, values: (column) => values[column]!, used: used.map(({ index }) => index), progress: to / layout.rows })
    }
  }
  return { columns: used.map(({ column }) => ({ name: column.name, unit: column.unit, kind: column.kind, labels: [] })), blocks, close: () => opened.close() }
}
