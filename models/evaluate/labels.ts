import type { RowRange } from '../series/frame.ts'

/** Stretches of rows that are marked (non-zero), half open, ascending. */
export function rangesOf(marks: Uint8Array): RowRange[] {
  const ranges: RowRange[] = []
  let from = -1
  for (let i = 0; i <= marks.length; i++) {
    const marked = i < marks.length && marks[i] !== 0
    if (marked && from < 0) from = i
    if (!marked && from >= 0) {
      ranges.push({ from, to: i })
      from = -1
    }
  }
  return ranges
}

/** One byte a row: 1 inside any of the ranges. */
export function marksOf(ranges: readonly RowRange[], rows: number): Uint8Array {
  const marks = new Uint8Array(rows)
  for (const { from, to } of ranges) marks.fill(1, Math.max(0, from), Math.min(rows, to))
  return marks
}
