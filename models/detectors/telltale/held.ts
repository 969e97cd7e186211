/** A score counts in full once it has lasted this many rows; until then it counts less by `haste`. */
export const lasting = 10
const haste = 0.3

/** Memory: a ring of the last scores, and how many there were. */
export const heldMemory = lasting + 1

/**
 * The lowest of the last `lasting` scores, or the score itself less `haste` where that is more: a blip just over the threshold is no
 * alarm, a strong one is one at once. Looks back only. In place.
 */
export function holdScores(memory: Float64Array, scores: Float64Array): void {
  let seen = memory[lasting]
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]
    memory[seen % lasting] = score
    seen++
    let lowest = score
    for (let k = 0; k < lasting; k++) if (memory[k] < lowest) lowest = memory[k]
    scores[i] = Math.max(lowest, score - haste, 0)
  }
  memory[lasting] = seen
}
