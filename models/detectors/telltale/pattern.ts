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

/** Rows that are joined with the window before them at a time: a copy that stays in the first cache. */
const blockRows = 1024

/**
 * Root mean square of what the learned shapes cannot explain in the window that ends at each row.
 *
 * The products of shapes and windows are a matrix product whose windows overlap. Four windows and two shapes are taken at a time, so
 * that each value that is read is used eight times; every sum still runs over its window from the oldest value to the newest, so the
 * scores do not depend on which windows were taken together.
 */
export function patternStage({ width, count, mean, shapes }: Pattern): ChannelStage {
  const offsets = new Float64Array(count)
  for (let c = 0; c < count; c++) for (let k = 0; k < width; k++) offsets[c] += shapes[c * width + k] * mean[k]
  // Memory: the last `width` values, oldest first, and how many values without a gap came in a row.
  return {
    memory: width + 1,
    run(memory, z, out) {
      const joined = new Float64Array(width + Math.min(blockRows, z.length))
      joined.set(memory.subarray(0, width))
      let clean = memory[width]
      for (let from = 0; from < z.length; from += blockRows) {
        const rows = Math.min(blockRows, z.length - from)
        joined.set(z.subarray(from, from + rows), width)
        const energy = out.subarray(from, from + rows)
        energies(joined, mean, energy)
        let c = 0
        for (; c + 1 < count; c += 2) subtractPair(joined, shapes.subarray(c * width, (c + 2) * width), offsets[c], offsets[c + 1], energy)
        if (c < count) subtractOne(joined, shapes.subarray(c * width, (c + 1) * width), offsets[c], energy)
        for (let row = 0; row < rows; row++) {
          clean = Number.isNaN(joined[width + row]) ? 0 : Math.min(width, clean + 1)
          energy[row] = clean < width ? 0 : Math.sqrt(Math.max(0, energy[row]) / width)
        }
        joined.copyWithin(0, rows, rows + width)
      }
      memory.set(joined.subarray(0, width))
      memory[width] = clean
    },
  }
}

/** Sum of squares of each window around the mean window. Window `row` is `x[row + 1 .. row + width]`. */
function energies(x: Float64Array, mean: Float64Array, out: Float64Array): void {
  const width = mean.length
  const tiled = out.length - (out.length % 4)
  for (let row = 0; row < tiled; row += 4) {
    let s0 = 0
    let s1 = 0
    let s2 = 0
    let s3 = 0
    let x0 = x[row + 1]
    let x1 = x[row + 2]
    let x2 = x[row + 3]
    for (let k = 0; k < width; k++) {
      const x3 = x[row + 4 + k]
      const m = mean[k]
      s0 += (x0 - m) * (x0 - m)
      s1 += (x1 - m) * (x1 - m)
      s2 += (x2 - m) * (x2 - m)
      s3 += (x3 - m) * (x3 - m)
      x0 = x1
      x1 = x2
      x2 = x3
    }
    out[row] = s0
    out[row + 1] = s1
    out[row + 2] = s2
    out[row + 3] = s3
  }
  for (let row = tiled; row < out.length; row++) {
    let sum = 0
    for (let k = 0; k < width; k++) sum += (x[row + 1 + k] - mean[k]) * (x[row + 1 + k] - mean[k])
    out[row] = sum
  }
}

/** Takes off what two shapes (one after the other in `pair`) explain, the first one first. */
function subtractPair(x: Float64Array, pair: Float64Array, offsetA: number, offsetB: number, energy: Float64Array): void {
  const width = pair.length / 2
  let row = 0
  for (; row + 3 < energy.length; row += 4) {
    let a0 = 0
    let a1 = 0
    let a2 = 0
    let a3 = 0
    let b0 = 0
    let b1 = 0
    let b2 = 0
    let b3 = 0
    let x0 = x[row + 1]
    let x1 = x[row + 2]
    let x2 = x[row + 3]
    for (let k = 0; k < width; k++) {
      const x3 = x[row + 4 + k]
      const a = pair[k]
      const b = pair[width + k]
      a0 += a * x0
      b0 += b * x0
      a1 += a * x1
      b1 += b * x1
      a2 += a * x2
      b2 += b * x2
      a3 += a * x3
      b3 += b * x3
      x0 = x1
      x1 = x2
      x2 = x3
    }
    energy[row] = energy[row] - (a0 - offsetA) ** 2 - (b0 - offsetB) ** 2
    energy[row + 1] = energy[row + 1] - (a1 - offsetA) ** 2 - (b1 - offsetB) ** 2
    energy[row + 2] = energy[row + 2] - (a2 - offsetA) ** 2 - (b2 - offsetB) ** 2
    energy[row + 3] = energy[row + 3] - (a3 - offsetA) ** 2 - (b3 - offsetB) ** 2
  }
  const rest = energy.subarray(row)
  subtractOne(x.subarray(row), pair.subarray(0, width), offsetA, rest)
  subtractOne(x.subarray(row), pair.subarray(width), offsetB, rest)
}

function subtractOne(x: Float64Array, shape: Float64Array, offset: number, energy: Float64Array): void {
  const width = shape.length
  const tiled = energy.length - (energy.length % 4)
  for (let row = 0; row < tiled; row += 4) {
    let a0 = 0
    let a1 = 0
    let a2 = 0
    let a3 = 0
    let x0 = x[row + 1]
    let x1 = x[row + 2]
    let x2 = x[row + 3]
    for (let k = 0; k < width; k++) {
      const x3 = x[row + 4 + k]
      const a = shape[k]
      a0 += a * x0
      a1 += a * x1
      a2 += a * x2
      a3 += a * x3
      x0 = x1
      x1 = x2
      x2 = x3
    }
    energy[row] -= (a0 - offset) ** 2
    energy[row + 1] -= (a1 - offset) ** 2
    energy[row + 2] -= (a2 - offset) ** 2
    energy[row + 3] -= (a3 - offset) ** 2
  }
  for (let row = tiled; row < energy.length; row++) {
    let dot = 0
    for (let k = 0; k < width; k++) dot += shape[k] * x[row + 1 + k]
    energy[row] -= (dot - offset) ** 2
  }
}
