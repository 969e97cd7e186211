import type { ImportOptions } from '../../../contract/imports.ts'
import { openFile, withFile, type OpenFile } from '../../file.ts'
import { assetNameFrom } from '../../names.ts'
import { previewRows } from '../../previewRows.ts'
import type { Reader } from '../../port.ts'
import { cellText, readCells } from './cells.ts'
import { readFooter } from './footer.ts'
import { guessParquet } from './guess.ts'
import { checkPages } from './pages.ts'
import { parquetSource } from './source.ts'

const sampleRows = 2000

export const { preview, open }: Pick<Reader, 'preview' | 'open'> = {
  preview: (file, options) =>
    withFile(file, async (opened) => {
      const { footer, cells, dialect, warnings } = await understand(opened, file.name, options)
      const source = parquetSource({ opened, file: file.name, footer, dialect, most: 200, close: async () => undefined })
      const grid = Array.from({ length: Math.min(20, footer.rows, cells[0]!.length) }, (_, row) => cells.slice(0, 300).map((column) => cellText(column[row]).slice(0, 200)))
      return {
        file: file.name,
        bytes: opened.bytes,
        options: { format: 'parquet', ...dialect, columns: [...dialect.columns], exclude: [...dialect.exclude] },
        columns: [...dialect.columns],
        grid,
        ...(await previewRows(source)),
        rowsEstimated: footer.rows,
        warnings,
        assetName: assetNameFrom(file.name),
      }
    }),
  async open(file, options, checkpoint) {
    const opened = await openFile(file)
    try {
      const { footer, dialect } = await understand(opened, file.name, options)
      return parquetSource({ opened, file: file.name, footer, dialect, checkpoint, close: () => opened.close() })
    } catch (error) {
      await opened.close()
      throw error
    }
  },
}

async function understand(opened: OpenFile, file: string, options: ImportOptions) {
  const footer = await readFooter(opened, file)
  const first = footer.metadata.row_groups.findIndex((group) => group.num_rows > 0n)
  await checkPages(opened, footer.metadata.row_groups[first]!, footer.columns, file)
  const rows = Math.min(sampleRows, Number(footer.metadata.row_groups[first]!.num_rows))
  const cells = await readCells(opened, footer.metadata, file, footer.columns.map(({ name }) => name), 0, rows)
  return { footer, cells, ...guessParquet(footer, cells, options, file) }
}
