/** Below this many values sorting is as quick as choosing. */
const few = 64

/**
 * Quantiles as `quantileSorted` gives them (type 7 of Hyndman & Fan 1996), without sorting the rest: time grows with the number of values
 * alone (selection by partition: Hoare 1961, with the median of three, and a sort where the choices go wrong too often).
 * @param values without NaN; their order is changed. None give NaN.
 * @param probabilities 0 to 1, ascending.
 */
export function quantilesOf(values: Float64Array, probabilities: readonly number[]): Float64Array {
  let settled = 0
  const place = (rank: number) => {
    select(values, rank, settled, values.length - 1)
    settled = rank
    return values[rank]
  }
  return Float64Array.from(probabilities, (probability) => {
    if (values.length === 0) return NaN
    const at = (values.length - 1) * probability
    const low = Math.floor(at)
    const below = place(low)
    const above = low === at ? below : place(low + 1)
    return below + (above - below) * (at - low)
  })
}

/** The value that would stand at this index if they were in order, NaN behind all. Their order is changed. */
export function ofRank(values: Float64Array, rank: number): number {
  let numbers = values.length
  for (let i = 0; i < numbers; i++) {
    if (!Number.isNaN(values[i])) continue
    values[i--] = values[--numbers]
    values[numbers] = NaN
  }
  if (rank >= numbers) return NaN
  select(values, rank, 0, numbers - 1)
  return values[rank]
}

/** Puts the value of this rank where it would stand in order; what lies left of it is no higher, what lies right of it no lower. */
function select(values: Float64Array, rank: number, from: number, to: number): void {
  let left = from
  let right = to
  let choices = 2 * Math.ceil(Math.log2(right - left + 2))
  while (right - left > few) {
    if (choices-- === 0) break
    const pivot = medianOfThree(values[left], values[(left + right) >> 1], values[right])
    let i = left
    let j = right
    while (i <= j) {
      while (values[i] < pivot) i++
      while (values[j] > pivot) j--
      if (i > j) break
      const swapped = values[i]
      values[i++] = values[j]
      values[j--] = swapped
    }
    if (rank <= j) right = j
    else if (rank >= i) left = i
    else return
  }
  values.subarray(left, right + 1).sort()
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
