/** Where the cells of a text begin and end, quotes and blanks included. One object a parser, so that a cell makes none. */
import type { Dialect } from './dialect.ts'

export interface CellFinder {
  /** The content of the cell found last: `bytes[from, to)`, trimmed, quotes undone. */
  bytes: Uint8Array
  from: number
  to: number
  /** Where it ended in the row, content or not. */
  end: number
  /** Line breaks inside of quotes since this was set to 0. */
  lines: number
  isBlank(byte: number): boolean
  /** A delimiter or a line break. */
  ends(byte: number): boolean
  /** Finds the cell that begins at `at`. Answers where it ends; -1 for a quote that is not closed before `stop`; -2 for text behind a quote. */
  find(bytes: Buffer, at: number, stop: number): number
  text(): string
}

export function cellFinder(dialect: Pick<Dialect, 'delimiter'>, newline: number, decoder: InstanceType<typeof TextDecoder>): CellFinder {
  const blanks = dialect.delimiter === ' '
  const delimiter = dialect.delimiter.charCodeAt(0)
  const tabBlank = delimiter !== 9
  const isBlank = (byte: number) => byte === 32 || byte === 13 || (byte === 9 && tabBlank)
  const ends = (byte: number) => byte === delimiter || byte === newline || (blanks && (byte === 9 || byte === 13))

  function quoted(bytes: Buffer, start: number, stop: number): number {
    let at = start
    let doubled = false
    for (; at < stop; at++) {
      const byte = bytes[at]
      if (byte === newline) cell.lines++
      if (byte !== 34) continue
      if (bytes[at + 1] !== 34) break
      doubled = true
      at++
    }
    if (at >= stop) return -1
    cell.from = start
    cell.to = at
    if (doubled) {
      const text = Buffer.from(bytes.toString('latin1', start, at).replaceAll('""', '"'), 'latin1')
      cell.bytes = text
      cell.from = 0
      cell.to = text.length
    }
    at++
    while (isBlank(bytes[at]!) && !ends(bytes[at]!)) at++
    cell.end = at
    return ends(bytes[at]!) ? at : -2
  }

  const cell: CellFinder = {
    bytes: new Uint8Array(),
    from: 0,
    to: 0,
    end: 0,
    lines: 0,
    isBlank,
    ends,
    find(bytes, at, stop) {
      while (isBlank(bytes[at]!) && bytes[at] !== newline && !(blanks && ends(bytes[at]!))) at++
      cell.bytes = bytes
      if (bytes[at] === 34) return quoted(bytes, at + 1, stop)
      cell.from = at
      while (!ends(bytes[at]!)) at++
      cell.end = at
      cell.to = at
      while (cell.to > cell.from && isBlank(bytes[cell.to - 1]!)) cell.to--
      return at
    },
    text: () => decoder.decode(cell.bytes.subarray(cell.from, cell.to)),
  }
  return cell
}
