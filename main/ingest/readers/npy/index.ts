import { Fault } from '../../../contract/errors.ts'
import type { ImportOptions } from '../../../contract/imports.ts'
import { fileBytes, previewTable, readStrided, tableSource, type ArrayTable } from '../../arrayTable.ts'
import { openFile, readStretch, withFile, type OpenFile } from '../../file.ts'
import type { Reader, SourceFile } from '../../port.ts'
import { isNpy, readNpyHeader } from './header.ts'

const headBytes = 65_536 + 16

/** NumPy arrays: one dimension is one column, two are rows and columns (numbered from 0 as in NumPy: c0, c1 …). */
export const npyReader: Reader = {
  id: 'npy',
  recognises: (head, name) => (isNpy(head) ? 1 : /\.npy$/i.test(name) ? 0.9 : 0),
  preview: (file, options) =>
    withFile(file, async (opened) => previewTable({ format: 'npy', file, bytes: opened.bytes, table: await tableOf(opened, file, options), options })),
  async open(file, options, checkpoint) {
    const opened = await openFile(file)
    try {
      return await tableSource(await tableOf(opened, file, options), options, file.name, checkpoint, () => opened.close())
    } catch (error) {
      await opened.close()
      throw error
    }
  },
}

async function tableOf(opened: OpenFile, file: SourceFile, options: ImportOptions): Promise<ArrayTable> {
  const { type, littleEndian, fortran, shape, offset } = readNpyHeader(await readStretch(opened, 0, headBytes), opened.bytes, file.name)
  const [a, b = 1] = shape
  if (a === undefined || shape.length > 2) {
    throw new Fault('file_not_understood', `"${file.name}" is an array of ${shape.length} dimensions; one or two can be imported. Save one slice, e.g. numpy.save(name, array[0]).`, { file: file.name, shape })
  }
  const [stepA, stepB] = fortran ? [1, a] : [b, 1]
  const order = options.layout === 'transposed' ? { rows: b, columns: a, rowStep: stepB, columnStep: stepA } : { rows: a, columns: b, rowStep: stepA, columnStep: stepB }
  const array = { type, littleEndian, ...order, bytes: fileBytes(opened, offset) }
  return { rows: order.rows, names: Array.from({ length: order.columns }, (_, i) => `c${i}`), readRows: (from, to) => readStrided(array, from, to) }
}
