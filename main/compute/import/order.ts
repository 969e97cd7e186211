/** Points of a block made ready for the store: ascending times, and what is already stored told from what is new. */
import type { ColumnPoints } from '../../ingest/port.ts'
import type { Telemetry } from '../../storage/ports.ts'

/** Ascending by time; equal times stay in the order of the file. Columns that share one time array are sorted by one permutation. */
export function sorted(points: readonly ColumnPoints[]): ColumnPoints[] {
  const orders = new Map<Float64Array, { order: Uint32Array; time: Float64Array; line: Float64Array } | undefined>()
  return points.map((column) => {
    if (!orders.has(column.time)) {
      const order = orderOf(column.time)
      orders.set(column.time, order && { order, time: gather(column.time, order), line: gather(column.line, order) })
    }
    const plan = orders.get(column.time)
    if (!plan) return column
    const { order, time, line } = plan
    return { column: column.column, time, line, value: gather(column.value, order), quality: column.quality && Uint8Array.from(order, (i) => column.quality![i]!) }
  })
}

function orderOf(time: Float64Array): Uint32Array | undefined {
  let ascending = true
  for (let i = 1; i < time.length && ascending; i++) ascending = time[i]! >= time[i - 1]!
  if (ascending) return undefined
  return Uint32Array.from(time, (_, i) => i).sort((a, b) => time[a]! - time[b]! || a - b)
}

function gather(values: Float64Array, order: Uint32Array): Float64Array {
  const out = new Float64Array(order.length)
  for (let i = 0; i < order.length; i++) out[i] = values[order[i]!]!
  return out
}

export const fate = { accepted: 0, duplicate: 1, conflict: 2 } as const

/**
 * What will happen to each point of a column in ascending order: `fate` per point. It is worked out before the append, because the
 * counts are stored in one transaction with the points. `undefined`: all are new, which is seen without a look into the store when
 * the block is `rising` and lies behind everything that is stored (`end`).
 */
export async function fates(telemetry: Telemetry, series: number, end: number | null, { time, value, quality }: ColumnPoints, rising: boolean): Promise<Uint8Array | undefined> {
  const n = time.length
  const behind = end === null || (n > 0 && time[0]! > end)
  if (behind && rising) return undefined
  const out = new Uint8Array(n)
  // the first of equal times inside of the block stands for all of them once it is stored
  let heldTime = NaN
  let heldValue = NaN
  let heldQuality = 0
  const compare = (i: number, storedValue: number, storedQuality: number) => {
    out[i] = Object.is(value[i], storedValue) && (quality?.[i] ?? 0) === storedQuality ? fate.duplicate : fate.conflict
  }
  let i = 0
  const withoutStore = (to: number) => {
    for (; i < to; i++) {
      if (time[i] === heldTime) compare(i, heldValue, heldQuality)
      else {
        heldTime = time[i]!
        heldValue = value[i]!
        heldQuality = quality?.[i] ?? 0
      }
    }
  }
  if (!behind) {
    for await (const stored of telemetry.scan(series, time[0]!, nextAfter(time[n - 1]!))) {
      for (let s = 0; s < stored.time.length && i < n; s++) {
        const t = stored.time[s]!
        let to = i
        while (to < n && time[to]! < t) to++
        withoutStore(to)
        while (i < n && time[i] === t) compare(i++, stored.value[s]!, stored.quality[s]!)
      }
    }
  }
  withoutStore(n)
  return out
}

/** Whether every time is later than the one before. Columns of a wide block share their times: ask once. */
export function rises(time: Float64Array): boolean {
  for (let i = 1; i < time.length; i++) if (time[i]! <= time[i - 1]!) return false
  return true
}

const one = new Float64Array(1)
const bits = new BigInt64Array(one.buffer)

/** The smallest double above a finite one: ranges of the store are half-open. */
function nextAfter(value: number): number {
  one[0] = value === 0 ? 0 : value
  bits[0] = one[0] >= 0 ? bits[0]! + 1n : bits[0]! - 1n
  return one[0]
}
