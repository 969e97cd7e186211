import { Fault } from '../../../contract/errors.ts'
import type { ImportOptions, Preview } from '../../../contract/imports.ts'
import { fileBytes, previewTable, readStrided, tableSource, type ArrayTable, type StridedArray } from '../../arrayTable.ts'
import { openFile, withFile, type OpenFile } from '../../file.ts'
import type { Reader, SourceFile } from '../../port.ts'
import { inflateVariable, readMatFile, type MatVariable } from './elements.ts'

interface MatTable {
  readonly table: ArrayTable
  readonly variables: string[]
  readonly warnings: Preview['warnings']
}

/**
 * MATLAB files of version 5 (saved with -v6 or -v7). The longest variables are taken side by side (as those of one recording are equally
 * long); time runs along the longer side of a matrix, whose columns are called `name(1)`, `name(2)` …
 */
export const matReader: Reader = {
  id: 'mat',
  recognises: (head, name) => (Buffer.from(head.subarray(0, 10)).toString('latin1') === 'MATLAB 5.0' ? 1 : /\.mat$/i.test(name) ? 0.8 : 0),
  preview: (file, options) =>
    withFile(file, async (opened) => {
      const { table, variables, warnings } = await tableOf(opened, file, options)
      return previewTable({ format: 'mat', file, bytes: opened.bytes, table, options, variables, warnings })
    }),
  async open(file, options, checkpoint) {
    const opened = await openFile(file)
    try {
      const { table } = await tableOf(opened, file, options)
      return await tableSource(table, options, file.name, checkpoint, () => opened.close())
    } catch (error) {
      await opened.close()
      throw error
    }
  },
}

async function tableOf(opened: OpenFile, file: SourceFile, options: ImportOptions): Promise<MatTable> {
  const { littleEndian, variables } = await readMatFile(opened, file.name)
  const usable = variables.filter(({ refused }) => refused === '')
  const chosen = options.variables ? wanted(options.variables, variables, file.name) : longest(usable)
  if (chosen.length === 0) {
    const seen = variables.slice(0, 10).map(({ name, refused }) => `"${name}" (${refused})`)
    throw new Fault('file_not_understood', `"${file.name}" holds no array of numbers to import${seen.length > 0 ? `, only ${seen.join(', ')}` : ''}. Save vectors or matrices of real numbers.`, { file: file.name })
  }
  const rows = Math.max(...chosen[0]!.shape)
  const uneven = chosen.find(({ shape }) => !shape.includes(rows))
  if (uneven) throw new Fault('bad_input', `The variables "${chosen[0]!.name}" (${rows} rows) and "${uneven.name}" (${Math.max(...uneven.shape)} rows) of "${file.name}" are not equally long. Import them one after the other.`, { file: file.name })
  const names: string[] = []
  const arrays: StridedArray[] = []
  for (const variable of chosen) {
    const [a, b] = variable.shape as [number, number] // two dimensions were checked by the reader of the file
    const along = a === rows
    const columns = along ? b : a
    const inflated = variable.compressed ? await inflateVariable(opened, variable, file.name) : undefined
    const bytes: StridedArray['bytes'] = inflated
      ? async (from, length) => inflated.subarray(variable.offset + from, variable.offset + from + length)
      : fileBytes(opened, variable.at + variable.offset)
    arrays.push({ type: variable.type, littleEndian, rows, columns, rowStep: along ? 1 : a, columnStep: along ? a : 1, bytes })
    for (let i = 1; i <= columns; i++) names.push(columns === 1 ? variable.name : `${variable.name}(${i})`)
  }
  const left = variables.filter((variable) => !chosen.includes(variable))
  const warnings = left.length > 0 ? [{ code: 'variables_left_out', words: `Left out: ${left.slice(0, 10).map(describe).join(', ')}${left.length > 10 ? ` and ${left.length - 10} more` : ''}.` }] : []
  return { table: { rows, names, readRows: async (from, to) => (await Promise.all(arrays.map((array) => readStrided(array, from, to)))).flat() }, variables: chosen.map(({ name }) => name), warnings }
}

function longest(usable: readonly MatVariable[]): MatVariable[] {
  const rows = Math.max(0, ...usable.map(({ shape }) => Math.max(...shape)))
  return rows < 2 ? [] : usable.filter(({ shape }) => Math.max(...shape) === rows)
}

function wanted(names: readonly string[], variables: readonly MatVariable[], file: string): MatVariable[] {
  return names.map((name) => {
    const found = variables.find((variable) => variable.name === name)
    if (found && found.refused === '') return found
    const known = variables.map((variable) => `"${variable.name}"`).slice(0, 20)
    throw new Fault('bad_input', found ? `The variable "${name}" of "${file}" cannot be imported: ${found.refused}.` : `"${file}" has no variable "${name}". It holds ${known.join(', ')}.`, { file, variable: name })
  })
}

function describe({ name, shape, refused }: MatVariable): string {
  return `"${name}" (${refused || shape.join(' x ')})`
}
