/** What cells mean that are not plainly numbers: no value, infinities, states, words, qualities, tags. */
import { parseNumber } from '../../number.ts'
import type { CellFinder } from './cell.ts'
import type { Dialect } from './dialect.ts'
import type { GrowingColumn, Plan } from './plan.ts'
import { measureIn, withThousands } from './values.ts'
import { qualityOf, qualityWords, stateWords } from './words.ts'

/** More different words than this are free text, not states. */
export const mostLabels = 65_536
const mostTags = 100_000

export interface Meaning {
  /** Why the last answer was `undefined`. */
  reason(): string
  /** NaN for "no value". */
  number(column: number): number | undefined
  /** The code of a word among the labels of a column of the source. */
  word(slot: number, text: string): number | undefined
  quality(column: number): number
  /** The column of a tag's name, made when it is new. */
  tag(): number | undefined
}

export interface MeaningInput {
  readonly cell: CellFinder
  readonly plan: Plan
  readonly dialect: Pick<Dialect, 'decimal' | 'encoding'>
  readonly opc: readonly boolean[]
  readonly addTag: (name: string) => GrowingColumn
}

export function cellMeaning({ cell, plan, dialect, opc, addTag }: MeaningInput): Meaning {
  const { names, slots, missing, long, columns } = plan
  const decimal = dialect.decimal.charCodeAt(0)
  const dictionaries = columns.map((column) => new Map(column.labels.map((word, code) => [word, code])))
  const tags = new Map(columns.map((column, i) => [column.name, i]))
  let why = ''

  function fail(reason: string): undefined {
    why = reason
    return undefined
  }

  return {
    reason: () => why,
    number(column) {
      const value = parseNumber(cell.bytes, cell.from, cell.to, decimal)
      if (value !== undefined) return value
      const text = cell.text().trim()
      const word = text.toLowerCase()
      if (missing.has(word)) return NaN
      if (/^[+-]?inf(inity)?$|^-?1\.#inf$/.test(word)) return word.startsWith('-') ? -Infinity : Infinity
      const state = stateWords.get(word)
      if (state !== undefined && (long || columns[slots[column]!]!.kind === 'binary')) return state
      const plain = withThousands(text, dialect.decimal) ?? measureIn(text, dialect.decimal)?.value
      if (plain !== undefined) return plain
      const shown = `column "${names[column]}": "${text.slice(0, 60)}"`
      return fail(text.startsWith('=') ? `${shown} is a formula; save the file with values` : `${shown} is not a number; correct it, or add it to the words for "no value"`)
    },
    word(slot, text) {
      const word = text.trim().slice(0, 500)
      if (missing.has(word.toLowerCase())) return NaN
      const known = dictionaries[slot]!.get(word)
      if (known !== undefined) return known
      const { labels, name } = columns[slot]!
      if (word.includes('\uFFFD') && dialect.encoding === 'utf-8' && !Buffer.from(cell.bytes.subarray(cell.from, cell.to)).includes('\uFFFD')) {
        return fail(`column "${name}" is not valid UTF-8; choose the encoding latin1`)
      }
      if (labels.length >= mostLabels) return fail(`column "${name}" holds more than ${mostLabels} different words; leave it out`)
      dictionaries[slot]!.set(word, labels.length)
      return labels.push(word) - 1
    },
    quality(column) {
      if (cell.to === cell.from) return 0
      const code = parseNumber(cell.bytes, cell.from, cell.to)
      if (code !== undefined) return qualityOf(code, opc[column]!)
      // a word that nobody knows is no reason to lose the value, nor to trust it
      return qualityWords.get(cell.text().trim().toLowerCase()) ?? 1
    },
    tag() {
      const name = cell.text().trim().slice(0, 200)
      const known = tags.get(name)
      if (known !== undefined) return known
      if (name === '') return fail('the tag has no name')
      if (tags.size >= mostTags) return fail(`more than ${mostTags} different tags; is this column really their name?`)
      tags.set(name, columns.length)
      dictionaries.push(new Map())
      return columns.push(addTag(name)) - 1
    },
  }
}
