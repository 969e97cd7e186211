import { Fault } from '../../contract/errors.ts'
import { createAligner, type Clock } from '../../../models/preprocess/align.ts'
import type { Channel, Frame } from '../../../models/series/frame.ts'
import type { TagRow, Telemetry } from '../../storage/ports.ts'

/** An asset's measurements as frames on one clock, read in blocks so that memory does not grow with the history. */
export interface AssetFrames {
  readonly tags: readonly TagRow[]
  readonly channels: readonly Channel[]
  readonly start: number
  /** Time of the last point: included. */
  readonly end: number
  readonly rows: number
  /** Rows with from <= t < to, in blocks of as many as fit a few megabytes, and of at most `mostRows`; the rows do not depend on how they are cut. */
  blocks(from: number, to: number, mostRows?: number): AsyncGenerator<Frame>
  /** The same in one piece. @throws Fault `too_large` above `maximumCells`. */
  whole(from: number, to: number): Promise<Frame>
}

const mostBlockRows = 16_384
/** A block of a wide asset has fewer rows: 32 MiB of float64. */
const mostBlockCells = 2 ** 22
/** Below this a block costs more than its rows. */
const fewestBlockRows = 512
/** 1 GiB of float64. */
const maximumCells = 2 ** 27
/** As in models/preprocess/align: a value is held over at most this many of its tag's own intervals. */
const heldIntervals = 5

/** @throws Fault `not_enough_history` when the asset has no numeric points at all. */
export async function openAssetFrames(telemetry: Telemetry, allTags: readonly TagRow[]): Promise<AssetFrames> {
  const numeric = allTags.filter((tag) => tag.kind !== 'text')
  const infos = await telemetry.info(numeric.map((tag) => tag.id))
  const present = numeric.map((tag, i) => ({ tag, info: infos[i]! })).filter(({ info }) => info.n > 0)
  if (present.length === 0) throw new Fault('not_enough_history', 'This asset has no numeric points yet. Import a recording first.', { tags: allTags.length })
  const tags = present.map(({ tag }) => tag)
  const start = Math.min(...present.map(({ info }) => info.start!))
  const end = Math.max(...present.map(({ info }) => info.end!))
  const intervals = present.map(({ info }) => info.interval ?? 0).filter((interval) => interval > 0).sort((a, b) => a - b)
  const interval = intervals[(intervals.length - 1) >> 1] ?? 1000

  const [first] = present
  const alike = present.every(({ info }) => info.n === first!.info.n && info.start === first!.info.start && info.end === first!.info.end)
  const shared = alike && (await shareTimes(telemetry, tags, start, end))
  const clock: Clock = {
    kind: shared ? 'shared' : 'grid',
    start: shared ? start : Math.floor(start / interval) * interval,
    interval,
    maximumAge: present.map(({ info }) => heldIntervals * Math.max(interval, info.interval ?? 0)),
  }
  const rows = shared ? first!.info.n : Math.floor((end - clock.start) / interval) + 1

  const usualRows = Math.min(mostBlockRows, Math.max(fewestBlockRows, Math.floor(mostBlockCells / tags.length)))
  async function* inBlocks(from: number, to: number, blockRows: number): AsyncGenerator<Frame> {
    if (shared) yield* sharedBlocks(telemetry, tags, from, to, blockRows)
    else yield* gridBlocks(telemetry, tags, clock, Math.max(from, clock.start), Math.min(to, end + interval), blockRows)
  }

  return {
    tags,
    channels: tags.map(({ name, unit, kind }) => ({ name, unit, kind })),
    start,
    end,
    rows,
    blocks: (from, to, mostRows = usualRows) => inBlocks(from, to, Math.min(mostRows, usualRows)),
    async whole(from, to) {
      const parts: Frame[] = []
      let cells = 0
      for await (const part of inBlocks(from, to, 4 * usualRows)) {
        cells += part.time.length * tags.length
        if (cells > maximumCells)
          throw new Fault('too_large', `This period holds more than ${maximumCells} values over ${tags.length} tags. Choose a shorter one.`, { maximumCells, tags: tags.length })
        parts.push(part)
      }
      return joinFrames(parts, tags.length)
    },
  }
}

/** True when every tag was recorded at the very same times, to the bit: then rows are taken as they are. */
async function shareTimes(telemetry: Telemetry, tags: readonly TagRow[], start: number, end: number): Promise<boolean> {
  for (const tag of tags.slice(1)) {
    const ours = telemetry.scan(tags[0]!.id, start, end + 1)[Symbol.asyncIterator]()
    let block: Float64Array = new Float64Array(0)
    let at = 0
    for await (const { time } of telemetry.scan(tag.id, start, end + 1)) {
      for (const t of time) {
        if (at === block.length) {
          const next = await ours.next()
          if (next.done) return false
          block = next.value.time
          at = 0
        }
        if (block[at++] !== t) return false
      }
    }
  }
  return true
}

async function* sharedBlocks(telemetry: Telemetry, tags: readonly TagRow[], from: number, to: number, blockRows: number): AsyncGenerator<Frame> {
  const scans = tags.map((tag) => rebuffered(telemetry.scan(tag.id, from, to), blockRows))
  try {
    for (;;) {
      const parts = await Promise.all(scans.map((scan) => scan.next()))
      if (parts[0]!.done) return
      // The clock was found to be shared, so every scan gives as many rows.
      const points = parts.map((part) => part.value as { time: Float64Array; value: Float64Array })
      yield { time: points[0]!.time, columns: points.map(({ value }) => value) }
    }
  } finally {
    await Promise.all(scans.map((scan) => scan.return(undefined)))
  }
}

async function* gridBlocks(telemetry: Telemetry, tags: readonly TagRow[], clock: Clock, from: number, to: number, blockRows: number): AsyncGenerator<Frame> {
  const firstRow = Math.ceil((from - clock.start) / clock.interval)
  const lastRow = Math.ceil((to - clock.start) / clock.interval)
  const aligner = createAligner(tags.length, { ...clock, start: clock.start + firstRow * clock.interval })
  // What was measured shortly before the first row is still held there.
  let readFrom = clock.start + firstRow * clock.interval - Math.max(...clock.maximumAge)
  for (let row = firstRow; row < lastRow; row += blockRows) {
    const until = clock.start + Math.min(row + blockRows, lastRow) * clock.interval
    const points = []
    for (const tag of tags) points.push(await telemetry.read(tag.id, readFrom, until))
    yield aligner.push(points, until)
    readFrom = until
  }
}

/** Cuts a stream of blocks into blocks of just `size` points (the last may be shorter). */
async function* rebuffered(source: AsyncIterable<{ time: Float64Array; value: Float64Array }>, size: number) {
  let time = new Float64Array(size)
  let value = new Float64Array(size)
  let filled = 0
  for await (const block of source) {
    for (let at = 0; at < block.time.length; ) {
      const take = Math.min(size - filled, block.time.length - at)
      time.set(block.time.subarray(at, at + take), filled)
      value.set(block.value.subarray(at, at + take), filled)
      filled += take
      at += take
      if (filled < size) continue
      yield { time, value }
      time = new Float64Array(size)
      value = new Float64Array(size)
      filled = 0
    }
  }
  if (filled > 0) yield { time: time.subarray(0, filled), value: value.subarray(0, filled) }
}

export function joinFrames(parts: readonly Frame[], columnCount: number): Frame {
  const rows = parts.reduce((sum, part) => sum + part.time.length, 0)
  const time = new Float64Array(rows)
  const columns = Array.from({ length: columnCount }, () => new Float64Array(rows))
  let at = 0
  for (const part of parts) {
    time.set(part.time, at)
    part.columns.forEach((column, c) => columns[c]!.set(column, at))
    at += part.time.length
  }
  return { time, columns }
}
