import { Fault } from '../../../contract/errors.ts'
import type { ImportOptions, Preview } from '../../../contract/imports.ts'
import { classify } from '../../../../models/preprocess/classify.ts'
import { openFile, readStretch, withFile, type OpenFile } from '../../file.ts'
import { memorySource } from '../../memorySource.ts'
import { assetNameFrom, uniqueNames } from '../../names.ts'
import { previewRows } from '../../previewRows.ts'
import type { Reader, RecordSource, SourceFile } from '../../port.ts'
import { splitCells } from './cells.ts'
import type { Dialect } from './dialect.ts'
import { looksBinary } from './encoding.ts'
import { applyCorrections, guessText, type Guess } from './guess.ts'
import { headOf, takeSample, type Sample } from './sample.ts'
import { textSource } from './source.ts'
import { readTransposed } from './transposed.ts'
import { numberIn } from './values.ts'

/** CSV and everything like it: comma, semicolon, tab, bar or blanks; wide, long or transposed. */
export const textReader: Reader = {
  id: 'text',
  recognises(head, name) {
    if (looksBinary(head)) return 0
    return /\.(csv|tsv|txt|dat|asc|log)$/i.test(name) ? 0.6 : 0.4
  },
  async preview(file, options) {
    return withFile(file, async (opened) => {
      const { sample, guess } = await understand(opened, file, options)
      const { dialect } = guess
      const source = await sourceOf({ ...opened, close: async () => undefined }, file, sample, dialect, undefined, 200)
      const { rows, rejects } = await previewRows(source)
      const warnings = [...guess.warnings]
      if (dialect.layout === 'transposed') warnings.unshift({ code: 'transposed', words: `Each line holds one tag: ${dialect.columns.length} tags. Correct the layout if the lines are rows.` })
      return {
        file: file.name,
        bytes: opened.bytes,
        options: { format: 'text', ...mutable(dialect) },
        columns: [...dialect.columns],
        grid: guess.grid.map((row) => [...row]),
        rows,
        rowsEstimated: dialect.layout === 'transposed' ? (sample.head[0] ? splitCells(sample.head[0].text, dialect.delimiter).length : null) : estimate(sample, dialect, opened.bytes),
        warnings,
        rejects,
        assetName: assetNameFrom(file.name),
      }
    })
  },
  async open(file, options, checkpoint) {
    const opened = await openFile(file)
    try {
      const known = await asPreviewed(opened, options)
      if (known) return await sourceOf(opened, file, known, known.dialect, checkpoint)
      const { sample, guess } = await understand(opened, file, options)
      return await sourceOf(opened, file, sample, guess.dialect, checkpoint)
    } catch (error) {
      await opened.close()
      throw error
    }
  },
}

/** Enough for the header. */
const openedBytes = 64 * 1024

type Opened = Pick<Sample, 'head' | 'mark' | 'newline'>

/** What is needed to read a file whose options are those of its preview, with nothing left out: nothing is guessed twice. */
async function asPreviewed(opened: OpenFile, options: ImportOptions): Promise<(Opened & { dialect: Dialect }) | undefined> {
  const { encoding, delimiter, decimal, headerRows, unitsRow, layout, timeFormat, zone, interval, start, missing, columns = [], exclude } = options
  if (!encoding || !delimiter || !decimal || headerRows === undefined || unitsRow === undefined || !layout || layout === 'transposed' || !timeFormat || zone === undefined || interval === undefined || start === undefined || !missing || !exclude) return undefined
  const whole = columns.flatMap(({ name, role, kind, unit }) => (role !== undefined && kind !== undefined && unit !== undefined ? [{ name, role, kind, unit }] : []))
  // how qualities are coded is told by many rows
  if (whole.some(({ role }) => role === 'quality')) return undefined
  const { head, mark, newline } = headOf(await readStretch(opened, 0, openedBytes), encoding, headerRows + 2, opened.bytes <= openedBytes)
  const first = head[headerRows]
  if (newline === 13 || whole.length === 0 || whole.length < columns.length || !first || splitCells(first.text, delimiter).length !== columns.length) return undefined
  return { head, mark, newline, dialect: { encoding, delimiter, decimal, headerRows, unitsRow, layout, timeFormat, zone, interval, start, missing, columns: whole, exclude } }
}

function mutable(dialect: Dialect): Omit<Preview['options'], 'format'> {
  return { ...dialect, missing: [...dialect.missing], columns: [...dialect.columns], exclude: [...dialect.exclude] }
}

async function understand(opened: OpenFile, file: SourceFile, options: ImportOptions): Promise<{ sample: Sample; guess: Guess }> {
  const sample = await takeSample(opened, file.name, options.encoding)
  const guess = guessText(sample, options, file.name)
  const { dialect } = guess
  if (dialect.layout === 'transposed') {
    const { names, values } = await readTransposed(opened, file.name, dialect, sample.mark)
    const guessed = uniqueNames(names).map((name, i) => ({ name, role: 'value' as const, unit: '', kind: classify(values[i]!, name) }))
    const warnings = [...guess.warnings]
    const columns = applyCorrections(guessed, options, warnings)
    return { sample, guess: { ...guess, warnings, dialect: { ...dialect, columns } } }
  }
  if (dialect.layout === 'long' && !(dialect.columns.some(({ role }) => role === 'tag') && dialect.columns.some(({ role }) => role === 'value'))) {
    throw new Fault('bad_input', `The long layout of "${file.name}" needs a column of tag names and a column of values. Set their roles.`, { file: file.name })
  }
  return { sample, guess }
}

async function sourceOf(opened: OpenFile, file: SourceFile, sample: Opened, dialect: Dialect, checkpoint?: Record<string, unknown>, blockRows?: number): Promise<RecordSource> {
  if (dialect.layout === 'transposed') {
    const { values, rejects } = await readTransposed(opened, file.name, dialect, sample.mark)
    const used = dialect.columns.flatMap((column, i) => (column.role === 'value' && values[i] ? [{ column, values: values[i] }] : []))
    return memorySource({
      columns: used.map(({ column }) => ({ name: column.name, unit: column.unit, kind: column.kind, labels: [] })),
      values: used.map((tag) => tag.values),
      time: (row) => dialect.start + row * dialect.interval,
      line: (row) => row + 1,
      rejects,
      checkpoint,
      close: () => opened.close(),
    })
  }
  const first = sample.head[dialect.headerRows]
  if (!first) throw new Fault('file_not_understood', `"${file.name}" has no rows behind ${dialect.headerRows} header rows. Correct the number of header rows.`, { file: file.name })
  const body = sample.head.slice(dialect.headerRows, dialect.headerRows + 500).map((record) => splitCells(record.text, dialect.delimiter))
  const opc = dialect.columns.map(({ role }, i) => role === 'quality' && body.some((row) => (numberIn(row[i] ?? '', '.') ?? 0) > 2))
  return textSource({ file: opened, dialect, mark: sample.mark, newline: sample.newline, headerLines: first.line - 1, opc, checkpoint, blockRows })
}

function estimate(sample: Sample, dialect: Dialect, bytes: number): number {
  if (sample.complete) return sample.head.slice(dialect.headerRows).filter((record) => record.text.trim() !== '').length
  return Math.max(0, Math.round(bytes / sample.bytesPerRecord) - dialect.headerRows)
}
