/** A source over columns that fit in memory: small arrays, transposed texts. */
import type { Detail } from '../contract/errors.ts'
import type { RecordBlock, RecordSource, Reject, SourceColumn } from './port.ts'

const cellsPerBlock = 1 << 20

export interface MemorySourceInput {
  readonly columns: readonly SourceColumn[]
  /** One array a column; shorter ones simply end earlier. */
  readonly values: readonly Float64Array[]
  readonly time: (row: number) => number
  readonly line: (row: number) => number
  /** Rows that are left out, ascending by line. */
  readonly rejects?: readonly Reject[] | undefined
  readonly checkpoint?: Detail | undefined
  close(): Promise<void>
}

export function memorySource({ columns, values, time, line, rejects = [], checkpoint, close }: MemorySourceInput): RecordSource {
  const rows = values.reduce((most, column) => Math.max(most, column.length), 0)
  const bad = new Map(rejects.map((reject) => [reject.line, reject]))
  const perBlock = Math.max(256, Math.min(65_536, Math.floor(cellsPerBlock / Math.max(1, columns.length))))
  async function* blocks(signal: AbortSignal): AsyncGenerator<RecordBlock> {
    for (let from = Number(checkpoint?.['row'] ?? 0); from < rows; from += perBlock) {
      signal.throwIfAborted()
      const to = Math.min(rows, from + perBlock)
      const kept: number[] = []
      const rejected: Reject[] = []
      for (let row = from; row < to; row++) {
        const reject = bad.get(line(row))
        if (reject) rejected.push(reject)
        else kept.push(row)
      }
      const shared = { time: Float64Array.from(kept, time), line: Float64Array.from(kept, line) }
      yield {
        points: values.flatMap((column, index) => {
          const mine = kept.length > 0 && kept[kept.length - 1]! >= column.length ? kept.filter((row) => row < column.length) : kept
          if (mine.length === 0) return []
          const own = mine === kept ? shared : { time: shared.time.subarray(0, mine.length), line: shared.line.subarray(0, mine.length) }
          return [{ column: index, ...own, value: Float64Array.from(mine, (row) => column[row]!) }]
        }),
        read: to - from,
        rejects: rejected,
        checkpoint: { row: to },
        progress: to / rows,
      }
    }
  }
  return { columns, blocks, close }
}
