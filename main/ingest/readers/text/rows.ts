/** The byte loop: rows of a text into columns of numbers. It makes no string for a cell that is a plain number or time. */
import type { Reject } from '../../port.ts'
import { cellFinder } from './cell.ts'
import type { Dialect, Encoding } from './dialect.ts'
import { decoderFor } from './encoding.ts'
import { hourMemory } from './hours.ts'
import { cellMeaning } from './meaning.ts'
import { op, type GrowingColumn, type Plan } from './plan.ts'
import { learnUnit } from '../../units.ts'
import { plainNumbers } from './plain.ts'
import { followers, lastMeaning, type Cell } from './repeats.ts'
import type { RowVectors } from './rowVectors.ts'
import type { TimeReader } from './time.ts'

/** A quoted cell with line breaks may make a record this long; behind that the quote is taken for a stray one. */
const longestRecord = 1 << 20
const nowhere = new Float64Array()

/** Per column of numbers: where the run of such columns that it stands in ends; 0 for others. */
function numberRuns(ops: Uint8Array): Int32Array {
  const runs = new Int32Array(ops.length)
  for (let column = ops.length - 1; column >= 0; column--) if (ops[column] === op.number) runs[column] = Math.max(column + 1, runs[column + 1] ?? 0)
  return runs
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
  /** Where blocks are its arrays: rows of plain cells are left to it while text lies where it reads. */
  readonly vectors?: RowVectors | null
}

export function rowParser({ plan, dialect, time, newline, opc, encoding, state, addTag, vectors }: RowSettings): RowParser {
  const { ops, slots, names, judged, missingNumbers, timed, split, long } = plan
  const width = ops.length
  const blanks = dialect.delimiter === ' '
  const delimiter = dialect.delimiter.charCodeAt(0)
  const decoder = decoderFor(encoding.startsWith('utf-16') ? 'utf-8' : encoding)
  const cell = cellFinder(dialect, newline, decoder)
  const { isBlank, ends } = cell
  const meaning = cellMeaning({ cell, plan, dialect, opc, addTag })
  const plain = plainNumbers({ delimiter, newline, decimal: dialect.decimal.charCodeAt(0), blanks })
  const runs = numberRuns(ops)
  const hasMissingNumbers = missingNumbers.length > 0
  const words = long && ops.includes(op.text)
  // only where wall-clock and UTC are the same, and a row has its time in one cell
  const hours = timed && !split && !long && dialect.timeFormat === 'iso' && time.utc ? hourMemory() : undefined
  const usual = vectors && usefulness()
  // what the cells of the row at hand have said so far
  let rowTime = NaN
  let rowTag = -1
  let rowWord = ''
  let timeCell: Cell = { bytes: cell.bytes, from: 0, to: 0 }
  let unitCell: Cell | undefined
  const times = lastMeaning<number>()
  const tags = followers()
  const qualities: ReturnType<typeof lastMeaning<number>>[] = []
  // per tag: the bytes of its unit's cell in the row before, which are nearly always those of this one
  const units: Uint8Array[] = []
  let why = ''

  function reject(block: RowBlock, reason: string, text: string): void {
    block.rejects.push({ line: state.line, reason, text })
    block.read++
    state.row++
  }

  /** One cell that is not a plain number. Answers where it ends; -1: quote not closed; -2: reject. */
  function other(bytes: Buffer, at: number, stop: number, column: number, block: RowBlock): number {
    const next = cell.find(bytes, at, stop)
    if (next === -2) why = `column "${names[column]}": there is text behind the closing quote`
    return next < 0 || understood(column, block) ? next : -2
  }

  function understood(column: number, block: RowBlock): boolean {
    const slot = slots[column]!
    switch (ops[column]) {
      case op.number:
        return put(block, slot, meaning.number(column))
      case op.text:
        if (!long) return put(block, slot, meaning.word(slot, cell.text()))
        rowWord = cell.text()
        return true
      case op.time:
      case op.date:
        if (split) return time.date(cell.bytes, cell.from, cell.to) || badTime(column)
        // the tag may stand behind the time, and its own time before decides in a doubled hour
        if (long) timeCell = { bytes: cell.bytes, from: cell.from, to: cell.to }
        else rowTime = time.read(cell.bytes, cell.from, cell.to, state.previous)
        return long || !Number.isNaN(rowTime) || badTime(column)
      case op.clock:
        return time.clock(cell.bytes, cell.from, cell.to) || badTime(column)
      case op.quality: {
        const same = qualities[column] ??= lastMeaning()
        const known = same.of(cell)
        const code = known ?? meaning.quality(column)
        if (known === undefined) same.keep(cell, code)
        for (const target of judged[column]!) block.quality[target]![block.count] = code
        return true
      }
      case op.unit:
        unitCell = { bytes: cell.bytes, from: cell.from, to: cell.to }
        return true
      case op.tag: {
        const known = tags.of(cell)
        const tag = known ?? meaning.tag()
        rowTag = tag ?? -1
        if (tag === undefined) why = meaning.reason()
        else if (known === undefined) tags.keep(cell, tag)
        return tag !== undefined
      }
      default:
        return true
    }
  }

  /** Where wall-clock and UTC are the same, a time means what it meant in the row before. */
  function timeOf(at: Cell, previous: number): number {
    const known = time.utc ? times.of(at) : undefined
    if (known !== undefined) return known
    const read = time.read(at.bytes, at.from, at.to, previous)
    if (time.utc && !Number.isNaN(read)) times.keep(at, read)
    return read
  }

  function put(block: RowBlock, slot: number, value: number | undefined): boolean {
    if (value === undefined) why = meaning.reason()
    else block.values[slot]![block.count] = value
    return value !== undefined
  }

  function badTime(column: number): false {
    why = `column "${names[column]}": ${time.reason()}`
    return false
  }

  function parse(bytes: Buffer, from: number, stop: number, final: boolean, block: RowBlock): number {
    const room = block.time.length
    const targets = Array.from(slots, (slot) => block.values[slot] ?? nowhere)
    let at = from
    while (at < stop && block.count < room && block.rejects.length < 4096) {
      if (vectors && bytes === vectors.text && usual!.asked()) {
        at = plainRows(vectors, at, stop, block)
        if (at >= stop || block.count === room) break
      }
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
      cell.lines = 0
      rowTime = NaN
      unitCell = undefined
      let next = 0
      let column = 0
      for (; column < width; column++) {
        const run = runs[column]!
        if (run > column) {
          at = plain.read(bytes, at, targets, column, run, count)
          column = plain.column
          if (plain.ended || column >= width) break
        }
        if (ops[column] === op.time && hours && hours.matches(bytes, at) && ends(bytes[at + 19]!)) {
          rowTime = hours.time(bytes, at)
          next = at + 19
        } else {
          next = other(bytes, at, stop, column, block)
          if (hours && ops[column] === op.time && next === at + 19) hours.keep(bytes, at, rowTime)
          if (vectors && ops[column] === op.time && next >= 0) keepDay(vectors, bytes, at)
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
        cell.lines = 0
        reject(block, 'a quote is opened and never closed', lineText(bytes, rowFrom, at))
      } else if (next === -2) {
        at = endOfLine(bytes, cell.end, stop)
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
      state.line += 1 + cell.lines
    }
    return at
  }

  /** As many plain rows as there are, as if `take` had taken each. */
  function plainRows(kernel: RowVectors, from: number, stop: number, block: RowBlock): number {
    const first = block.count
    const at = kernel.read(from, stop, first)
    const { count } = kernel
    usual!.gained(count)
    for (let i = 0; i < count; i++) {
      block.line[first + i] = state.line + i
      if (!timed) block.time[first + i] = dialect.start + (state.row + i) * dialect.interval
    }
    if (hasMissingNumbers) for (let i = 0; i < count; i++) dropMissing(block.values, first + i)
    state.line += count
    state.row += count
    block.count += count
    block.read += count
    if (count > 0) state.previous = block.time[block.count - 1]!
    return at
  }

  function keepDay(kernel: RowVectors, bytes: Buffer, at: number): void {
    if (bytes !== kernel.text || bytes[at + 4] !== 45 || bytes[at + 7] !== 45 || (bytes[at + 10] !== 32 && bytes[at + 10] !== 84)) return
    const midnight = time.read(bytes, at, at + 10, NaN)
    if (!Number.isNaN(midnight)) kernel.keepDay(at, midnight)
  }

  /** The row is whole: its time is settled and it counts. */
  function take(block: RowBlock): boolean {
    if (hasMissingNumbers) dropMissing(block.values, block.count)
    if (!timed) rowTime = dialect.start + state.row * dialect.interval
    else if (split) rowTime = time.joined(long ? (state.previousOf[rowTag] ?? -Infinity) : state.previous)
    else if (long) rowTime = timeOf(timeCell, state.previousOf[rowTag] ?? -Infinity)
    if (Number.isNaN(rowTime)) {
      why = time.reason() || 'the row has no time'
      return false
    }
    if (long) {
      block.tag![block.count] = rowTag
      if (unitCell) noteUnit(rowTag, unitCell)
      if (words && !put(block, 0, meaning.word(rowTag, rowWord))) return false
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

  function noteUnit(tag: number, { bytes, from, to }: Cell): void {
    const before = units[tag]
    if (before && before.length === to - from && before.every((byte, i) => byte === bytes[from + i])) return
    units[tag] = bytes.slice(from, to)
    learnUnit(plan.columns[tag]!, decoder.decode(units[tag]))
  }

  /** Numbers that stand for "no value", where a column holds numbers. */
  function dropMissing(values: RowBlock['values'], row: number): void {
    for (let column = 0; column < width; column++) {
      if (ops[column] !== op.number) continue
      const mine = values[slots[column]!]!
      if (missingNumbers.includes(mine[row]!)) mine[row] = NaN
    }
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

/** A file whose rows are hardly ever plain is not asked for plain rows again and again. */
function usefulness(): { asked(): boolean; gained(rows: number): void } {
  const look = 64
  let calls = 0
  let rows = 0
  let useful = true
  return {
    asked: () => useful,
    gained(count) {
      calls++
      rows += count
      if (calls % look > 0) return
      useful = rows >= look
      rows = 0
    },
  }
}
