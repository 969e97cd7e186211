import type { ColumnPoints } from './port.ts'

export interface TaggedRows {
  /** The column of each row. */
  readonly tag: Int32Array
  readonly time: Float64Array
  readonly line: Float64Array
  readonly value: Float64Array
  readonly quality: Uint8Array | undefined
}

/** Where the points of a block are put, one tag behind the other; one serves all blocks of a source, so that memory neither grows nor waits for the collector. */
export interface TagRoom {
  readonly time: Float64Array
  readonly line: Float64Array
  readonly value: Float64Array
  readonly quality: Uint8Array | undefined
}

export function tagRoom(rows: number, withQuality: boolean): TagRoom {
  return { time: new Float64Array(rows), line: new Float64Array(rows), value: new Float64Array(rows), quality: withQuality ? new Uint8Array(rows) : undefined }
}

/** Rows of the long layout as points of each tag, in the order of the file (a counting sort). */
export function byTag(tags: number, rows: TaggedRows, room = tagRoom(rows.tag.length, rows.quality !== undefined)): ColumnPoints[] {
  const { tag, time, line, value, quality } = rows
  const ends = new Uint32Array(tags + 1)
  for (let row = 0; row < tag.length; row++) ends[tag[row]! + 1]!++
  for (let t = 0; t < tags; t++) ends[t + 1]! += ends[t]!
  const next = ends.slice(0, tags)
  for (let row = 0; row < tag.length; row++) {
    const at = next[tag[row]!]!++
    room.time[at] = time[row]!
    room.line[at] = line[row]!
    room.value[at] = value[row]!
    if (quality) room.quality![at] = quality[row]!
  }
  const points: ColumnPoints[] = []
  for (let column = 0; column < tags; column++) {
    const [from, to] = [ends[column]!, ends[column + 1]!]
    if (from === to) continue
    points.push({ column, time: room.time.subarray(from, to), value: room.value.subarray(from, to), line: room.line.subarray(from, to), quality: quality && room.quality!.subarray(from, to) })
  }
  return points
}
