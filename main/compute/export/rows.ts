/** Tags side by side again: one row a time at which any of them has a point. */
import type { Points, Telemetry } from '../../storage/ports.ts'

export interface Rows {
  readonly time: Float64Array
  /** Per tag; where `present` is 0 the tag has no point at that time (which is not the same as a stored NaN). */
  readonly value: readonly Float64Array[]
  readonly quality: readonly Uint8Array[]
  readonly present: readonly Uint8Array[]
}

const rowsPerBlock = 8192

/** Blocks of at most 8,192 rows, oldest first; each tag is decoded in pieces, so that memory does not grow with the stretch. */
export async function* alignedRows(telemetry: Telemetry, series: readonly number[], from: number, to: number): AsyncGenerator<Rows> {
  const cursors = series.map((id) => cursorOf(telemetry, id, from, to))
  for (const cursor of cursors) await cursor.refill()
  for (;;) {
    const time = new Float64Array(rowsPerBlock)
    const value = cursors.map(() => new Float64Array(rowsPerBlock).fill(NaN))
    const quality = cursors.map(() => new Uint8Array(rowsPerBlock))
    const present = cursors.map(() => new Uint8Array(rowsPerBlock))
    let rows = 0
    while (rows < rowsPerBlock) {
      let next = Infinity
      for (const cursor of cursors) if (cursor.time < next) next = cursor.time
      if (next === Infinity) break
      time[rows] = next
      for (const [i, cursor] of cursors.entries()) {
        if (cursor.time !== next) continue
        value[i]![rows] = cursor.value
        quality[i]![rows] = cursor.quality
        present[i]![rows] = 1
        if (!cursor.step()) await cursor.refill()
      }
      rows++
    }
    if (rows === 0) return
    const cut = <T extends Float64Array | Uint8Array>(columns: T[]) => columns.map((column) => column.subarray(0, rows) as T) // subarray keeps the type
    yield { time: time.subarray(0, rows), value: cut(value), quality: cut(quality), present: cut(present) }
    if (rows < rowsPerBlock) return
  }
}

interface Cursor {
  /** Infinity behind the last point. */
  time: number
  value: number
  quality: number
  /** False when the next piece has to be fetched first. */
  step(): boolean
  refill(): Promise<void>
}

function cursorOf(telemetry: Telemetry, series: number, from: number, to: number): Cursor {
  const pieces = telemetry.scan(series, from, to)[Symbol.asyncIterator]()
  let piece: Required<Points> = { time: new Float64Array(), value: new Float64Array(), quality: new Uint8Array() }
  let at = -1
  const cursor: Cursor = {
    time: Infinity,
    value: NaN,
    quality: 0,
    step() {
      at++
      if (at >= piece.time.length) return false
      cursor.time = piece.time[at]!
      cursor.value = piece.value[at]!
      cursor.quality = piece.quality[at]!
      return true
    },
    async refill() {
      for (;;) {
        const { done, value } = await pieces.next()
        if (done) {
          cursor.time = Infinity
          return
        }
        piece = value
        at = -1
        if (cursor.step()) return
      }
    },
  }
  return cursor
}
