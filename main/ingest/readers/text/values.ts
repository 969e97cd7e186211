/** What a single cell can be, for the guesses. */
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
  return value ?? infinityIn(cell)
}

function infinityIn(cell: string): number | undefined {
  const found = /^([+-]?)inf(inity)?$/i.exec(cell)
  return found ? (found[1] === '-' ? -Infinity : Infinity) : undefined
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
  if (numberIn(cell, decimal) !== undefined) return 'number'
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
