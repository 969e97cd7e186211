/**
 * How many merged events any threshold gives, as a lookup. A row begins an event at threshold t just where its score is above t and the
 * `gap + 1` rows before it are not (`findEvents`): for t from the largest of those rows up to its own score. So the number of events at t
 * is the number of such intervals that hold t, and only rows that stand above the rows before them have one.
 */
export interface ThresholdBench {
  /** Merged events above this threshold: two binary searches. */
  eventsAt(threshold: number): number
  /**
   * The lowest threshold from which on no threshold gives more than this many events. (Lower ones may again give few, because everything
   * has merged into one alarm: they are not what a budget means.) Infinity never comes back: the highest score gives none.
   */
  lowestWithin(events: number): number
}

/** O(rows) and a sort of the rows that can begin an event. @param scores never NaN. @param gap as in `EventRules`, with `minimum` 1. */
export function createThresholdBench(scores: Float64Array, gap: number): ThresholdBench {
  const { from, to } = beginnings(scores, gap)
  from.sort()
  to.sort()
  const { limits, most } = mostEvents(from, to)
  return {
    eventsAt: (threshold) => countAbove(to, threshold) - countAbove(from, threshold),
    lowestWithin(events) {
      // `most` does not rise with its limit, so the first limit that keeps the budget is found by halving.
      let low = 0
      let high = limits.length
      while (low < high) {
        const middle = (low + high) >> 1
        if (most[middle] <= events) high = middle
        else low = middle + 1
      }
      return low < limits.length ? limits[low] : 0
    },
  }
}

/** For every row above all of the `gap + 1` rows before it: the largest of those, and itself. A sliding maximum by a queue of falling scores. */
function beginnings(scores: Float64Array, gap: number): { from: Float64Array; to: Float64Array } {
  const reach = gap + 1
  const size = 2 ** Math.ceil(Math.log2(reach + 1))
  const queue = new Int32Array(size)
  const mask = size - 1
  let head = 0
  let tail = 0
  let from = new Float64Array(1024)
  let to = new Float64Array(1024)
  let count = 0
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row]
    if (head < tail && queue[head & mask] < row - reach) head++
    const before = head < tail ? scores[queue[head & mask]] : -Infinity
    if (score > before) {
      if (count === from.length) {
        from = doubled(from)
        to = doubled(to)
      }
      from[count] = before
      to[count++] = score
      head = tail
    } else while (head < tail && scores[queue[(tail - 1) & mask]] <= score) tail--
    queue[tail++ & mask] = row
  }
  return { from: from.slice(0, count), to: to.slice(0, count) }
}

function doubled(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(values.length * 2)
  larger.set(values)
  return larger
}

/** Every threshold at which the number of events changes, from 0 up, and the most events that it or any higher one gives. */
function mostEvents(from: Float64Array, to: Float64Array): { limits: Float64Array; most: Float64Array } {
  const changes = new Float64Array(from.length + to.length + 1)
  changes.set(from)
  changes.set(to, from.length)
  const limits = changes.filter((limit) => limit >= 0).sort()
  const most = new Float64Array(limits.length)
  let highest = 0
  let begun = to.length
  let ended = from.length
  for (let k = limits.length - 1; k >= 0; k--) {
    while (begun > 0 && to[begun - 1] > limits[k]) begun--
    while (ended > 0 && from[ended - 1] > limits[k]) ended--
    highest = Math.max(highest, to.length - begun - (from.length - ended))
    most[k] = highest
  }
  return { limits, most }
}

function countAbove(sorted: Float64Array, threshold: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle] > threshold) high = middle
    else low = middle + 1
  }
  return sorted.length - low
}
