import type { Preview } from '../contract/imports.ts'
import type { RecordSource } from './port.ts'

const most = 20

/** The first rows as they would be stored, from the very code that will store them. Closes the source. */
export async function previewRows(source: RecordSource): Promise<Pick<Preview, 'rows' | 'rejects'>> {
  try {
    const rejects: Preview['rejects'] = []
    for await (const block of source.blocks(new AbortController().signal)) {
      rejects.push(...block.rejects.slice(0, most - rejects.length))
      if (block.points.length === 0) continue
      // rows of the file: in the wide layout all columns share them, in the long one each has a single point
      const byLine = new Map<number, Preview['rows'][number]>()
      const width = source.columns.length
      for (const { column, time, value, line } of block.points) {
        for (let i = 0; i < Math.min(most, time.length); i++) {
          const row = byLine.get(line[i]!) ?? { time: time[i]!, values: Array.from({ length: width }, () => null) }
          row.values[column] = Number.isFinite(value[i]!) ? value[i]! : null
          byLine.set(line[i]!, row)
        }
      }
      const rows = [...byLine].sort(([a], [b]) => a - b).slice(0, most)
      return { rows: rows.map(([, row]) => row), rejects }
    }
    return { rows: [], rejects }
  } finally {
    await source.close()
  }
}
