import { symmetricEigen } from '../../signal/eigen.ts'
import { windowResidual, type WindowPlane } from '../../signal/windowResidual.ts'
import type { ChannelStage } from './stage.ts'

/** The shapes a window of a channel normally takes, and the mean window. */
export type Pattern = WindowPlane

/** A missing value is held for so many rows, as an aligned clock holds it (`models/preprocess/align.ts`): one lost sample is no reason to lose a window. */
const longestHeld = 5

/** Fills short gaps of `values[from, to)` in place with the value before. @returns how many rows were held at the end. */
function holdShortGaps(values: Float64Array, from: number, to: number, held: number): number {
  for (let i = from; i < to; i++) {
    if (!Number.isNaN(values[i])) held = 0
    else if (held++ < longestHeld && i > 0) values[i] = values[i - 1]
  }
  return held
}

/** From fewer windows than twice their width no shape is learned but their own. */
const windowsPerSample = 2

/**
 * Adds the sums and the products (lower triangle) of all windows of a stretch without a gap. Along a diagonal one product leaves and one enters from each entry to
 * the next, so that a window costs `width` products and not the square of it.
 */
function addWindows(x: Float64Array, width: number, sums: Float64Array, products: Float64Array): void {
  const windows = x.length - width + 1
  let sum = 0
  for (let i = 0; i < windows; i++) sum += x[i]
  for (let a = 0; a < width; a++) {
    sums[a] += sum
    if (a + 1 < width) sum += x[windows + a] - x[a]
  }
  for (let lag = 0; lag < width; lag++) {
    let product = 0
    for (let i = 0; i < windows; i++) product += x[i] * x[i + lag]
    for (let b = 0; b + lag < width; b++) {
      products[(b + lag) * width + b] += product
      if (b + lag + 1 < width) product += x[windows + b] * x[windows + b + lag] - x[b] * x[b + lag]
    }
  }
}

/**
 * Principal shapes of the windows of a standardised channel that explain `explained` of their variance
 * (Jackson & Mudholkar 1979 for the residual; "Sub-PCA" in TSB-AD, Liu & Paparrizos 2024).
 * @returns undefined where too few windows without a gap exist.
 */
export function fitPattern(column: Float64Array, width: number, explained = 0.9): Pattern | undefined {
  const z = column.slice()
  holdShortGaps(z, 0, z.length, longestHeld)
  const mean = new Float64Array(width)
  const second = new Float64Array(width * width)
  let count = 0
  for (let from = 0; from < z.length; ) {
    let to = from
    while (to < z.length && !Number.isNaN(z[to])) to++
    if (to - from >= width) {
      addWindows(z.subarray(from, to), width, mean, second)
      count += to - from - width + 1
    }
    from = to + 1
  }
  if (count < windowsPerSample * width) return undefined
  for (let a = 0; a < width; a++) mean[a] /= count
  let total = 0
  for (let a = 0; a < width; a++) {
    for (let b = 0; b <= a; b++) {
      const value = second[a * width + b] / count - mean[a] * mean[b]
      second[a * width + b] = value
      second[b * width + a] = value
    }
    total += second[a * width + a]
  }
  const { values, vectors } = symmetricEigen(second, width)
  let kept = 0
  for (let sum = 0; kept < width - 1 && sum < explained * total; kept++) sum += values[kept]
  return { width, count: kept, mean, shapes: vectors.slice(0, kept * width) }
}

/** Rows that are joined with the window before them at a time: a copy that stays in the first cache. */
const blockRows = 1024

/** Root mean square of what the learned shapes cannot explain in the window that ends at each row; 0 while a window has a gap or is not full. */
export function patternStage(pattern: Pattern): ChannelStage {
  const { width } = pattern
  const residual = windowResidual(pattern)
  // Memory: the last `width` values, oldest first, how many of them came without a gap, and for how many rows the last one was held.
  return {
    memory: width + 2,
    run(memory, z, out) {
      const joined = new Float64Array(width + Math.min(blockRows, z.length))
      joined.set(memory.subarray(0, width))
      let clean = memory[width]
      // Before the first value there is none to hold.
      let held = clean === 0 ? longestHeld : memory[width + 1]
      for (let from = 0; from < z.length; from += blockRows) {
        const rows = Math.min(blockRows, z.length - from)
        joined.set(z.subarray(from, from + rows), width)
        held = holdShortGaps(joined, width, width + rows, held)
        const energy = out.subarray(from, from + rows)
        residual(joined.subarray(0, width + rows), energy)
        for (let row = 0; row < rows; row++) {
          clean = Number.isNaN(joined[width + row]) ? 0 : Math.min(width, clean + 1)
          energy[row] = clean < width ? 0 : Math.sqrt(Math.max(0, energy[row]) / width)
        }
        joined.copyWithin(0, rows, rows + width)
      }
      memory.set(joined.subarray(0, width))
      memory[width] = clean
      memory[width + 1] = held
    },
  }
}
