/** What a single cell can be, for the guesses. */
import { isUnit } from '../../names.ts'
import { parseNumber } from '../../number.ts'
import { readClock, readStamp, stampFault, type DateOrder, type Stamp } from './stamp.ts'
import { missingWords } from './words.ts'

const scratch = Buffer.alloc(256)
const stamp: Stamp = { local: 0, offset: NaN, hasClock: false }
const missing = new Set(missingWords)

export function numberIn(cell: string, decimal: '.' | ','): number | undefined {
  if (cell.length === 0 || cell.length > 80) return undefined
  const length = scratch.write(cell, 'latin1')
  const value = parseNumber(scratch, 0, length, decimal.charCodeAt(0))
  return value ?? infinityIn(cell) ?? withThousands(cell, decimal)
}

function infinityIn(cell: string): number | undefined {
  const found = /^([+-]?)inf(inity)?$/i.exec(cell)
  return found ? (found[1] === '-' ? -Infinity : Infinity) : undefined
}

/** `1,234.5` and `1.234,5`; blanks and apostrophes between thousands too. */
export function withThousands(text: string, decimal: '.' | ','): number | undefined {
  const pattern = decimal === '.' ? /^[+-]?\d{1,3}([,' \u00a0\u202f]\d{3})+(\.\d+)?$/ : /^[+-]?\d{1,3}([.' \u00a0\u202f]\d{3})+(,\d+)?$/
  if (!pattern.test(text)) return undefined
  return Number(decimal === '.' ? text.replace(/[^\d.+-]/g, '') : text.replace(/[^\d,+-]/g, '').replace(',', '.'))
}

/** `12.5 %`, `20,3 °C`, `3 bar`: a number with a unit behind it, as displays and some loggers write every cell. */
export function measureIn(cell: string, decimal: '.' | ','): { value: number; unit: string } | undefined {
  const found = /^([+-]?[\d.,].{0,40}?)(?:\s*([%‰]|°[CF]?)|\s+([^\d\s]\S{0,11}))$/i.exec(cell)
  const unit = found?.[2] ?? found?.[3]
  if (!found || unit === undefined || unit === '-' || !isUnit(unit)) return undefined
  const value = numberIn(found[1]!, decimal)
  return value === undefined ? undefined : { value, unit }
}

/** A number, with its unit or without. */
export function valueIn(cell: string, decimal: '.' | ','): number | undefined {
  return numberIn(cell, decimal) ?? measureIn(cell, decimal)?.value
}

export interface StampCell {
  readonly local: number
  readonly hasClock: boolean
  readonly hasOffset: boolean
}

export function stampIn(cell: string, order: DateOrder): StampCell | undefined {
  if (cell.length < 6 || cell.length > 60) return undefined
  const length = scratch.write(cell, 'latin1')
  if (readStamp(scratch, 0, length, order, stamp) !== stampFault.none) return undefined
  return { local: stamp.local, hasClock: stamp.hasClock, hasOffset: !Number.isNaN(stamp.offset) }
}

export function isClock(cell: string): boolean {
  if (cell.length < 3 || cell.length > 30) return false
  const length = scratch.write(cell, 'latin1')
  return readClock(scratch, 0, length, stamp) === stampFault.none
}

export function isMissing(cell: string): boolean {
  return missing.has(cell.toLowerCase())
}

export type CellType = 'number' | 'time' | 'missing' | 'text'

export function typeOf(cell: string, decimal: '.' | ','): CellType {
  if (isMissing(cell)) return 'missing'
  if (valueIn(cell, decimal) !== undefined) return 'number'
  if (isClock(cell) || stampIn(cell, 'iso') || stampIn(cell, 'dmy') || stampIn(cell, 'mdy') || stampIn(cell, 'ymd')) return 'time'
  return 'text'
}

/** The value that most members have. */
export function mode(values: readonly number[]): number {
  const counts = new Map<number, number>()
  let best = values[0] ?? 0
  for (const value of values) {
    const count = (counts.get(value) ?? 0) + 1
    counts.set(value, count)
    if (count > (counts.get(best) ?? 0)) best = value
  }
  return best
}
