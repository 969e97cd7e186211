/** A score counts in full once it has lasted this many rows; until then it counts less by `haste`. */
export const lasting = 10
const haste = 0.3
/** The longest way to a stop that is waited out. */
export const longestWay = 30

/** Memory: a ring of the last scores, how many there were, and the same for the scores that have outlasted the way to a stop. */
export const heldMemory = longestWay + 2 + lasting + 1

/**
 * The lowest of the last `lasting` scores, or the score itself less `haste` where that is more: a blip just over the threshold is no
 * alarm, a strong one is one at once. Where a stop is usually led up to by `way` rows of alarm (two pumps side by side, a flow that falls),
 * only what has lasted longer counts at all. Looks back only. In place.
 */
export function holdScores(memory: Float64Array, scores: Float64Array, way = 0): void {
  if (way > 0) lowestOfLast(memory.subarray(0, longestWay + 2), way + 1, scores)
  const ring = memory.subarray(longestWay + 2)
  const before = scores.slice()
  lowestOfLast(ring, lasting, scores)
  for (let i = 0; i < scores.length; i++) scores[i] = Math.max(scores[i], before[i] - haste, 0)
}

/** The last entry of the memory counts rows; what was before the first row is 0. */
function lowestOfLast(memory: Float64Array, rows: number, scores: Float64Array): void {
  const counter = memory.length - 1
  let seen = memory[counter]
  for (let i = 0; i < scores.length; i++) {
    memory[seen % rows] = scores[i]
    seen++
    let lowest = scores[i]
    for (let k = 0; k < rows; k++) if (memory[k] < lowest) lowest = memory[k]
    scores[i] = lowest
  }
  memory[counter] = seen
}
