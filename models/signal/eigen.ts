/** Eigenvalues in descending order; `vectors` holds one unit eigenvector per row, in the same order. */
export interface SymmetricEigen {
  readonly values: Float64Array
  readonly vectors: Float64Array
}

/**
 * All eigenpairs of a real symmetric matrix: Householder reduction to tridiagonal form, then QL with implicit shifts
 * (Golub & Van Loan, Matrix Computations, 8.3; Wilkinson & Reinsch, tred2 and tql2). O(n^3) time, three n x n copies.
 * The sign of each vector is fixed so that its largest component is positive: the same matrix gives the same vectors.
 */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  const v = matrix.slice()
  const d = new Float64Array(n)
  const e = new Float64Array(n)
  tridiagonalise(v, d, e, n)
  diagonalise(v, d, e, n)
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => d[b] - d[a] || a - b)
  const values = new Float64Array(n)
  const vectors = new Float64Array(n * n)
  order.forEach((from, to) => {
    values[to] = d[from]
    let largest = 0
    for (let k = 0; k < n; k++) {
      const x = v[k * n + from]
      if (Math.abs(x) > Math.abs(largest) + 1e-12) largest = x
    }
    const sign = largest < 0 ? -1 : 1
    for (let k = 0; k < n; k++) vectors[to * n + k] = sign * v[k * n + from]
  })
  return { values, vectors }
}

function tridiagonalise(v: Float64Array, d: Float64Array, e: Float64Array, n: number): void {
  for (let j = 0; j < n; j++) d[j] = v[(n - 1) * n + j]
  for (let i = n - 1; i > 0; i--) {
    let scale = 0
    let h = 0
    for (let k = 0; k < i; k++) scale += Math.abs(d[k])
    if (scale === 0) {
      e[i] = d[i - 1]
      for (let j = 0; j < i; j++) {
        d[j] = v[(i - 1) * n + j]
        v[i * n + j] = 0
        v[j * n + i] = 0
      }
    } else {
      for (let k = 0; k < i; k++) {
        d[k] /= scale
        h += d[k] * d[k]
      }
      const f0 = d[i - 1]
      const g0 = f0 > 0 ? -Math.sqrt(h) : Math.sqrt(h)
      e[i] = scale * g0
      h -= f0 * g0
      d[i - 1] = f0 - g0
      e.fill(0, 0, i)
      for (let j = 0; j < i; j++) {
        const f = d[j]
        v[j * n + i] = f
        let g = e[j] + v[j * n + j] * f
        for (let k = j + 1; k < i; k++) {
          g += v[k * n + j] * d[k]
          e[k] += v[k * n + j] * f
        }
        e[j] = g
      }
      let f = 0
      for (let j = 0; j < i; j++) {
        e[j] /= h
        f += e[j] * d[j]
      }
      const hh = f / (h + h)
      for (let j = 0; j < i; j++) e[j] -= hh * d[j]
      for (let j = 0; j < i; j++) {
        const fj = d[j]
        const gj = e[j]
        for (let k = j; k < i; k++) v[k * n + j] -= fj * e[k] + gj * d[k]
        d[j] = v[(i - 1) * n + j]
        v[i * n + j] = 0
      }
    }
    d[i] = h
  }
  accumulate(v, d, n)
  e[0] = 0
}

function accumulate(v: Float64Array, d: Float64Array, n: number): void {
  for (let i = 0; i < n - 1; i++) {
    v[(n - 1) * n + i] = v[i * n + i]
    v[i * n + i] = 1
    const h = d[i + 1]
    if (h !== 0) {
      for (let k = 0; k <= i; k++) d[k] = v[k * n + i + 1] / h
      for (let j = 0; j <= i; j++) {
        let g = 0
        for (let k = 0; k <= i; k++) g += v[k * n + i + 1] * v[k * n + j]
        for (let k = 0; k <= i; k++) v[k * n + j] -= g * d[k]
      }
    }
    for (let k = 0; k <= i; k++) v[k * n + i + 1] = 0
  }
  for (let j = 0; j < n; j++) {
    d[j] = v[(n - 1) * n + j]
    v[(n - 1) * n + j] = 0
  }
  v[n * n - 1] = 1
}

function diagonalise(v: Float64Array, d: Float64Array, e: Float64Array, n: number): void {
  for (let i = 1; i < n; i++) e[i - 1] = e[i]
  e[n - 1] = 0
  let shift = 0
  let tiny = 0
  for (let l = 0; l < n; l++) {
    tiny = Math.max(tiny, Math.abs(d[l]) + Math.abs(e[l]))
    let m = l
    while (m < n - 1 && Math.abs(e[m]) > Number.EPSILON * tiny) m++
    // 60 sweeps a value are never reached on finite input; the bound keeps a broken matrix from hanging the worker.
    for (let sweep = 0; m > l && sweep < 60; sweep++) {
      let g = d[l]
      let p = (d[l + 1] - g) / (2 * e[l])
      let r = p < 0 ? -Math.hypot(p, 1) : Math.hypot(p, 1)
      d[l] = e[l] / (p + r)
      d[l + 1] = e[l] * (p + r)
      const next = d[l + 1]
      let h = g - d[l]
      for (let i = l + 2; i < n; i++) d[i] -= h
      shift += h
      p = d[m]
      let c = 1
      let c2 = 1
      let c3 = 1
      const el1 = e[l + 1]
      let s = 0
      let s2 = 0
      for (let i = m - 1; i >= l; i--) {
        c3 = c2
        c2 = c
        s2 = s
        g = c * e[i]
        h = c * p
        r = Math.hypot(p, e[i])
        e[i + 1] = s * r
        s = e[i] / r
        c = p / r
        p = c * d[i] - s * g
        d[i + 1] = h + s * (c * g + s * d[i])
        for (let k = 0; k < n; k++) {
          const at = k * n + i
          const x = v[at + 1]
          v[at + 1] = s * v[at] + c * x
          v[at] = c * v[at] - s * x
        }
      }
      p = (-s * s2 * c3 * el1 * e[l]) / next
      e[l] = s * p
      d[l] = c * p
      if (Math.abs(e[l]) <= Number.EPSILON * tiny) break
    }
    d[l] += shift
    e[l] = 0
  }
}
