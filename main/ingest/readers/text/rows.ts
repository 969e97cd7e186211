/** The byte loop: rows of a text into columns of numbers. It makes no string for a cell that is a plain number or time. */
import type { Reject } from '../../port.ts'
import { parseNumber } from '../../number.ts'
import type { Dialect, Encoding } from './dialect.ts'
import { decoderFor } from './encoding.ts'
import { hourMemory } from './hours.ts'
import { op, type GrowingColumn, type Plan } from './plan.ts'
import type { TimeReader } from './time.ts'
import { qualityOf, qualityWords, stateWords } from './words.ts'

/** A quoted cell with line breaks may make a record this long; behind that the quote is taken for a stray one. */
const longestRecord = 1 << 20
/** More different words than this are free text, not states. */
export const mostLabels = 65_536
const mostTags = 100_000
const powers = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))

/** The digits in `bytes[from, to)` as one integer, whatever stands between them. */
function mantissaOf(bytes: Buffer, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) {
    const digit = bytes[at]! - 48
    if (digit >= 0 && digit <= 9) value = value * 10 + digit
  }
  return value
}

/** Rows in columns. The arrays are filled up to `count` and belong to whoever takes them. */
export interface RowBlock {
  readonly time: Float64Array
  readonly line: Float64Array
  readonly values: readonly Float64Array[]
  readonly quality: readonly (Uint8Array | undefined)[]
  /** Long layout: the column of each row. */
  readonly tag: Int32Array | undefined
  count: number
  read: number
  readonly rejects: Reject[]
}

export interface RowState {
  /** Line of the next row, 1-based. */
  line: number
  /** Rows so far, rejects included: the clock of files without times. */
  row: number
  /** UTC time of the row before; in the long layout per column. */
  previous: number
  readonly previousOf: number[]
}

export interface RowParser {
  readonly state: RowState
  /**
   * Reads records that begin in `[from, stop)` into `block` until it is full. `stop` lies behind a line break (or, when `final`, at the
   * end, where the byte at `stop` is a line break too). Answers where the next record begins; records that are not complete are left.
   */
  parse(bytes: Buffer, from: number, stop: number, final: boolean, block: RowBlock): number
  reject(block: RowBlock, reason: string, text: string): void
}

export interface RowSettings {
  readonly plan: Plan
  readonly dialect: Dialect
  readonly time: TimeReader
  /** 10, or 13 for files of old Macintoshes. */
  readonly newline: number
  /** Per column: its quality codes are those of OPC DA. */
  readonly opc: readonly boolean[]
  readonly encoding: Encoding
  readonly state: RowState
  readonly addTag: (name: string) => GrowingColumn
}

export function rowParser({ plan, dialect, time, newline, opc, encoding, state, addTag }: RowSettings): RowParser {
  const { ops, slots, names, judged, missing, missingNumbers, timed, split, long } = plan
  const width = ops.length
  const blanks = dialect.delimiter === ' '
  const delimiter = dialect.delimiter.charCodeAt(0)
  const decimal = dialect.decimal.charCodeAt(0)
  const decimalDigit = decimal - 48
  const tabBlank = delimiter !== 9
  const decoder = decoderFor(encoding.startsWith('utf-16') ? 'utf-8' : encoding)
  const dictionaries = plan.columns.map((column) => new Map(column.labels.map((word, code) => [word, code])))
  const tags = new Map(plan.columns.map((column, i) => [column.name, i]))
  const hasMissingNumbers = missingNumbers.length > 0
  // only where wall-clock and UTC are the same, and a row has its time in one cell
  const hours = timed && !split && !long && dialect.timeFormat === 'iso' && time.utc ? hourMemory() : undefined
  // the cell that `field` found last
  let cellBytes: Uint8Array = Buffer.alloc(0)
  let cellFrom = 0
  let cellTo = 0
  let cellLines = 0
  let why = ''

  const isBlank = (byte: number) => byte === 32 || byte === 13 || (byte === 9 && tabBlank)
  const ends = (byte: number) => byte === delimiter || byte === newline || (blanks && (byte === 9 || byte === 13))
  const cellText = () => decoder.decode(cellBytes.subarray(cellFrom, cellTo))

  /** Finds the cell that begins at `at`; answers where it ends (a delimiter or a line break), or -1 for a quote that is not closed. */
  function field(bytes: Buffer, at: number, stop: number): number {
    while (isBlank(bytes[at]!) && bytes[at] !== newline && !(blanks && ends(bytes[at]!))) at++
    cellBytes = bytes
    if (bytes[at] === 34) return quoted(bytes, at + 1, stop)
    cellFrom = at
    while (!ends(bytes[at]!)) at++
    cellTo = at
    while (cellTo > cellFrom && isBlank(bytes[cellTo - 1]!)) cellTo--
    return at
  }

  function quoted(bytes: Buffer, at: number, stop: number): number {
    cellFrom = at
    let doubled = false
    for (; at < stop; at++) {
      const byte = bytes[at]
      if (byte === newline) cellLines++
      if (byte !== 34) continue
      if (bytes[at + 1] !== 34) break
      doubled = true
      at++
    }
    if (at >= stop) return -1
    cellTo = at
    if (doubled) {
      const text = Buffer.from(bytes.toString('latin1', cellFrom, cellTo).replaceAll('""', '"'), 'latin1')
      cellBytes = text
      cellFrom = 0
      cellTo = text.length
    }
    at++
    while (!ends(bytes[at]!)) at++
    return at
  }

  /** A cell that is not plainly a number: no value, an infinity, a state, thousands marks. `undefined`: a reject. */
  function oddNumber(column: number): number | undefined {
    const value = parseNumber(cellBytes, cellFrom, cellTo, decimal)
    if (value !== undefined) return value
    const text = cellText().trim()
    const word = text.toLowerCase()
    if (missing.has(word)) return NaN
    if (/^[+-]?inf(inity)?$|^-?1\.#inf$/.test(word)) return word.startsWith('-') ? -Infinity : Infinity
    const state = stateWords.get(word)
    if (state !== undefined && (long || plan.columns[slots[column]!]!.kind === 'binary')) return state
    const plain = thousands(text)
    if (plain !== undefined) return plain
    why = `column "${names[column]}": ${text.startsWith('=') ? `"${text.slice(0, 60)}" is a formula; save the file with values` : `"${text.slice(0, 60)}" is not a number; correct it, or add it to the words for "no value"`}`
    return undefined
  }

  function thousands(text: string): number | undefined {
    const pattern = decimal === 46 ? /^[+-]?\d{1,3}([,' \u00a0\u202f]\d{3})+(\.\d+)?$/ : /^[+-]?\d{1,3}([.' \u00a0\u202f]\d{3})+(,\d+)?$/
    return pattern.test(text) ? Number(decimal === 46 ? text.replace(/[^\d.+-]/g, '') : text.replace(/[^\d,+-]/g, '').replace(',', '.')) : undefined
  }

  function wordCode(column: number, slot: number): number {
    const text = cellText().trim().slice(0, 500)
    if (missing.has(text.toLowerCase())) return NaN
    if (text.includes('\uFFFD') && encoding === 'utf-8' && !Buffer.from(cellBytes.subarray(cellFrom, cellTo)).includes('\uFFFD')) {
      why = `column "${names[column]}" is not valid UTF-8; choose the encoding latin1`
      return -1
    }
    const known = dictionaries[slot]!.get(text)
    if (known !== undefined) return known
    const labels = plan.columns[slot]!.labels
    if (labels.length >= mostLabels) {
      why = `column "${names[column]}" holds more than ${mostLabels} different words; leave it out`
      return -1
    }
    dictionaries[slot]!.set(text, labels.length)
    return labels.push(text) - 1
  }

  function qualityCode(column: number): number {
    const code = parseNumber(cellBytes, cellFrom, cellTo)
    if (code !== undefined) return qualityOf(code, opc[column]!)
    // a word that nobody knows is no reason to lose the value, nor to trust it
    return qualityWords.get(cellText().trim().toLowerCase()) ?? 1
  }

  function tagOf(): number {
    const name = cellText().trim().slice(0, 200)
    const known = tags.get(name)
    if (known !== undefined) return known
    if (name === '' || tags.size >= mostTags) {
      why = name === '' ? 'the tag has no name' : `more than ${mostTags} different tags`
      return -1
    }
    const column = addTag(name)
    plan.columns.push(column)
    dictionaries.push(new Map())
    tags.set(name, plan.columns.length - 1)
    return plan.columns.length - 1
  }

  function reject(block: RowBlock, reason: string, text: string): void {
    block.rejects.push({ line: state.line, reason, text })
    block.read++
    state.row++
  }

  /** One cell that is not a plain number. Answers where it ends; -1: quote not closed; -2: reject. */
  function other(bytes: Buffer, at: number, stop: number, column: number, block: RowBlock): number {
    const next = field(bytes, at, stop)
    if (next < 0) return next
    const slot = slots[column]!
    switch (ops[column]) {
      case op.number: {
        const value = oddNumber(column)
        if (value === undefined) return -2
        block.values[slot]![block.count] = value
        break
      }
      case op.text: {
        if (long) {
          textOfLong = cellText().trim().slice(0, 500)
          break
        }
        const code = wordCode(column, slot)
        if (code < 0) return -2
        block.values[slot]![block.count] = code
        break
      }
      case op.time:
      case op.date:
        if (split) {
          if (!time.date(cellBytes, cellFrom, cellTo)) return badTime(column)
        } else if (long) {
          // the tag may stand behind the time, and its own time before decides in a doubled hour
          timeCell = { bytes: cellBytes, from: cellFrom, to: cellTo }
        } else {
          rowTime = time.read(cellBytes, cellFrom, cellTo, state.previous)
          if (Number.isNaN(rowTime)) return badTime(column)
        }
        break
      case op.clock:
        if (!time.clock(cellBytes, cellFrom, cellTo)) return badTime(column)
        break
      case op.quality:
        if (cellTo > cellFrom) for (const target of judged[column]!) block.quality[target]![block.count] = qualityCode(column)
        break
      case op.tag:
        rowTag = tagOf()
        if (rowTag < 0) return -2
        break
      default:
    }
    return next
  }

  function badTime(column: number): number {
    why = `column "${names[column]}": ${time.reason()}`
    return -2
  }

  let rowTime = NaN
  let rowTag = -1
  let textOfLong = ''
  let timeCell = { bytes: cellBytes, from: 0, to: 0 }

  function parse(bytes: Buffer, from: number, stop: number, final: boolean, block: RowBlock): number {
    const room = block.time.length
    let at = from
    while (at < stop && block.count < room && block.rejects.length < 4096) {
      const rowFrom = at
      if (bytes[at] === newline || blanks || bytes[at] === 13 || bytes[at] === 32) {
        while (isBlank(bytes[at]!) && bytes[at] !== newline) at++
        if (bytes[at] === newline) {
          at++
          state.line++
          continue
        }
        if (!blanks) at = rowFrom
      }
      const count = block.count
      cellLines = 0
      rowTime = NaN
      let next = 0
      let column = 0
      for (; column < width; column++) {
        if (ops[column] === op.number) {
          // a plain number, read in place: up to nine digits in integers, up to 2^53 in doubles (Clinger's exact case), the rest elsewhere
          let p = at
          let byte = bytes[p]!
          while (byte === 32) byte = bytes[++p]!
          const negative = byte === 45
          if (negative || byte === 43) byte = bytes[++p]!
          const start = p
          let mark = 0
          let whole = 0
          let digit = byte - 48
          for (;;) {
            while (digit >= 0 && digit <= 9) {
              whole = (Math.imul(whole, 10) + digit) | 0
              digit = bytes[++p]! - 48
            }
            if (mark !== 0 || digit !== decimalDigit) break
            digit = bytes[++p]! - 48
            mark = p
          }
          const fraction = mark === 0 ? 0 : p - mark
          const digits = mark === 0 ? p - start : p - start - 1
          byte = digit + 48
          const digitsEnd = p
          while (byte === 13 || (byte === 32 && !blanks)) byte = bytes[++p]!
          let value = digits <= 9 ? whole : digits <= 16 ? mantissaOf(bytes, start, digitsEnd) : Infinity
          if (digits > 0 && value <= 9007199254740991 && (byte === delimiter || byte === newline || (blanks && byte === 9))) {
            if (fraction !== 0) value /= powers[fraction]!
            block.values[slots[column]!]![count] = negative ? -value : value
            next = p
          } else next = other(bytes, at, stop, column, block)
          if (next >= 0 && hasMissingNumbers && missingNumbers.includes(block.values[slots[column]!]![count]!)) block.values[slots[column]!]![count] = NaN
        } else if (ops[column] === op.time && hours && hours.matches(bytes, at) && ends(bytes[at + 19]!)) {
          rowTime = hours.time(bytes, at)
          next = at + 19
        } else {
          next = other(bytes, at, stop, column, block)
          if (hours && ops[column] === op.time && next === at + 19) hours.keep(bytes, at, rowTime)
        }
        if (next < 0) break
        at = next
        if (blanks) while (isBlank(bytes[at]!) && bytes[at] !== newline) at++
        if (bytes[at] === newline) {
          column++
          break
        }
        if (!blanks) at++
      }
      if (next === -1) {
        if (!final && stop - rowFrom < longestRecord) return rowFrom
        at = endOfLine(bytes, rowFrom, stop)
        cellLines = 0
        reject(block, 'a quote is opened and never closed', lineText(bytes, rowFrom, at))
      } else if (next === -2) {
        at = endOfLine(bytes, at, stop)
        reject(block, why, lineText(bytes, rowFrom, at))
      } else if (column < width) {
        // cells that nobody reads may be absent at the end
        reject(block, `the row has ${column} ${column === 1 ? 'cell' : 'cells'}, the header ${width}`, lineText(bytes, rowFrom, at))
      } else {
        const extra = bytes[at] === newline ? '' : extraCells(bytes, at, stop)
        at = endOfLine(bytes, at, stop)
        if (extra !== '') reject(block, `the row has more than ${width} cells: "${extra}"`, lineText(bytes, rowFrom, at))
        else if (!take(block)) reject(block, why, lineText(bytes, rowFrom, at))
      }
      at++
      state.line += 1 + cellLines
    }
    return at
  }

  /** The row is whole: its time is settled and it counts. */
  function take(block: RowBlock): boolean {
    if (!timed) rowTime = dialect.start + state.row * dialect.interval
    else if (split) rowTime = time.joined(long ? (state.previousOf[rowTag] ?? -Infinity) : state.previous)
    else if (long) rowTime = time.read(timeCell.bytes, timeCell.from, timeCell.to, state.previousOf[rowTag] ?? -Infinity)
    if (Number.isNaN(rowTime)) {
      why = time.reason() || 'the row has no time'
      return false
    }
    if (long) {
      block.tag![block.count] = rowTag
      if (textOfLong !== '') {
        const code = longCode(rowTag, textOfLong)
        if (code === undefined) return false
        block.values[0]![block.count] = code
        textOfLong = ''
      }
      state.previousOf[rowTag] = rowTime
    }
    state.previous = rowTime
    block.time[block.count] = rowTime
    block.line[block.count] = state.line
    block.count++
    block.read++
    state.row++
    return true
  }

  function longCode(tag: number, text: string): number | undefined {
    if (missing.has(text.toLowerCase())) return NaN
    const known = dictionaries[tag]!.get(text)
    if (known !== undefined) return known
    const labels = plan.columns[tag]!.labels
    if (labels.length >= mostLabels) {
      why = `tag "${plan.columns[tag]!.name}" holds more than ${mostLabels} different words; leave it out`
      return undefined
    }
    dictionaries[tag]!.set(text, labels.length)
    return labels.push(text) - 1
  }

  function endOfLine(bytes: Buffer, at: number, stop: number): number {
    const end = bytes.indexOf(newline, at)
    return end < 0 || end > stop ? stop : end
  }

  function extraCells(bytes: Buffer, at: number, stop: number): string {
    const rest = bytes.toString('latin1', at, Math.min(endOfLine(bytes, at, stop), at + 80))
    return /^[\s,;|]*$/.test(rest) ? '' : rest.trim()
  }

  function lineText(bytes: Buffer, from: number, to: number): string {
    return decoder.decode(bytes.subarray(from, Math.min(to, from + 200))).replace(/\r$/, '')
  }

  return { state, parse, reject }
}
