import type { TagKind } from '../series/frame.ts'

const commandName = /(^|[^a-z])(cmd|command|setpoint|set[ _-]?point|sp|demand|mode|select(or)?)([^a-z]|$)/i

/**
 * The kind of a tag from its values, NaN left out. The rules, in this order; the first that holds decides:
 *
 * - `constant`: one distinct value (or none at all).
 * - `binary`: exactly the values 0 and 1, or 0 and 100. Two other values are a coarse analogue signal, not a switch.
 * - `command`: the name says so (`cmd`, `setpoint`, `sp`, `mode` …) and at most 20 distinct values occur.
 * - `counter`: at least 50 values and 10 distinct ones, none below zero, never falling except to begin again below a tenth of where it stood, at most
 *   once in 100 values: totalisers, running hours, cycle numbers.
 * - `analogue`: everything else. When in doubt a tag is analogue, so that it is judged.
 *
 * `text` is not guessed here: the reader knows it. `value` is in the order of time, any length; a sample of a few thousand is enough.
 */
export function classify(value: Float64Array, name = ''): TagKind {
  const distinct: number[] = []
  let last = NaN
  let count = 0
  let resets = 0
  let falls = false
  for (const x of value) {
    if (Number.isNaN(x)) continue
    count++
    if (x === last) continue
    // few enough to be looked through faster than a Set is asked
    if (distinct.length <= 20 && !distinct.includes(x)) distinct.push(x)
    if (x < 0) falls = true // nothing counts from below zero
    if (x < last) {
      if (last > 0 && x >= 0 && x < last * 0.1) resets++
      else falls = true
    }
    last = x
  }
  if (distinct.length <= 1) return 'constant'
  if (distinct.length === 2 && distinct.includes(0) && (distinct.includes(1) || distinct.includes(100))) return 'binary'
  if (distinct.length <= 20 && commandName.test(name)) return 'command'
  if (!falls && count >= 50 && distinct.length >= 10 && resets <= count / 100) return 'counter'
  return 'analogue'
}
