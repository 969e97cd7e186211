import { quantileSorted, sortedFinite } from '../../signal/quantile.ts'
import type { ChannelStage } from './stage.ts'

/** What spread is normal: the median log of it on the reference. */
export interface Spread {
  readonly kind: 'variance' | 'roughness'
  /** In samples. */
  readonly span: number
  readonly usual: number
}

/** Below this share of the reference width nothing is told apart: a quantised or stuck channel has exactly no spread. */
const floor = 1e-3
/** One jump counts as at most this many widths, so that squares stay finite. */
const largestStep = 1e4

/** Visits the log spread of each row, NaN until half a span of values was seen. Memory: mean, mean square, last value, values seen. */
function visitSpread(memory: Float64Array, z: Float64Array, { kind, span }: Pick<Spread, 'kind' | 'span'>, visit: (row: number, log: number) => void): void {
  const weight = 2 / (span + 1)
  let mean = memory[0]
  let square = memory[3] === 0 ? 1 : memory[1]
  let last = memory[2]
  let seen = memory[3]
  for (let i = 0; i < z.length; i++) {
    const x = z[i]
    if (!Number.isNaN(x)) {
      const step = Math.min(largestStep, Math.abs(x - (kind === 'variance' ? mean : last)))
      square += weight * (step * step - square)
      mean += weight * (x - mean)
      last = x
      seen++
    }
    visit(i, seen < span / 2 ? NaN : Math.log(Math.sqrt(square) + floor))
  }
  memory[0] = mean
  memory[1] = square
  memory[2] = last
  memory[3] = seen
}

/** Exponentially weighted spread around the running mean (EWMS: MacGregor & Harris 1993), or of the steps from value to value (von Neumann 1941). */
export function fitSpread(z: Float64Array, kind: Spread['kind'], span: number): Spread {
  const logs = new Float64Array(z.length)
  visitSpread(new Float64Array(4), z, { kind, span }, (row, log) => {
    logs[row] = row < span ? NaN : log
  })
  const sorted = sortedFinite(logs)
  return { kind, span, usual: sorted.length === 0 ? 0 : quantileSorted(sorted, 0.5) }
}

/** How many times larger or smaller than usual the spread is, as the size of the log ratio. */
export function spreadStage(spread: Spread): ChannelStage {
  return {
    memory: 4,
    run(memory, z, out) {
      visitSpread(memory, z, spread, (row, log) => {
        out[row] = Number.isNaN(log) ? 0 : Math.abs(log - spread.usual)
      })
    },
  }
}
