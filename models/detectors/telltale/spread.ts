import { quantilesOf } from '../../signal/orderStatistics.ts'
import type { RowRange } from '../../series/frame.ts'
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
/** One jump counts as at most this many widths, in the spread and in the mean that it is around: one wrong value of any size is forgotten within a hundred rows. */
const largestStep = 100

const held = (step: number) => (step > largestStep ? largestStep : step < -largestStep ? -largestStep : step)

/** Visits the log spread of each row. Memory: mean, mean square, last value, values seen. @param start the spread that a scorer begins with. */
function visitSpread(memory: Float64Array, z: Float64Array, { kind, span }: Pick<Spread, 'kind' | 'span'>, start: number, visit: (row: number, log: number) => void): void {
  const weight = 2 / (span + 1)
  let mean = memory[0]
  let seen = memory[3]
  let square = seen === 0 ? start * start : memory[1]
  let last = memory[2]
  for (let i = 0; i < z.length; i++) {
    const x = z[i]
    if (!Number.isNaN(x)) {
      // The first value has nothing to step from.
      if (seen > 0) {
        const step = held(x - (kind === 'variance' ? mean : last))
        square += weight * (step * step - square)
      }
      mean += seen === 0 ? x - mean : weight * held(x - mean)
      last = x
      seen++
    }
    visit(i, Math.log(Math.sqrt(square) + floor))
  }
  memory[0] = mean
  memory[1] = square
  memory[2] = last
  memory[3] = seen
}

/** Exponentially weighted spread around the running mean (EWMS: MacGregor & Harris 1993), or of the steps from value to value (von Neumann 1941). */
export function fitSpread(z: Float64Array, kind: Spread['kind'], span: number): Spread {
  const logs = new Float64Array(z.length)
  let known = 0
  let counted = 0
  visitSpread(new Float64Array(4), z, { kind, span }, 1, (row, log) => {
    if (!Number.isNaN(z[row]) && ++known > span) logs[counted++] = log
  })
  return { kind, span, usual: counted === 0 ? 0 : quantilesOf(logs.subarray(0, counted), [0.5])[0] }
}

/** As usual until the values say otherwise: a start from any other spread would itself look like a fault, and the first few values alone say little. */
const beginning = ({ usual }: Spread) => Math.max(0, Math.exp(usual) - floor)

/** The spread in these rows that is furthest from the usual one, beside the usual one, both in widths. Rows before them lead in. */
export function furthestSpread(spread: Spread, z: Float64Array, { from, to }: RowRange): { readonly actual: number; readonly usual: number } {
  let furthest = spread.usual
  visitSpread(new Float64Array(4), z.subarray(0, to), spread, beginning(spread), (row, log) => {
    if (row >= from && Math.abs(log - spread.usual) > Math.abs(furthest - spread.usual)) furthest = log
  })
  return { actual: Math.max(0, Math.exp(furthest) - floor), usual: beginning(spread) }
}

/** How many times larger or smaller than usual the spread is, as the size of the log ratio. */
export function spreadStage(spread: Spread): ChannelStage {
  return {
    memory: 4,
    run(memory, z, out) {
      visitSpread(memory, z, spread, beginning(spread), (row, log) => {
        out[row] = Math.abs(log - spread.usual)
      })
    },
  }
}
