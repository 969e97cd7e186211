import { symmetricEigen } from '../../signal/eigen.ts'
import type { ChannelStage } from './stage.ts'

/** The shapes a window of a channel normally takes: `count` orthonormal rows of length `width`, and the mean window. */
export interface Pattern {
  readonly width: number
  readonly count: number
  readonly mean: Float64Array
  readonly shapes: Float64Array
}

/** Windows with a gap are not learned from; at most this many windows are needed to know a covariance of `width` numbers. */
const mostWindows = 20_000

/**
 * Principal shapes of the windows of a standardised channel that explain `explained` of their variance
 * (Jackson & Mudholkar 1979 for the residual; "Sub-PCA" in TSB-AD, Liu & Paparrizos 2024).
 * @returns undefined where fewer than two windows without a gap exist.
 */
export function fitPattern(z: Float64Array, width: number, explained = 0.9): Pattern | undefined {
  const starts: number[] = []
  let clean = 0
  for (let i = 0; i < z.length; i++) {
    clean = Number.isNaN(z[i]) ? 0 : clean + 1
    if (clean >= width) starts.push(i + 1 - width)
  }
  if (starts.length < 2) return undefined
  const step = Math.max(1, Math.floor(starts.length / mostWindows))
  const mean = new Float64Array(width)
  const second = new Float64Array(width * width)
  let count = 0
  for (let s = 0; s < starts.length; s += step) {
    const from = starts[s]
    count++
    for (let a = 0; a < width; a++) {
      const x = z[from + a]
      mean[a] += x
      for (let b = 0; b <= a; b++) second[a * width + b] += x * z[from + b]
    }
  }
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

/** Root mean square of what the learned shapes cannot explain in the window that ends at each row. */
export function patternStage({ width, count, mean, shapes }: Pattern): ChannelStage {
  // Memory: the last `width` values (a ring), where to write next, and how many values without a gap came in a row.
  return {
    memory: width + 2,
    run(memory, z, out) {
      const window = new Float64Array(width)
      let at = memory[width]
      let clean = memory[width + 1]
      for (let i = 0; i < z.length; i++) {
        clean = Number.isNaN(z[i]) ? 0 : Math.min(width, clean + 1)
        memory[at] = z[i]
        at = at + 1 === width ? 0 : at + 1
        out[i] = 0
        if (clean < width) continue
        let energy = 0
        for (let k = 0, from = at; k < width; k++, from = from + 1 === width ? 0 : from + 1) {
          const x = memory[from] - mean[k]
          window[k] = x
          energy += x * x
        }
        for (let c = 0, row = 0; c < count; c++, row += width) {
          let dot = 0
          for (let k = 0; k < width; k++) dot += shapes[row + k] * window[k]
          energy -= dot * dot
        }
        out[i] = Math.sqrt(Math.max(0, energy) / width)
      }
      memory[width] = at
      memory[width + 1] = clean
    },
  }
}
