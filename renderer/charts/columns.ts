import type { Trace, View } from './lane.ts'

export interface Columns {
  /** Least and greatest value that the line has in each px; NaN where it is not. */
  readonly low: Float64Array
  readonly high: Float64Array
}

/**
 * The line of a trace as a stretch of values for each px of `width`: every minimum and maximum of its points from index `from` to `to`, each column
 * touching the one before where the line goes on, and straight over columns without a point. Nothing over a gap.
 */
export function columnsOf(trace: Pick<Trace, 't' | 'e' | 'min' | 'max' | 'gap'>, { from, to, view, width }: { from: number; to: number; view: View; width: number }): Columns {
  const low = new Float64Array(width).fill(Number.NaN)
  const high = new Float64Array(width).fill(Number.NaN)
  const scale = width / (view.to - view.from)
  const put = (column: number, least: number, most: number) => {
    if (column < 0 || column >= width) return
    if (!(low[column]! <= least)) low[column] = least // inside, as checked
    if (!(high[column]! >= most)) high[column] = most
  }
  let before = -1
  for (let i = from; i < to; i++) {
    const least = trace.min[i]!
    const most = trace.max[i]!
    if (Number.isNaN(least) || Number.isNaN(most)) {
      before = -1
      continue
    }
    const column = Math.floor(((trace.t[i]! + trace.e[i]!) / 2 - view.from) * scale)
    if (before >= 0 && trace.t[i]! - trace.e[before]! <= trace.gap) join(before, i, column)
    put(column, least, most)
    before = i
  }
  return { low, high }

  /** From the nearer extreme of one bucket to that of the next, column by column. */
  function join(a: number, b: number, end: number) {
    const start = Math.floor(((trace.t[a]! + trace.e[a]!) / 2 - view.from) * scale)
    if (end === start) return
    const rises = trace.min[b]! > trace.max[a]!
    const falls = trace.max[b]! < trace.min[a]!
    const leaves = rises ? trace.max[a]! : falls ? trace.min[a]! : Math.max(trace.min[a]!, trace.min[b]!)
    const arrives = rises ? trace.min[b]! : falls ? trace.max[b]! : leaves
    const [least, most] = rises ? [leaves, arrives] : [arrives, leaves]
    const at = (column: number) => Math.min(Math.max(leaves + ((arrives - leaves) * (Math.min(Math.max(column, start), end) - start)) / (end - start), least), most)
    for (let column = Math.max(start + 1, 0); column <= Math.min(end, width - 1); column++) put(column, Math.min(at(column - 1), at(column)), Math.max(at(column - 1), at(column)))
  }
}
