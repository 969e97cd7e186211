import type { AssetStage } from './stage.ts'
import { runBetween } from './pauses.ts'
import { fitStandard, standardise, type Standard } from './standardise.ts'

/** Parts of the reference that are held out in turn. */
const parts = 4
/** Below this many rows a part says nothing of the next: what is left to learn from is too little. */
export const fewestToHoldOut = 1000
/** Rows before a part that are scored with it, so that no stage begins in it. */
const warmUp = 200

const outsideOf = new WeakMap<Float64Array, Standard[]>()

/** Every stage of a channel holds out the same parts: what the rest looks like is learned once. */
function standardOutside(column: Float64Array, part: number, outside: Float64Array): Standard {
  let known = outsideOf.get(column)
  if (!known) outsideOf.set(column, (known = []))
  return (known[part] ??= fitStandard(outside))
}

/**
 * Raw scores of the reference, each part by a stage that was fitted on the other parts: what rows score that nothing was learned from
 * (K-fold with contiguous parts: Bergmeir & Benitez 2012 on series). A reference that drifts says so here, and nowhere else.
 * @param z standardised columns. @param starts rows where the recording goes on after a pause. @param fit builds the stage from columns that have no value in the part that is held out.
 */
export function heldOutScores(z: readonly Float64Array[], starts: readonly number[], fit: (outside: readonly Float64Array[]) => AssetStage): Float64Array {
  const rows = z[0].length
  const out = new Float64Array(rows)
  for (let part = 0; part < parts; part++) {
    const from = Math.floor((part * rows) / parts)
    const to = Math.floor(((part + 1) * rows) / parts)
    const begin = Math.max(0, from - warmUp)
    const columns = z.map((column) => {
      const outside = column.slice().fill(NaN, from, to)
      const standard = standardOutside(column, part, outside)
      // Where the rest stands still there is no width to measure this part by.
      if (!(standard.width > 1e-3)) return { outside, scored: column.subarray(begin, to) }
      return { outside: standardise(outside, standard), scored: standardise(column.subarray(begin, to), standard) }
    })
    const stage = fit(columns.map(({ outside }) => outside))
    const scores = new Float64Array(to - begin)
    const own = starts.filter((row) => row > begin && row < to).map((row) => row - begin)
    runBetween(own, stage, new Float64Array(stage.memory), columns.map(({ scored }) => scored), scores)
    out.set(scores.subarray(from - begin), from)
  }
  return out
}
