import { symmetricEigen, type SymmetricEigen } from '../../signal/eigen.ts'
import { quantilesOf } from '../../signal/orderStatistics.ts'
import type { Method } from './method.ts'

export interface Components {
  readonly mean: Float64Array
  readonly deviation: Float64Array
  /** Row-major `count` x channels, orthonormal; with the variance along each. */
  readonly loadings: Float64Array
  readonly variances: Float64Array
  /** 99 % quantiles of T2 and Q on the reference, above 0. */
  readonly limits: { readonly t2: number; readonly q: number }
}

const explained = 0.9
const tiny = 1e-12

/**
 * Hotelling's T2 inside the components that explain 90 % of the reference's variance and the squared prediction error Q outside of them
 * (Hotelling 1947; Jackson & Mudholkar 1979; Kourti & MacGregor 1996), each against its 99 % limit. A missing value is the mean.
 * Channels are told apart by reconstruction: how much of T2 + Q, each over its limit, goes away if the channel may be anything (Alcala &
 * Qin 2009); of a large fault in one channel that channel's part is the largest, which plain contributions do not promise.
 */
export const pca: Method<Components> = {
  id: 'pca-t2-q',
  version: 3,
  title: 'PCA T2 and Q',
  about: 'Distance inside and outside of the principal components of all channels (Hotelling 1947; Jackson & Mudholkar 1979).',
  stage: 'relation',
  fewest: 20,
  learn(z) {
    const model = fitComponents(z)
    const rows = z[0].length
    const t2 = new Float64Array(rows)
    const q = new Float64Array(rows)
    project(model, z, (row, one) => {
      t2[row] = one.t2
      q[row] = one.q
    })
    const limit = (values: Float64Array) => Math.max(quantilesOf(values.filter((x) => Number.isFinite(x)), [0.99])[0], 1e-9)
    return { ...model, limits: { t2: limit(t2), q: limit(q) } }
  },
  score: (model) => ({
    memory: 0,
    run(_memory, z, own, asset) {
      const { t2: t2Limit, q: qLimit } = model.limits
      const weight = reconstructionWeights(model)
      project(model, z, (row, { t2, q, within, residual }) => {
        asset[row] = Math.max(t2 / t2Limit, q / qLimit)
        for (let c = 0; c < z.length; c++) own[c][row] = Number.isNaN(z[c][row]) ? NaN : Math.abs(within[c] / t2Limit + residual[c] / qLimit) / weight[c]
      })
    },
  }),
  expected(model, z) {
    const out = z.map((column) => new Float64Array(column.length))
    project(model, z, (row, { centred, residual }) => {
      for (let c = 0; c < z.length; c++) out[c][row] = model.mean[c] + model.deviation[c] * (centred[c] - residual[c])
    })
    return out
  },
}

/**
 * Mean, deviation and leading components of the columns; missing values count as the mean. With more than `many` columns the components
 * come from `many` rows spread evenly over all, through the products of rows with rows (Sirovich 1987): at 2,000 channels neither time
 * nor memory grows with the square of their number.
 */
export function fitComponents(z: readonly Float64Array[], many = 400): Components {
  const n = z.length
  const mean = new Float64Array(n)
  const deviation = new Float64Array(n)
  const standard = z.map((column, c) => {
    const values = column.filter((x) => Number.isFinite(x))
    mean[c] = values.reduce((sum, x) => sum + x / values.length, 0)
    deviation[c] = Math.max(Math.sqrt(values.reduce((sum, x) => sum + (x - mean[c]) ** 2 / values.length, 0)), tiny)
    return column.map((x) => (Number.isNaN(x) ? 0 : (x - mean[c]) / deviation[c]))
  })
  const { values, vectors } = n > many ? componentsOfRows(standard, many) : componentsOfChannels(standard)
  const total = values.reduce((sum, x) => sum + Math.max(x, 0), 0)
  let count = 1
  for (let sum = values[0]; count < values.length && sum < explained * total; count++) sum += values[count]
  return { mean, deviation, loadings: vectors.slice(0, count * n), variances: values.slice(0, count).map((x) => Math.max(x, tiny)), limits: { t2: 1, q: 1 } }
}

function componentsOfChannels(standard: readonly Float64Array[]): SymmetricEigen {
  const n = standard.length
  return symmetricEigen(products(standard, standard[0].length - 1), n)
}

function componentsOfRows(standard: readonly Float64Array[], many: number): SymmetricEigen {
  const n = standard.length
  const all = standard[0].length
  const count = Math.min(many, all)
  const rows = Array.from({ length: count }, (_, k) => Float64Array.from(standard, (column) => column[Math.floor((k * all) / count)]))
  const { values, vectors } = symmetricEigen(products(rows, count - 1), count)
  const loadings = new Float64Array(count * n)
  for (let k = 0; k < count; k++) {
    const length = Math.sqrt(values[k] * (count - 1))
    if (!(length > tiny)) continue // a direction in which the rows do not differ: no component
    for (let row = 0; row < count; row++) {
      const weight = vectors[k * count + row] / length
      for (let c = 0; c < n; c++) loadings[k * n + c] += weight * rows[row][c]
    }
  }
  return { values, vectors: loadings }
}

/** Inner products of all pairs of arrays, divided. */
function products(arrays: readonly Float64Array[], divisor: number): Float64Array {
  const n = arrays.length
  const out = new Float64Array(n * n)
  for (let a = 0; a < n; a++) {
    for (let b = 0; b <= a; b++) {
      const [one, other] = [arrays[a], arrays[b]]
      let sum = 0
      for (let k = 0; k < one.length; k++) sum += one[k] * other[k]
      out[a * n + b] = out[b * n + a] = sum / divisor
    }
  }
  return out
}

/** Roots of the diagonal of the matrix M for which T2 / limit + Q / limit = x' M x. */
function reconstructionWeights({ mean, loadings, variances, limits }: Components): Float64Array {
  const n = mean.length
  return mean.map((_, c) => {
    let inside = 0
    let share = 0
    for (let k = 0; k < variances.length; k++) {
      const square = loadings[k * n + c] ** 2
      inside += square / variances[k]
      share += square
    }
    return Math.sqrt(Math.max(inside / limits.t2 + Math.max(0, 1 - share) / limits.q, tiny))
  })
}

interface Projection {
  readonly t2: number
  readonly q: number
  readonly centred: Float64Array
  /** Half the gradient of T2, and of Q: the part that no component explains. */
  readonly within: Float64Array
  readonly residual: Float64Array
}

/** Visits each row with its T2 and Q. The arrays are used again for the next row. */
export function project({ mean, deviation, loadings, variances }: Components, z: readonly Float64Array[], visit: (row: number, one: Projection) => void): void {
  const n = z.length
  const centred = new Float64Array(n)
  const residual = new Float64Array(n)
  const within = new Float64Array(n)
  for (let row = 0; row < z[0].length; row++) {
    for (let c = 0; c < n; c++) residual[c] = centred[c] = Number.isNaN(z[c][row]) ? 0 : (z[c][row] - mean[c]) / deviation[c]
    within.fill(0)
    let t2 = 0
    for (let k = 0; k < variances.length; k++) {
      let score = 0
      for (let c = 0; c < n; c++) score += loadings[k * n + c] * centred[c]
      t2 += (score * score) / variances[k]
      for (let c = 0; c < n; c++) {
        residual[c] -= loadings[k * n + c] * score
        within[c] += (loadings[k * n + c] * score) / variances[k]
      }
    }
    let q = 0
    for (let c = 0; c < n; c++) q += residual[c] * residual[c]
    visit(row, { t2, q, centred, within, residual })
  }
}
