/** One door for everything that brings measurements in. A reader is one folder entry and one row of the table in `ingest/readers.ts`. */
import type { Detail } from '../contract/errors.ts'
import type { ImportOptions, Preview } from '../contract/imports.ts'
import type { TagKind } from '../../models/series/frame.ts'

/** A file to read. The path never leaves the Node side. */
export interface SourceFile {
  readonly path: string
  readonly name: string
  readonly bytes: number
}

export interface SourceColumn {
  readonly name: string
  /** Of the long layout: the first that its rows name, '' before. */
  readonly unit: string
  /** Units that later rows of the long layout name instead: told, not taken. */
  readonly otherUnits?: readonly string[]
  readonly kind: TagKind
  /** For text tags: grows while reading; values are indexes into it. */
  readonly labels: readonly string[]
}

/** Rows that could not be taken, by line of the file (1-based), with a reason that tells what to do. */
export interface Reject {
  readonly line: number
  readonly reason: string
  readonly text: string
}

/** Points of one column, in the order of the file. A wide file gives every column the same `time` array; a long one does not. */
export interface ColumnPoints {
  /** Index into `RecordSource.columns`. */
  readonly column: number
  readonly time: Float64Array
  /** NaN is a stored "no value" (the row was there, the cell was empty). */
  readonly value: Float64Array
  readonly quality?: Uint8Array | undefined
  /** Line of the file (1-based) of each point, for conflicts that the store finds later. */
  readonly line: Float64Array
}

/** A bounded number of rows (about 1 M cells at most), read together and stored together. Its arrays are valid until the next block is asked for. */
export interface RecordBlock {
  readonly points: readonly ColumnPoints[]
  /** Rows of the file that this block has used up, rejects included. */
  readonly read: number
  readonly rejects: readonly Reject[]
  /** Give it to `open` to go on behind this block, after a kill too. */
  readonly checkpoint: Detail
  /** 0..1 of the file. */
  readonly progress: number
}

export interface RecordSource {
  readonly columns: readonly SourceColumn[]
  blocks(signal: AbortSignal): AsyncIterable<RecordBlock>
  close(): Promise<void>
}

export interface Reader {
  readonly id: 'text' | 'npy' | 'parquet' | 'mat'
  /** Looks at the first bytes and the name; 0 = not mine, 1 = certainly mine. */
  recognises(head: Uint8Array, name: string): number
  /** @throws Fault `file_unreadable` or `file_not_understood`, saying what was found and where. Stores nothing, reads a bounded part. */
  preview(file: SourceFile, options: ImportOptions): Promise<Preview>
  /** `options` are those of a preview, with nothing left out. */
  open(file: SourceFile, options: ImportOptions, checkpoint?: Detail): Promise<RecordSource>
}
