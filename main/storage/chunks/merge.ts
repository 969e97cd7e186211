import { emptyColumns, slice, type Columns } from './points.ts'

export interface Merged {
  /** Stored and new points in order of time, each time once. */
  readonly points: Columns
  /** False when nothing of the batch was new: then `points` is what was stored. */
  readonly changed: boolean
  readonly accepted: number
  readonly duplicate: number
  /** Indexes into the batch part. */
  readonly conflicts: readonly number[]
}

/**
 * Merges a batch (times not descending) into stored points (times rising). A point whose time is already there is a duplicate when
 * value and quality are the same to the bit; else it is a conflict, and the earlier one stays, or with `replace` the later one counts.
 */
export function mergePoints(stored: Columns, batch: Columns, replace: boolean): Merged {
  const m = stored.time.length
  const n = batch.time.length
  const out = emptyColumns(m + n)
  const { time, quality } = out
  // 64-bit values are copied as pairs of 32 bits: a NaN that passes through a JavaScript number may lose its payload
  const value = words(out.value)
  const storedValue = words(stored.value)
  const batchValue = words(batch.value)
  const conflicts: number[] = []
  let accepted = 0
  let duplicate = 0
  let i = 0
  let k = 0
  const put = (from: Columns, fromValue: Uint32Array, at: number) => {
    time[k] = from.time[at]!
    value[2 * k] = fromValue[2 * at]!
    value[2 * k + 1] = fromValue[2 * at + 1]!
    quality[k] = from.quality[at]!
  }
  for (let j = 0; j < n; j++) {
    const t = batch.time[j]!
    while (i < m && stored.time[i]! <= t) {
      put(stored, storedValue, i++)
      k++
    }
    if (k === 0 || time[k - 1]! < t) {
      put(batch, batchValue, j)
      k++
      accepted++
      continue
    }
    const last = k - 1
    const same = value[2 * last] === batchValue[2 * j] && value[2 * last + 1] === batchValue[2 * j + 1] && quality[last] === batch.quality[j]
    if (same) duplicate++
    else if (replace) {
      k = last
      put(batch, batchValue, j)
      k = last + 1
      accepted++
    } else conflicts.push(j)
  }
  while (i < m) {
    put(stored, storedValue, i++)
    k++
  }
  const changed = accepted > 0
  return { points: changed ? slice(out, 0, k) : stored, changed, accepted, duplicate, conflicts }
}

function words(values: Float64Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length * 2)
}
