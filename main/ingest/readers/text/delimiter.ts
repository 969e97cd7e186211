import { splitCells } from './cells.ts'
import type { Delimiter } from './dialect.ts'
import { mode, typeOf } from './values.ts'

const candidates: readonly Delimiter[] = [',', ';', '\t', '|', ' ']

/**
 * The delimiter under which the lines fall into the same number of cells and the cells mean most (numbers, times, "no value").
 * A comma is also tried as decimal mark, so that `1,5;2,5` is two numbers. A single column is read with a comma.
 */
export function guessDelimiter(lines: readonly string[]): Delimiter {
  const full = lines.filter((line) => line.trim() !== '').slice(-200)
  let best: Delimiter = ','
  let bestScore = 0
  for (const delimiter of candidates) {
    const rows = full.map((line) => splitCells(line, delimiter))
    const width = mode(rows.map((row) => row.length))
    if (width < 2) continue
    const even = rows.filter((row) => row.length === width)
    let cells = 0
    let typed = 0
    for (const row of even) {
      for (const cell of row.slice(0, 200)) {
        cells++
        if (typeOf(cell, '.') !== 'text' || (delimiter !== ',' && typeOf(cell, ',') === 'number')) typed++
      }
    }
    // blanks stand inside of dates and names: they need a little more evidence
    const score = (even.length / rows.length) * (0.3 + (0.7 * typed) / cells) * (delimiter === ' ' ? 0.95 : 1)
    if (score > bestScore + 1e-9) {
      best = delimiter
      bestScore = score
    }
  }
  return best
}

/** A comma is the decimal mark where numbers need it and none needs a point. */
export function guessDecimal(rows: readonly (readonly string[])[], delimiter: Delimiter): '.' | ',' {
  let comma = 0
  let point = 0
  for (const row of rows) {
    for (const whole of row) {
      const cell = whole.replace(/\s*([%‰]|°[CF]?)$|\s+[^\d\s]\S{0,11}$/i, '')
      if (/^[+-]?(\d*|\d{1,3}(\.\d{3})+),\d+(e[+-]?\d+)?$/i.test(cell)) comma++
      else if (/^[+-]?(\d*|\d{1,3}(,\d{3})+)\.\d+(e[+-]?\d+)?$/i.test(cell)) point++
    }
  }
  // quoted "1,5" can stand between commas too, but needs to be the rule
  return comma > (delimiter === ',' ? 4 * point : point) ? ',' : '.'
}
