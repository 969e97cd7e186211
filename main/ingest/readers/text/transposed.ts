/** Texts whose lines are tags. They are read whole, so their size is bounded. */
import { Fault } from '../../../contract/errors.ts'
import type { OpenFile } from '../../file.ts'
import type { Reject } from '../../port.ts'
import { splitCells } from './cells.ts'
import type { Dialect } from './dialect.ts'
import { byteFeed } from './feed.ts'
import { numberIn } from './values.ts'

const mostCells = 8_000_000
const longestLine = 64 << 20

export interface Transposed {
  readonly names: readonly string[]
  readonly values: readonly Float64Array[]
  /** Samples that hold a cell which is no number, by their position in the line (1-based). */
  readonly rejects: readonly Reject[]
}

/** @throws Fault `too_large`, or `file_not_understood` for lines of unequal length. */
export async function readTransposed(file: OpenFile, name: string, dialect: Dialect, mark: number): Promise<Transposed> {
  if (file.bytes > longestLine) throw new Fault('too_large', `"${name}" is transposed and too large for that (${Math.round(file.bytes / 1e6)} MB, at most 67 MB). Turn its rows into columns first.`, { file: name })
  const feed = byteFeed({ file, offset: mark, encoding: dialect.encoding, limit: longestLine })
  while (!feed.ended) await feed.more()
  const text = new TextDecoder(dialect.encoding === 'latin1' ? 'windows-1252' : 'utf-8').decode(feed.bytes.subarray(feed.from, feed.to))
  const missing = new Set(dialect.missing.map((word) => word.toLowerCase()))
  const lines = text.split(/\r\n|\n|\r/)
  const names: string[] = []
  const values: Float64Array[] = []
  const bad = new Map<number, Reject>()
  let cellCount = 0
  lines.slice(dialect.headerRows).forEach((line, index) => {
    if (line.trim() === '') return
    const cells = splitCells(line, dialect.delimiter)
    const named = numberIn(cells[0]!, dialect.decimal) === undefined && !missing.has(cells[0]!.toLowerCase())
    names.push(named ? cells.shift()! : `c${names.length + 1}`)
    cellCount += cells.length
    if (cellCount > mostCells) throw new Fault('too_large', `"${name}" is transposed and holds more than ${mostCells} values. Turn its rows into columns first.`, { file: name })
    const first = values[0]
    if (first && cells.length !== first.length) {
      throw new Fault('file_not_understood', `"${name}": line ${index + 1 + dialect.headerRows} holds ${cells.length} values, the first ${first.length}. When lines are tags they must be equally long.`, { file: name })
    }
    values.push(
      Float64Array.from(cells, (cell, at) => {
        if (cell === '' || missing.has(cell.toLowerCase())) return NaN
        const value = numberIn(cell, dialect.decimal)
        if (value === undefined && !bad.has(at)) bad.set(at, { line: at + 1, reason: `value ${at + 1} of line ${index + 1 + dialect.headerRows} is not a number`, text: cell.slice(0, 200) })
        return value ?? NaN
      }),
    )
  })
  return { names, values, rejects: [...bad.values()].sort((a, b) => a.line - b.line) }
}
