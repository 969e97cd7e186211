/** What each column of a text is taken for. */
import { classify } from '../../../../models/preprocess/classify.ts'
import type { ColumnGuess, ColumnRole } from './dialect.ts'
import type { SampledColumn } from './times.ts'
import { isMissing, measureIn, numberIn, valueIn } from './values.ts'
import { qualityWords, sentinels, stateWords } from './words.ts'

const labelName = /^(is[ _-]?)?(anomaly|anomalous|label|labels|change[ _-]?points?|att[ _-]?flag|attack|outlier|ground[ _-]?truth)$/i
const qualityName = /(^|[ _.\-:/(])(quality|qual|status|state|qc|q)\)?$|quality/i
const tagName = /^(tag|tag[ _-]?(name|id)|variable|var[ _-]?name|kks|node[ _-]?id|messstelle|sensor|sensor[ _-]?(id|name)|signal|point|point[ _-]?(id|name)|item|metric|parameter|channel|name|series|measurement|attribute)$/i

export function isTagName(name: string): boolean {
  return tagName.test(name)
}

/** A column without regard to the others. */
export function guessColumn(column: SampledColumn, unit: string, decimal: '.' | ','): ColumnGuess {
  const { name } = column
  const present = column.cells.filter((cell) => !isMissing(cell))
  const words = new Set(present.map((cell) => cell.toLowerCase()))
  const numbers = present.flatMap((cell) => valueIn(cell, decimal) ?? [])
  const base = { name, unit: unit || (measureIn(present[0] ?? '', decimal)?.unit ?? '') }
  if (qualityName.test(name) && words.size > 0 && words.size <= 12 && [...words].every((word) => qualityWords.has(word))) return { ...base, role: 'quality', kind: 'text' }
  if (/quality|(^|[ _.\-:/(])(q|qc)\)?$/i.test(name) && present.length > 0 && numbers.length === present.length && numbers.every((n) => Number.isInteger(n) && n >= 0 && n <= 255)) {
    const distinct = new Set(numbers)
    if (distinct.size <= 12 && (distinct.has(192) || [...distinct].every((n) => n <= 2))) return { ...base, role: 'quality', kind: 'analogue' }
  }
  if (numbers.length >= present.length * 0.6) {
    const role: ColumnRole = labelName.test(name) && numbers.every((n) => [0, 1, -1, -999].includes(n)) ? 'label' : 'value'
    return { ...base, role, kind: classify(Float64Array.from(numbers), name) }
  }
  if ([...words].every((word) => stateWords.has(word)) && words.size <= 2) return { ...base, role: labelName.test(name) ? 'label' : 'value', kind: 'binary' }
  const freeText = present.length >= 100 && words.size > present.length * 0.9
  return { ...base, role: freeText ? 'ignore' : 'value', kind: 'text' }
}

/** Row numbers as pandas writes them: the first column, nameless or called index, counting up by one. */
export function isRowNumber(column: SampledColumn, index: number, headerless: boolean): boolean {
  if (index !== 0 || headerless || !/^(c1|index|idx|unnamed: 0|row|no\.?|#)$/i.test(column.name)) return false
  const numbers = column.cells.map(Number)
  return numbers.length > 1 && numbers.every((n) => Number.isInteger(n)) && numbers.slice(0, 50).every((n, i) => i === 0 || n === numbers[i - 1]! + 1)
}

/**
 * Numbers that stand for "no value" in this file: they come at least twice, and in every column where they come they lie far away
 * from everything else (further than three times the range of the rest).
 */
export function guessSentinels(columns: readonly SampledColumn[], decimal: '.' | ','): string[] {
  const numbers = columns.map(({ cells }) => cells.map((cell) => numberIn(cell, decimal)))
  const present = new Set(numbers.flat())
  return sentinels.filter((sentinel) => present.has(sentinel)).flatMap((sentinel) => {
    let seen = 0
    const text = new Set<string>()
    for (const [c, column] of columns.entries()) {
      let low = Infinity
      let high = -Infinity
      let here = 0
      for (const [i, value] of numbers[c]!.entries()) {
        if (value === undefined || !Number.isFinite(value)) continue
        if (value === sentinel) {
          here++
          text.add(column.cells[i]!)
        } else if (value < low) low = value
        if (value !== sentinel && value > high) high = value
      }
      if (here === 0) continue
      if (low > high) continue
      const away = sentinel < low ? low - sentinel : sentinel > high ? sentinel - high : 0
      if (away <= 3 * (high - low)) return []
      seen += here
    }
    return seen >= 2 ? [...text] : []
  })
}
