/**
 * Cholesky factor of a symmetric positive definite matrix (Golub & Van Loan, Matrix Computations, 4.2).
 * @param a row-major n x n; only the lower triangle is read.
 * @returns the lower factor L (row-major, upper part zero) with A = L L^T; a pivot that is not positive is lifted to `floor`.
 */
export function cholesky(a: Float64Array, n: number, floor = 1e-12): Float64Array {
  const l = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]
      for (let k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k]
      if (i === j) l[i * n + i] = Math.sqrt(sum > floor ? sum : floor)
      else l[i * n + j] = sum / l[j * n + j]
    }
  }
  return l
}

/** Inverse of a lower triangular matrix (row-major n x n). */
export function invertLower(l: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n)
  for (let j = 0; j < n; j++) {
    inverse[j * n + j] = 1 / l[j * n + j]
    for (let i = j + 1; i < n; i++) {
      let sum = 0
      for (let k = j; k < i; k++) sum += l[i * n + k] * inverse[k * n + j]
      inverse[i * n + j] = -sum / l[i * n + i]
    }
  }
  return inverse
}
