/** A text as a stream of blocks: feed, byte loop, and the checkpoint between two blocks. */
import type { Detail } from '../../../contract/errors.ts'
import { byTag, tagRoom, type TagRoom } from '../../byTag.ts'
import type { OpenFile } from '../../file.ts'
import type { ColumnPoints, RecordBlock, RecordSource } from '../../port.ts'
import type { Dialect } from './dialect.ts'
import { byteFeed, feedBytes, type ByteFeed } from './feed.ts'
import { kindOfLong, op, planOf, type GrowingColumn, type Plan } from './plan.ts'
import { rowParser, type RowBlock, type RowParser, type RowState } from './rows.ts'
import { cellKind, rowVectors, type RowVectors } from './rowVectors.ts'
import { timeReader, type TimeReader } from './time.ts'

/** A line longer than this is a reject, not memory. */
export const longestLine = 8 << 20
const cellsPerBlock = 1 << 20
/** Each block is a transaction, which waits for the disk. */
const mostRows = 1 << 17
const mostRememberedTags = 2000

export interface TextSourceInput {
  readonly file: OpenFile
  readonly dialect: Dialect
  readonly mark: number
  readonly newline: 10 | 13
  /** Lines before the first row. */
  readonly headerLines: number
  readonly opc: readonly boolean[]
  readonly checkpoint?: Detail | undefined
  readonly blockRows?: number | undefined
  /** Read from the disk at a time; tests cut lines with it. */
  readonly pieceBytes?: number
  /** False for the plain loop alone; both give the same. */
  readonly byVectors?: boolean
}

interface Position {
  offset: number
  line: number
  row: number
  previous: number | null
  tags: readonly (readonly [string, number])[]
}

export function textSource({ file, dialect, mark, newline, headerLines, opc, checkpoint, blockRows, pieceBytes, byVectors = blockRows === undefined }: TextSourceInput): RecordSource {
  const at = checkpoint as Position | undefined // written only by `position` below
  const plan = planOf(dialect)
  const kind = kindOfLong(dialect)
  const addTag = (name: string): GrowingColumn => ({ name, unit: '', kind, labels: [] })
  for (const [name] of at?.tags ?? []) plan.columns.push(addTag(name))
  const state: RowState = { line: at?.line ?? 1, row: at?.row ?? 0, previous: at?.previous ?? -Infinity, previousOf: (at?.tags ?? []).map(([, time]) => time) }
  const slots = plan.long ? 1 : plan.columns.length
  const rows = blockRows ?? Math.max(256, Math.min(mostRows, Math.floor(cellsPerBlock / Math.max(1, slots))))
  const { encoding } = dialect
  const time = timeReader(dialect)
  const vectors = byVectors && newline === 10 ? vectorsFor(plan, dialect, time, rows, feedBytes(encoding, pieceBytes)) : null
  const parser = rowParser({ plan, dialect, time, newline, opc, encoding, state, addTag, vectors })
  const feed = byteFeed({ file, offset: at?.offset ?? mark, encoding, limit: longestLine, ...(pieceBytes !== undefined && { pieceBytes }), into: vectors?.text })

  const position = (): Detail => ({
    offset: feed.offset(),
    line: state.line,
    row: state.row,
    previous: Number.isFinite(state.previous) ? state.previous : null,
    tags: plan.long ? plan.columns.slice(0, mostRememberedTags).map((column, i) => [column.name, state.previousOf[i] ?? 0]) : [],
  })

  async function* blocks(signal: AbortSignal): AsyncGenerator<RecordBlock> {
    if (!at) await skipHeader(feed, newline, headerLines, state)
    // one set of arrays for the whole file: memory neither grows nor waits for the collector
    const arrays = emptyBlock(plan, slots, rows, vectors)
    const room = plan.long ? tagRoom(rows, arrays.quality[0] !== undefined) : undefined
    for (;;) {
      signal.throwIfAborted()
      const block: RowBlock = { ...arrays, rejects: [] }
      const done = await fill(feed, parser, newline, block)
      if (block.read > 0) {
        yield { points: pointsOf(plan, block, room), read: block.read, rejects: block.rejects, checkpoint: position(), progress: Math.min(1, feed.offset() / Math.max(1, file.bytes)) }
      }
      if (done) return
    }
  }

  return {
    columns: plan.columns,
    blocks,
    async close() {
      vectors?.release()
      await file.close()
    },
  }
}

/** Vectors read tables of numbers with at most one time, written as ISO 8601 in UTC. */
function vectorsFor({ ops, long, split }: Plan, { delimiter, decimal, timeFormat }: Dialect, time: TimeReader, rows: number, textBytes: number): RowVectors | null {
  const kinds = Uint8Array.from(ops, (one) => (one === op.number ? cellKind.number : one === op.time ? cellKind.time : one === op.skip ? cellKind.skip : 255))
  const times = ops.filter((one) => one === op.time).length
  if (long || split || delimiter === ' ' || kinds.includes(255) || times > 1 || (times === 1 && !(timeFormat === 'iso' && time.utc))) return null
  return rowVectors({ delimiter: delimiter.charCodeAt(0), newline: 10, decimal: decimal.charCodeAt(0), kinds, rows, textBytes })
}

async function skipHeader(feed: ByteFeed, newline: number, lines: number, state: RowState): Promise<void> {
  while (state.line <= lines) {
    const end = feed.bytes.subarray(0, feed.to).indexOf(newline, feed.from)
    if (end >= 0) {
      feed.consume(end + 1)
      state.line++
    } else if (feed.ended) return
    else await feed.more()
  }
}

/** Fills the block. True when the file is used up. */
async function fill(feed: ByteFeed, parser: RowParser, newline: number, block: RowBlock): Promise<boolean> {
  for (;;) {
    const { bytes, from, to, ended } = feed
    const stop = ended ? to : bytes.subarray(0, to).lastIndexOf(newline) + 1
    if (ended) bytes[to] = newline
    if (stop > from) {
      const next = parser.parse(bytes, from, stop, ended, block)
      feed.consume(Math.min(next, to))
      if (next < stop && (block.count === block.time.length || block.rejects.length >= 4096)) return false
    }
    if (ended) return true
    if (!(await feed.more())) await skipLongLine(feed, parser, newline, block)
  }
}

async function skipLongLine(feed: ByteFeed, parser: RowParser, newline: number, block: RowBlock): Promise<void> {
  const text = feed.bytes.toString('latin1', feed.from, feed.from + 200)
  parser.reject(block, `the line is longer than ${longestLine >> 20} MB; is the delimiter or the line end right?`, text)
  for (;;) {
    const end = feed.bytes.subarray(0, feed.to).indexOf(newline, feed.from)
    feed.consume(end < 0 ? feed.to : end + 1)
    if (end >= 0) break
    if (feed.ended) break
    await feed.more()
  }
  parser.state.line++
}

function emptyBlock(plan: Plan, slots: number, rows: number, vectors: RowVectors | null): RowBlock {
  const judged = new Set(plan.judged.flat())
  return {
    time: vectors?.time ?? new Float64Array(rows),
    line: new Float64Array(rows),
    values: vectors?.values ?? Array.from({ length: slots }, () => new Float64Array(rows)),
    quality: Array.from({ length: slots }, (_, slot) => (judged.has(slot) ? new Uint8Array(rows) : undefined)),
    tag: plan.long ? new Int32Array(rows) : undefined,
    count: 0,
    read: 0,
    rejects: [],
  }
}

function pointsOf(plan: Plan, block: RowBlock, room: TagRoom | undefined): ColumnPoints[] {
  const { count } = block
  if (count === 0) return []
  const time = block.time.subarray(0, count)
  const line = block.line.subarray(0, count)
  if (!block.tag) return block.values.map((value, column) => ({ column, time, value: value.subarray(0, count), quality: block.quality[column]?.subarray(0, count), line }))
  return byTag(plan.columns.length, { tag: block.tag.subarray(0, count), time, line, value: block.values[0]!, quality: block.quality[0] }, room)
}
