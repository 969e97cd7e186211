import type { TagRow } from '../../storage/ports.ts'
import type { Rows } from './rows.ts'
import { isoTime } from './times.ts'

export interface ExportColumn {
  readonly tag: TagRow
  /** Some of its points are not good: a column beside it says which. */
  readonly judged: boolean
}

/** Header and rows of a CSV that this program reads back to the same points: RFC 4180, decimal point, UTF-8. */
export function csvHeader(columns: readonly ExportColumn[]): string {
  return `${['time', ...columns.flatMap(({ tag, judged }) => (judged ? [tag.name, `${tag.name}_quality`] : [tag.name]))].map(cell).join(',')}\n`
}

export function csvRows(columns: readonly ExportColumn[], rows: Rows): string {
  let text = ''
  for (let row = 0; row < rows.time.length; row++) {
    text += isoTime(rows.time[row]!)
    for (const [i, { tag, judged }] of columns.entries()) {
      text += `,${valueText(tag, rows.value[i]![row]!)}`
      if (judged) text += rows.present[i]![row] === 1 ? `,${rows.quality[i]![row]}` : ','
    }
    text += '\n'
  }
  return text
}

function valueText(tag: TagRow, value: number): string {
  if (Number.isNaN(value)) return ''
  if (tag.kind === 'text') return cell(tag.labels[value] ?? String(value))
  return Object.is(value, -0) ? '-0' : String(value)
}

function cell(text: string): string {
  return /[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
