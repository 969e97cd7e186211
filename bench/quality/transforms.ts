/** The recordings as another rig would have written them: the figures must not hang on units, order, rate or completeness. */
import type { RowRange } from '../../models/series/frame.ts'
import { seeded } from './inject.ts'
import type { Columns, Labelled, Plant, Telemetry } from './load.ts'

/** Changes columns, and says which of their rows are left (ascending; absent: all). `judged` columns come first, the rest is context. */
export interface Transform {
  readonly name: string
  apply(columns: Columns, judged: number): { columns: Columns; rows?: Int32Array }
}

const everyRow = (columns: Columns) => Int32Array.from(columns[0]!, (_, row) => row)
const taken = (column: Float64Array, rows: Int32Array) => Float64Array.from(rows, (row) => column[row]!)

export const transforms: readonly Transform[] = [
  { name: 'channels in reverse order', apply: (columns, judged) => ({ columns: [...columns.slice(0, judged).toReversed(), ...columns.slice(judged)] }) },
  // Powers of two are exact: what differs then is not rounding.
  { name: 'other units', apply: (columns, judged) => ({ columns: columns.map((column, c) => (c < judged ? column.map((x) => x * 2 ** (3 - (c % 7)) + 2 ** (c % 4)) : column)) }) },
  {
    name: 'a twentieth of the values missing',
    apply(columns, judged) {
      const random = seeded(5)
      return { columns: columns.map((column, c) => (c < judged ? column.map((x) => (random() < 0.05 ? NaN : x)) : column)) }
    },
  },
  {
    name: 'a twentieth of the rows missing',
    apply(columns) {
      const random = seeded(6)
      const rows = everyRow(columns).filter(() => random() >= 0.05)
      return { columns: columns.map((column) => taken(column, rows)), rows }
    },
  },
  {
    name: 'an outage of 60 rows in each 1,000',
    apply(columns, judged) {
      return { columns: columns.map((column, c) => (c < judged ? column.map((x, row) => (row % 1000 >= 470 && row % 1000 < 530 ? NaN : x)) : column)) }
    },
  },
  {
    name: 'every second row',
    apply(columns) {
      const rows = everyRow(columns).filter((row) => row % 2 === 0)
      return { columns: columns.map((column) => taken(column, rows)), rows }
    },
  },
]

/** Where a row of before is among those that are left: the first at or behind it. */
function placed(row: number, rows: Int32Array): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (rows[middle]! >= row) high = middle
    else low = middle + 1
  }
  return low
}

export function transformedRun(run: Labelled, { apply }: Transform): Labelled {
  const { columns, rows } = apply(run.columns, run.columns.length)
  if (!rows) return { ...run, columns }
  return { name: run.name, columns, labels: Uint8Array.from(rows, (row) => run.labels[row]!), reference: placed(400, rows) }
}

export function transformedTelemetry(one: Telemetry, { apply }: Transform): Telemetry {
  const train = apply(one.train, 1)
  const { columns, rows } = apply(one.test, 1)
  const moved = ({ from, to }: RowRange) => ({ from: placed(from, rows!), to: Math.max(placed(from, rows!) + 1, placed(to, rows!)) })
  return { name: one.name, train: train.columns, test: columns, labels: rows ? one.labels.map(moved) : one.labels }
}

export function transformedPlant({ train, normal, faults }: Plant, { apply }: Transform): Plant {
  const of = (columns: Columns) => apply(columns, columns.length)
  const { rows, columns } = of(normal)
  return { train: of(train).columns, normal: columns, faults: faults.map((fault) => ({ ...fault, columns: of(fault.columns).columns })), ...(rows && { onset: placed(160, rows) }) }
}
