import { quantileSorted } from '../../signal/quantile.ts'
import type { Frame } from '../../series/frame.ts'
import type { AssetStage } from './stage.ts'

/** So many intervals without a value are a pause, unless the reference says that this recording often takes longer. */
const fewestIntervals = 10
/** What one spacing in a thousand exceeds is how this recording is written, not a pause. */
const ordinary = 0.999

/** Milliseconds without a value after which nothing that a stage remembers is about the rows that follow. */
export function longestGap(time: Float64Array, interval: number): number {
  const steps = new Float64Array(Math.max(0, time.length - 1))
  for (let i = 0; i < steps.length; i++) steps[i] = time[i + 1] - time[i]
  const usual = steps.length === 0 ? 0 : quantileSorted(steps.sort(), ordinary)
  return Math.max(fewestIntervals * interval, usual)
}

/** Memory: the time of the last row with a value, and 1 where there was one. */
export const pauseMemory = 2

/**
 * Rows where a recording goes on after a pause: two recordings put behind one another, an outage of the collector. The jump from the value before to the
 * value after is no step of the process, so windows, means and spreads begin anew there. Looks back only.
 */
export function findPauses(memory: Float64Array, { time, columns }: Frame, judged: readonly number[], longest: number): number[] {
  const starts: number[] = []
  for (let row = 0; row < time.length; row++) {
    if (!judged.some((column) => Number.isFinite(columns[column][row]))) continue
    if (memory[1] === 1 && time[row] - memory[0] > longest) starts.push(row)
    memory[0] = time[row]
    memory[1] = 1
  }
  return starts
}

/** Runs a stage that forgets everything at each of these rows. */
export function runBetween(starts: readonly number[], stage: AssetStage, memory: Float64Array, z: readonly Float64Array[], out: Float64Array): void {
  if (starts.length === 0) {
    stage.run(memory, z, out)
    return
  }
  const rows = out.length
  for (let k = 0; k <= starts.length; k++) {
    const from = k === 0 ? 0 : starts[k - 1]
    const to = k === starts.length ? rows : starts[k]
    if (k > 0) memory.fill(0)
    if (to > from) stage.run(memory, z.map((column) => column.subarray(from, to)), out.subarray(from, to))
  }
}
