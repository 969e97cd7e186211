/**
 * A block of a source in one buffer of memory that both threads see. Arrays that columns share stay shared. (Handing buffers over instead let the
 * receiver's collector run for memory that was only passing through.)
 */
import type { ColumnPoints, RecordBlock, SourceColumn } from '../port.ts'

interface PackedColumn {
  readonly column: number
  readonly n: number
  /** Where each array begins, in bytes; quality: -1 where there is none. */
  readonly time: number
  readonly value: number
  readonly line: number
  readonly quality: number
}

/** A column that is new, or words and units that a known one has learned. */
interface Growth {
  readonly index: number
  readonly column?: SourceColumn
  readonly labels?: readonly string[]
  readonly units?: Pick<SourceColumn, 'unit' | 'otherUnits'>
}

export interface PackedBlock extends Omit<RecordBlock, 'points'> {
  readonly buffer: SharedArrayBuffer
  readonly points: readonly PackedColumn[]
  readonly growth: readonly Growth[]
}

/** Tells how the columns of a source have grown since it was asked last. */
export function growthOf(columns: readonly SourceColumn[]): () => Growth[] {
  const stand = (column: SourceColumn) => ({ labels: column.labels.length, unit: column.unit, others: column.otherUnits?.length ?? 0 })
  const known = columns.map(stand)
  return () => {
    const growth: Growth[] = []
    for (const [index, column] of columns.entries()) {
      const now = stand(column)
      const before = known[index]
      if (!before) growth.push({ index, column: { ...column, labels: [...column.labels] } })
      else {
        if (now.labels > before.labels) growth.push({ index, labels: column.labels.slice(before.labels) })
        if (now.unit !== before.unit || now.others > before.others) growth.push({ index, units: { unit: column.unit, ...(column.otherUnits && { otherUnits: column.otherUnits }) } })
      }
      known[index] = now
    }
    return growth
  }
}

/** Copies a block into `spare` where it fits, else into a buffer of its own. */
export function packBlock(block: RecordBlock, growth: readonly Growth[], spare?: SharedArrayBuffer): PackedBlock {
  const places = new Map<Float64Array | Uint8Array, number>()
  let size = 0
  const place = (array: Float64Array | Uint8Array): number => {
    let at = places.get(array)
    if (at === undefined) {
      at = size
      places.set(array, at)
      // the next one begins at a multiple of 8 again
      size += (array.byteLength + 7) & ~7
    }
    return at
  }
  const points = block.points.map(({ column, time, value, line, quality }) => ({
    column,
    n: time.length,
    time: place(time),
    value: place(value),
    line: place(line),
    quality: quality ? place(quality) : -1,
  }))
  const buffer = spare && spare.byteLength >= size ? spare : new SharedArrayBuffer(size)
  const bytes = new Uint8Array(buffer)
  for (const [array, at] of places) bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at)
  return { buffer, points, growth, read: block.read, rejects: block.rejects, checkpoint: block.checkpoint, progress: block.progress }
}

/** The block again, as views of its buffer. */
export function unpackBlock({ buffer, points, read, rejects, checkpoint, progress }: PackedBlock): RecordBlock {
  const views = new Map<number, Float64Array>()
  const view = (at: number, n: number): Float64Array => {
    const known = views.get(at)
    if (known?.length === n) return known
    const made = new Float64Array(buffer, at, n)
    views.set(at, made)
    return made
  }
  return {
    points: points.map(
      ({ column, n, time, value, line, quality }): ColumnPoints => ({
        column,
        time: view(time, n),
        value: view(value, n),
        line: view(line, n),
        quality: quality < 0 ? undefined : new Uint8Array(buffer, quality, n),
      }),
    ),
    read,
    rejects,
    checkpoint,
    progress,
  }
}

/** Adds what the thread has learned to the columns of this side. */
export function grow(columns: (Omit<SourceColumn, 'labels'> & { labels: string[] })[], growth: readonly Growth[]): void {
  for (const { index, column, labels, units } of growth) {
    if (column) columns[index] = { ...column, labels: [...column.labels] }
    else if (units) columns[index] = { ...columns[index]!, ...units }
    else if (labels) for (const word of labels) columns[index]?.labels.push(word)
  }
}
