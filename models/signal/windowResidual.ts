import { createSimdResidual } from './windowResidualSimd.ts'

/** An affine plane of windows: `count` orthonormal rows of length `width`, and the window that they are measured from. */
export interface WindowPlane {
  readonly width: number
  readonly count: number
  readonly mean: Float64Array
  readonly shapes: Float64Array
}

/**
 * Squared distance of each window of `x` from the plane, into `energy` (not cut off at 0 where rounding leaves less). Window `row` is
 * `x[row + 1 .. row + width]`, so `x` has `width` values more than `energy`; a NaN reaches every window that holds it and no other.
 *
 * |w - mean|^2 less the squares of its products with the shapes, the first shape first; every sum runs over its window from the oldest
 * value to the newest with a product and an addition for each, so a window has the same distance to the bit wherever it stands in `x`,
 * and in either implementation: fused multiply-adds, which not every machine has, are not used.
 */
export type WindowResidual = (x: Float64Array, energy: Float64Array) => void

/** In WebAssembly with two lanes where the runtime has it, else in plain JavaScript: the same bits, at about a third of the speed. */
export function windowResidual(plane: WindowPlane): WindowResidual {
  const offsets = offsetsOf(plane)
  return createSimdResidual(plane, offsets) ?? plainResidual(plane, offsets)
}

/** Product of each shape with the mean window. */
export function offsetsOf({ width, count, mean, shapes }: WindowPlane): Float64Array {
  const offsets = new Float64Array(count)
  for (let c = 0; c < count; c++) for (let k = 0; k < width; k++) offsets[c] += shapes[c * width + k] * mean[k]
  return offsets
}

export function plainResidual({ width, count, mean, shapes }: WindowPlane, offsets: Float64Array): WindowResidual {
  return (x, energy) => {
    for (let row = 0; row < energy.length; row++) {
      let left = 0
      for (let k = 0; k < width; k++) left += (x[row + 1 + k] - mean[k]) * (x[row + 1 + k] - mean[k])
      for (let c = 0; c < count; c++) {
        let product = 0
        for (let k = 0; k < width; k++) product += shapes[c * width + k] * x[row + 1 + k]
        left -= (product - offsets[c]) * (product - offsets[c])
      }
      energy[row] = left
    }
  }
}
