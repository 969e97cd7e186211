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

/** A column that is new, or words that a known one has learned. */
interface Growth {
  readonly index: number
  readonly column?: SourceColumn
  readonly labels?: readonly string[]
}

export interface PackedBlock extends Omit<RecordBlock, 'points'> {
  readonly buffer: SharedArrayBuffer
  readonly points: readonly PackedColumn[]
  readonly growth: readonly Growth[]
}

/** Tells how the columns of a source have grown since it was asked last. */
export function growthOf(columns: readonly SourceColumn[]): () => Growth[] {
  const known = columns.map((column) => column.labels.length)
  return () => {
    const growth: Growth[] = []
    for (const [index, column] of columns.entries()) {
      const labels = column.labels.length
      if (index >= known.length) growth.push({ index, column: { ...column, labels: [...column.labels] } })
      else if (labels > known[index]!) growth.push({ index, labels: column.labels.slice(known[index]) })
      known[index] = labels
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
export function grow(columns: { name: string; unit: string; kind: SourceColumn['kind']; labels: string[] }[], growth: readonly Growth[]): void {
  for (const { index, column, labels } of growth) {
    if (column) columns[index] = { ...column, labels: [...column.labels] }
    else if (labels) for (const word of labels) columns[index]?.labels.push(word)
  }
}
