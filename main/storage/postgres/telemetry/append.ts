import { cutAtRoundTimes, cutEvenly } from '../../chunks/cut.ts'
import { headerAt } from '../../chunks/header.ts'
import { mergePoints } from '../../chunks/merge.ts'
import { batchChecker, concat, lowerBound, slice, type Columns } from '../../chunks/points.ts'
import type { AppendBatch, AppendResult } from '../../ports.ts'
import type { Transaction } from '../connection.ts'
import { chunksIn, encodeRow, startOf, type ChunkTable, type EncodedRow } from './chunkTable.ts'

/** Chunks whose points are in memory at once while late points are woven in. */
const homesAtOnce = 32

interface Change {
  readonly result: AppendResult
  readonly gone: { series: number; t0: number }[]
  readonly rows: EncodedRow[]
}

/**
 * Stores the points of all batches; called inside a write transaction. However many series there are, it takes a few statements: the newest
 * chunks of all of them are read at once, and what changed is written at once. A series that comes twice is taken in two rounds.
 */
export async function appendBatches(chunks: ChunkTable, transaction: Transaction, batches: readonly AppendBatch[], replace: boolean): Promise<AppendResult[]> {
  const check = batchChecker()
  const checked = batches.map((batch) => check(batch.series, batch))
  const results: AppendResult[] = checked.map(() => ({ accepted: 0, duplicate: 0, conflicts: new Uint32Array() }))
  let waiting = [...checked.keys()].filter((index) => checked[index]!.points.time.length > 0)
  if (waiting.length > 0) await chunks.lock(transaction, waiting.map((index) => checked[index]!.series))
  while (waiting.length > 0) {
    const later: number[] = []
    const now = new Map<number, number>()
    for (const index of waiting) {
      const { series } = checked[index]!
      if (now.has(series)) later.push(index)
      else now.set(series, index)
    }
    const last = await chunks.last(transaction, [...now.keys()])
    const gone: Change['gone'] = []
    const rows: EncodedRow[] = []
    for (const [series, index] of now) {
      const { points, rising } = checked[index]!
      const newest = last.get(series)
      const behind = rising && !(newest && points.time[0]! <= newest.header.t1)
      const change = behind ? extend(series, newest, points) : await weave(chunks, transaction, series, points, replace)
      results[index] = change.result
      gone.push(...change.gone)
      rows.push(...change.rows)
    }
    await chunks.replace(transaction, gone, rows)
    waiting = later
  }
  return results
}

/** The common case: everything lies behind what is stored. The last chunk, which may have room, is cut again with what follows it. */
function extend(series: number, newest: { header: { t0: number }; points: () => Columns } | undefined, points: Columns): Change {
  const pieces = cutAtRoundTimes(newest ? concat([newest.points(), points]) : points)
  return {
    result: { accepted: points.time.length, duplicate: 0, conflicts: new Uint32Array() },
    gone: newest ? [{ series, t0: newest.header.t0 }] : [],
    rows: pieces.map((piece) => encodeRow(series, piece)),
  }
}

/** The general case: late, repeated, overlapping. Each chunk takes the points that belong before the next one, and only changed ones are written. */
async function weave(chunks: ChunkTable, transaction: Transaction, series: number, points: Columns, replace: boolean): Promise<Change> {
  const n = points.time.length
  const homes = await chunks.homes(transaction, series, points.time[0]!, points.time[n - 1]!)
  const gone: Change['gone'] = []
  const rows: EncodedRow[] = []
  const conflicts: number[] = []
  let accepted = 0
  let duplicate = 0
  for (const some of inGroups(shares(homes, points), homesAtOnce)) {
    const stored = await chunks.points(transaction, series, some.filter(({ home }) => home !== null).map(({ home }) => startOf(homes, home!)))
    for (const [k, { home, from, to }] of some.entries()) {
      // without a home there is one share only: the series is empty
      const there = home === null ? slice(points, 0, 0) : stored[k]!
      const merged = mergePoints(there, slice(points, from, to), replace)
      if (merged.changed) {
        if (home !== null) gone.push({ series, t0: headerAt(homes, home).t0 })
        const cut = home !== null && home + 1 < chunksIn(homes) ? cutEvenly : cutAtRoundTimes
        rows.push(...cut(merged.points).map((piece) => encodeRow(series, piece)))
      }
      accepted += merged.accepted
      duplicate += merged.duplicate
      for (const index of merged.conflicts) conflicts.push(from + index)
    }
  }
  return { result: { accepted, duplicate, conflicts: Uint32Array.from(conflicts) }, gone, rows }
}

/** Which points belong to which chunk of the table. */
function shares(homes: Float64Array, points: Columns): { home: number | null; from: number; to: number }[] {
  const n = points.time.length
  if (homes.length === 0) return [{ home: null, from: 0, to: n }]
  const result = []
  for (let home = 0, from = 0; from < n; home++) {
    const to = lowerBound(points.time, startOf(homes, home + 1), from, n)
    if (to > from) result.push({ home, from, to })
    from = to
  }
  return result
}

function inGroups<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, k) => all.slice(k * size, (k + 1) * size))
}
