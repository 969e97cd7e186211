/** A dialect made ready for the byte loop: what to do with each cell of a row, as numbers. */
import type { TagKind } from '../../../../models/series/frame.ts'
import type { SourceColumn } from '../../port.ts'
import type { Dialect } from './dialect.ts'

export const op = { skip: 0, number: 1, text: 2, time: 3, date: 4, clock: 5, quality: 6, tag: 7, unit: 8 } as const

/** A column of the source whose labels, and in the long layout unit, are learned while text is read. */
export interface GrowingColumn extends SourceColumn {
  unit: string
  otherUnits?: string[]
  readonly labels: string[]
}

export interface Plan {
  readonly names: readonly string[]
  /** One of `op` per column of the file. */
  readonly ops: Uint8Array
  /** For numbers and text: the index of its values. */
  readonly slots: Int32Array
  /** Per column of quality: the indexes of the values that it judges. */
  readonly judged: readonly (readonly number[])[]
  readonly columns: GrowingColumn[]
  readonly long: boolean
  readonly timed: boolean
  readonly split: boolean
  readonly missing: ReadonlySet<string>
  readonly missingNumbers: readonly number[]
}

export function planOf(dialect: Dialect): Plan {
  const { columns } = dialect
  const long = dialect.layout === 'long'
  const ops = new Uint8Array(columns.length)
  const slots = new Int32Array(columns.length).fill(-1)
  const out: GrowingColumn[] = []
  columns.forEach((column, i) => {
    const { role, kind, name, unit } = column
    if (role === 'time' || role === 'date' || role === 'clock') ops[i] = dialect.timeFormat === 'none' ? op.skip : op[role]
    else if (role === 'quality') ops[i] = op.quality
    else if (role === 'tag') ops[i] = long ? op.tag : op.skip
    else if (role === 'unit') ops[i] = long ? op.unit : op.skip
    else if (role === 'value') {
      ops[i] = kind === 'text' ? op.text : op.number
      slots[i] = long ? 0 : out.length
      if (!long) out.push({ name, unit, kind, labels: [] })
    }
  })
  const words = dialect.missing.map((word) => word.trim().toLowerCase())
  return {
    names: columns.map((column) => column.name),
    ops,
    slots,
    judged: columns.map((column, i) => (column.role === 'quality' ? targets(columns, slots, i) : [])),
    columns: out,
    long,
    timed: ops.includes(op.time) || ops.includes(op.date),
    split: ops.includes(op.date) && ops.includes(op.clock),
    missing: new Set(['', ...words]),
    missingNumbers: words.filter((word) => word !== '').map(Number).filter((value) => !Number.isNaN(value)),
  }
}

/** `Flow_quality` judges `Flow`; a quality after each value judges the one before it; a single quality judges the whole row. */
function targets(columns: Dialect['columns'], slots: Int32Array, at: number): number[] {
  const base = columns[at]!.name.toLowerCase().replace(/[ _.\-:/(]*(quality|qual|status|state|qc|q)\)?$/, '')
  const named = columns.findIndex((column, i) => slots[i]! >= 0 && base !== '' && column.name.toLowerCase() === base)
  if (named >= 0) return [slots[named]!]
  const single = columns.filter((column) => column.role === 'quality').length === 1
  if (single) return [...new Set(slots)].filter((slot) => slot >= 0)
  for (let i = at - 1; i >= 0; i--) if (slots[i]! >= 0) return [slots[i]!]
  return []
}

export function kindOfLong(dialect: Dialect): TagKind {
  return dialect.columns.find((column) => column.role === 'value')?.kind ?? 'analogue'
}
