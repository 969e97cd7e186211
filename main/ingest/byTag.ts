import type { ColumnPoints } from './port.ts'

export interface TaggedRows {
  /** The column of each row. */
  readonly tag: Int32Array
  readonly time: Float64Array
  readonly line: Float64Array
  readonly value: Float64Array
  readonly quality: Uint8Array | undefined
}

/** Rows of the long layout as points of each tag, in the order of the file (a counting sort). */
export function byTag(tags: number, rows: TaggedRows): ColumnPoints[] {
  const counts = new Uint32Array(tags)
  for (const t of rows.tag) counts[t]!++
  const points: (ColumnPoints | undefined)[] = Array.from(counts, (n, column) =>
    n === 0 ? undefined : { column, time: new Float64Array(n), value: new Float64Array(n), line: new Float64Array(n), quality: rows.quality && new Uint8Array(n) },
  )
  const filled = new Uint32Array(tags)
  rows.tag.forEach((t, row) => {
    const to = points[t]!
    const at = filled[t]!++
    to.time[at] = rows.time[row]!
    to.value[at] = rows.value[row]!
    to.line[at] = rows.line[row]!
    if (to.quality && rows.quality) to.quality[at] = rows.quality[row]!
  })
  return points.filter((p) => p !== undefined)
}
