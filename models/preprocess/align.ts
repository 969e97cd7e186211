import type { Frame } from '../series/frame.ts'
import { medianInterval } from '../signal/quantile.ts'

/** One tag's recording on its own clock: ascending epoch milliseconds and the values there. */
export interface TagPoints {
  readonly time: Float64Array
  readonly value: Float64Array
}

export interface Clock {
  /** `shared`: all tags were recorded at the same times, which are used as they are. `grid`: equal steps from `start`. */
  readonly kind: 'shared' | 'grid'
  readonly start: number
  /** Step in milliseconds. */
  readonly interval: number
  /** Per tag: a held value older than this many milliseconds is no value. */
  readonly maximumAge: readonly number[]
}

/** A value is held over at most this many of its own tag's median intervals (and at least one grid step): longer is a gap. */
const heldIntervals = 5

/**
 * Chooses the common clock. Tags that share their times to the bit keep them; otherwise the grid runs at the median of the tags'
 * median intervals, beginning at the earliest time rounded down to a multiple of the step, so that two cuts of one history fall on
 * the same grid.
 * @returns undefined where no tag has two points.
 */
export function chooseClock(tags: readonly TagPoints[]): Clock | undefined {
  const intervals = tags.map((tag) => medianInterval(tag.time))
  const sorted = intervals.filter((interval) => interval > 0).toSorted((a, b) => a - b)
  if (sorted.length === 0) return undefined
  const interval = sorted[(sorted.length - 1) >> 1]
  const first = Math.min(...tags.filter((tag) => tag.time.length > 0).map((tag) => tag.time[0]))
  const shared = tags.every((tag) => sameTimes(tag.time, tags[0].time))
  const start = shared ? first : Math.floor(first / interval) * interval
  return { kind: shared ? 'shared' : 'grid', start, interval, maximumAge: intervals.map((own) => heldIntervals * Math.max(interval, own)) }
}

function sameTimes(a: Float64Array, b: Float64Array): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Puts tags on one clock as a frame: every column as long as `time`, NaN where a tag had no value. */
export function align(tags: readonly TagPoints[], clock: Clock | undefined = chooseClock(tags)): Frame {
  if (tags.length === 0 || clock === undefined) return singlePoints(tags)
  if (clock.kind === 'shared') return { time: tags[0].time, columns: tags.map((tag) => tag.value) }
  const aligner = createAligner(tags.length, clock)
  return aligner.push(tags, Infinity)
}

/** Where no tag has two points there is no clock: the few times that exist, side by side. */
function singlePoints(tags: readonly TagPoints[]): Frame {
  const time = Float64Array.from(new Set(tags.flatMap((tag) => [...tag.time]))).sort()
  const columns = tags.map((tag) => {
    const column = new Float64Array(time.length).fill(NaN)
    tag.time.forEach((t, i) => {
      column[time.indexOf(t)] = tag.value[i]
    })
    return column
  })
  return { time, columns }
}

export interface Aligner {
  /**
   * Takes the next points of every tag (in the order of the tags, each continuing where it ended) and gives the grid rows before
   * `until`: the caller promises that no point before `until` is still to come (`Infinity`: none at all). Rows end with the last
   * point that was seen; those of a silence are given when it has ended.
   */
  push(tags: readonly TagPoints[], until: number): Frame
}

/**
 * The same alignment in blocks: the rows do not depend on how the history was cut. Each grid row at time g holds each tag's newest
 * value at or before g (previous value held), if it is not older than the clock allows. Of several points in one step the last is
 * taken. A NaN point ends the holding of the value before it.
 */
export function createAligner(tagCount: number, clock: Clock): Aligner {
  const value = new Float64Array(tagCount).fill(NaN)
  const at = new Float64Array(tagCount).fill(-Infinity)
  let row = 0
  let last = -Infinity
  const waiting: { time: number[]; value: number[] }[] = Array.from({ length: tagCount }, () => ({ time: [], value: [] }))
  return {
    push(tags, until) {
      const queues = tags.map((tag, t) =>
        waiting[t].time.length === 0
          ? tag
          : { time: Float64Array.from([...waiting[t].time, ...tag.time]), value: Float64Array.from([...waiting[t].value, ...tag.value]) },
      )
      for (const { time } of tags) if (time.length > 0) last = Math.max(last, time[time.length - 1])
      const past = Math.min(Math.ceil((until - clock.start) / clock.interval), Math.ceil((last - clock.start) / clock.interval) + 1)
      const rows = Math.max(0, past - row)
      const time = new Float64Array(rows)
      for (let i = 0; i < rows; i++) time[i] = clock.start + (row + i) * clock.interval
      const columns = queues.map((queue, t) => {
        const column = new Float64Array(rows)
        let next = 0
        for (let i = 0; i < rows; i++) {
          for (; next < queue.time.length && queue.time[next] <= time[i]; next++) {
            value[t] = queue.value[next]
            at[t] = queue.time[next]
          }
          column[i] = time[i] - at[t] <= clock.maximumAge[t] ? value[t] : NaN
        }
        waiting[t] = { time: [...queue.time.subarray(next)], value: [...queue.value.subarray(next)] }
        return column
      })
      row += rows
      return { time, columns }
    },
  }
}
