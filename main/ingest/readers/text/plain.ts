/**
 * The innermost loop: cells that are plain numbers, one after the other, with nothing but locals. It stands alone because it is where an
 * import spends its time; everything unusual is left to the careful way of `rows.ts`.
 */

export interface PlainSettings {
  readonly delimiter: number
  readonly newline: number
  readonly decimal: number
  /** The delimiter is any run of blanks. */
  readonly blanks: boolean
}

export interface PlainNumbers {
  /** The column behind the last one that was read. */
  column: number
  /** The row ended behind it. */
  ended: boolean
  /**
   * Reads cells into `targets[column][row]` while they are plain numbers, from `column` to `end`. Answers where it stopped: at the
   * beginning of a cell that is not plain, at the beginning of the cell behind the last, or at the line break that ended the row.
   */
  read(bytes: Uint8Array, at: number, targets: readonly Float64Array[], column: number, end: number, row: number): number
}

const powers = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))

export function plainNumbers({ delimiter, newline, decimal, blanks }: PlainSettings): PlainNumbers {
  // Digits become 0 to 9 and every other byte more. Where a decimal comma stands between commas it is quoted: none is met here.
  const mark = decimal === delimiter ? -1 : decimal ^ 48
  const reader: PlainNumbers = {
    column: 0,
    ended: false,
    read(bytes, from, targets, first, end, row) {
      let at = from
      let column = first
      reader.ended = false
      for (; column < end; column++) {
        const cell = at
        let byte = bytes[at]!
        while (byte === 32) byte = bytes[++at]!
        let sign = 1
        if (byte === 45) {
          sign = -1
          at++
        } else if (byte === 43) at++
        const start = at
        let whole = 0
        let digit = bytes[at]! ^ 48
        while (digit < 10) {
          whole = (Math.imul(whole, 10) + digit) | 0
          digit = bytes[++at]! ^ 48
        }
        let digits = at - start
        let fraction = 0
        if (digit === mark) {
          const point = ++at
          digit = bytes[at]! ^ 48
          while (digit < 10) {
            whole = (Math.imul(whole, 10) + digit) | 0
            digit = bytes[++at]! ^ 48
          }
          fraction = at - point
          digits += fraction
        }
        let value = whole
        // beyond nine digits the integer has run over: once more in doubles, exact up to 2^53 (Clinger)
        if (digits > 9 && digits <= 16) value = mantissaOf(bytes, start, at)
        else if (digits === 0 || digits > 16) {
          at = cell
          break
        }
        byte = bytes[at]!
        if (byte !== newline && (blanks || byte !== delimiter)) while (byte === 32 || byte === 13 || (blanks && byte === 9)) byte = bytes[++at]!
        const parted = byte === newline || (blanks ? isBlank(bytes[at - 1]!) : byte === delimiter)
        if (!parted || value > 9007199254740991) {
          at = cell
          break
        }
        targets[column]![row] = sign * (fraction === 0 ? value : value / powers[fraction]!)
        if (byte === newline) {
          column++
          reader.ended = true
          break
        }
        if (!blanks) at++
      }
      reader.column = column
      return at
    },
  }
  return reader
}

function isBlank(byte: number): boolean {
  return byte === 32 || byte === 9 || byte === 13
}

/** The digits in `bytes[from, to)` as one integer, whatever stands between them. */
function mantissaOf(bytes: Uint8Array, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) {
    const digit = bytes[at]! ^ 48
    if (digit < 10) value = value * 10 + digit
  }
  return value
}
