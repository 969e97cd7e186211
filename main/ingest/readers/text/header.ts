import { isUnit, uniqueNames, unitIn } from '../../names.ts'
import { mode, typeOf, type CellType } from './values.ts'

export interface HeaderGuess {
  /** Records before the first row of data. */
  readonly rows: number
  /** Index of the record that holds the units, null when there is none. */
  readonly units: number | null
}

/** The type that a column has in most rows. */
export function columnTypes(rows: readonly (readonly string[])[], width: number, decimal: '.' | ','): CellType[] {
  return Array.from({ length: width }, (_, column) => {
    const counts = { number: 0, time: 0, missing: 0, text: 0 }
    for (const row of rows) counts[typeOf(row[column] ?? '', decimal)]++
    const present = counts.number + counts.time + counts.text
    if (present === 0) return 'missing'
    if (counts.number >= present * 0.6) return 'number'
    return counts.time >= present * 0.6 ? 'time' : 'text'
  })
}

/** The header ends where a row, and the next one, holds what the columns hold further down. */
export function guessHeader(rows: readonly (readonly string[])[], decimal: '.' | ','): HeaderGuess {
  const width = mode(rows.map((row) => row.length))
  const body = rows.filter((row) => row.length === width).slice(-Math.max(1, Math.ceil(rows.length * 0.7)))
  const types = columnTypes(body, width, decimal)
  const typed = types.some((type) => type === 'number' || type === 'time')
  let first = 0
  if (typed) {
    const fits = rows.map((row) => fitsTypes(row, types, decimal))
    const blank = rows.map((row) => row.every((cell) => cell.trim() === '') && row.length < 2)
    first = fits.findIndex((fit, i) => fit && (fits.find((_, next) => next > i && !blank[next]) ?? true))
    if (first < 0) first = fits.indexOf(true)
    if (first < 0) first = rows.length > 1 ? 1 : 0
    if (first === 0 && countsUp(rows[0]!) && rows.length > 2) first = 1
  } else {
    // only words: the first row is a header when none of its cells comes back below
    const top = rows.find((row) => row.length === width)
    if (top) {
      const at = rows.indexOf(top)
      const repeats = top.some((cell, column) => cell === '' || rows.slice(at + 1).some((row) => row[column] === cell))
      first = repeats && rows.length > 1 ? 0 : at + 1
    }
  }
  first = Math.min(first, 50)
  return { rows: first, units: unitsRow(rows.slice(0, first)) }
}

function fitsTypes(row: readonly string[], types: readonly CellType[], decimal: '.' | ','): boolean {
  if (row.length !== types.length) return false
  let seen = 0
  let wrong = 0
  types.forEach((type, column) => {
    if (type !== 'number' && type !== 'time') return
    const cell = typeOf(row[column]!, decimal)
    if (cell === type) seen++
    else if (cell !== 'missing') wrong++
  })
  // a row of data may have a bad cell; a header has words nearly everywhere
  return seen > 0 && wrong <= seen * 0.25
}

/** 0, 1, 2 … as pandas writes for columns without names. */
function countsUp(row: readonly string[]): boolean {
  const cells = row[0] === '' ? row.slice(1) : row
  return cells.length > 2 && cells.every((cell, i) => cell === String(i))
}

function unitsRow(header: readonly (readonly string[])[]): number | null {
  for (let i = header.length - 1; i > 0; i--) {
    const cells = header[i]!.filter((cell) => cell !== '')
    if (cells.length > 0 && cells.filter(isUnit).length >= cells.length * 0.5) return i
  }
  return null
}

export interface HeaderCells {
  readonly names: string[]
  readonly units: string[]
}

/** `FI101`, `10LAC10CT001`, `P-101.PV`: a letter and a digit and no blank. */
const identifier = /^(?=.*\d)(?=.*[a-z])\S+$/i

/** How many of a row's cells are the names of a historian and not words for people. */
function identifiers(row: readonly string[]): number {
  const cells = row.filter((cell) => cell !== '')
  return cells.filter((cell) => identifier.test(cell)).length / Math.max(1, cells.length)
}

/** The row of tag names, where the last row describes them: `FI101` over `Feed flow`. */
function rowOfTags(rows: readonly (readonly string[])[], described: readonly string[]): readonly string[] | undefined {
  if (identifiers(described) > 0.3 || new Set(described).size < described.length) return undefined
  return rows.find((row) => row !== described && row.length === described.length && identifiers(row) >= 0.6 && row.filter((cell) => cell === '').length <= 1 && new Set(row).size === row.length)
}

/**
 * Names and units of `width` columns from the header's records. Two rows of names are joined: `Pump A` over `Flow` is `Pump A Flow`. Where one row
 * holds a historian's names and the next describes them, the names count. A header
 * that is one name short leaves out the first column (row numbers), or with `openEnd`, where rows end in a delimiter, the last.
 */
export function headerCells(header: readonly (readonly string[])[], units: number | null, width: number, openEnd = false): HeaderCells {
  const filled = header.map((row, index) => ({ row, index })).filter(({ row, index }) => index !== units && row.some((cell) => cell !== ''))
  const last = filled.findLast(({ row }) => row.length === width) ?? filled.findLast(({ row }) => row.length === width - 1 && width > 2)
  let names: string[] = Array.from({ length: width }, () => '')
  if (last) {
    const shift = last.row.length === width - 1 && !openEnd ? 1 : 0
    names = names.map((_, i) => last.row[i - shift] ?? '')
    names[0] = names[0]!.replace(/^#\s*/, '')
    const tags = rowOfTags(filled.map(({ row }) => row), last.row)
    if (tags) names = tags.map((name, i) => name || names[i]!)
    const above = tags ? undefined : header[last.index - 1]
    const words = names.filter((name) => name !== '')
    if (above && above.length === width && last.index - 1 !== units && new Set(words).size < words.length) {
      let group = ''
      names = names.map((name, i) => {
        group = above[i] || group
        return group && name ? `${group} ${name}` : name || group
      })
    }
  }
  const unitCells = units === null ? [] : header[units]!
  const unique = uniqueNames(names)
  return { names: unique, units: unique.map((name, i) => bare(unitCells[i] ?? '') || unitIn(name)) }
}

function bare(unit: string): string {
  const text = unit.replace(/^[[(]|[\])]$/g, '').trim()
  return text === '-' ? '' : text.slice(0, 40)
}
