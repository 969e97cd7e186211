import { cholesky, invertLower } from '../../signal/cholesky.ts'
import type { AssetStage } from './stage.ts'

/** Whitening matrix of the smoothed channels: lower triangular W with W S W^T = I for their shrunk covariance S (row-major n x n). */
export interface Relation {
  readonly span: number
  readonly whitening: Float64Array
}

/** Exponentially weighted means of all channels, row by row; missing values leave a mean where it was. */
function smoothRows(memory: Float64Array, z: readonly Float64Array[], weight: number, visit: (row: number) => void): void {
  const rows = z.length === 0 ? 0 : z[0].length
  for (let i = 0; i < rows; i++) {
    for (let c = 0; c < z.length; c++) {
      const x = z[c][i]
      if (!Number.isNaN(x)) memory[c] += weight * (x - memory[c])
    }
    visit(i)
  }
}

/**
 * Learns how the smoothed channels move together. The covariance is shrunk towards its diagonal (Ledoit & Wolf 2004, with a fixed
 * share), so that more channels than rows are no obstacle.
 */
export function fitRelation(z: readonly Float64Array[], span: number, shrinkage = 0.05): Relation {
  const n = z.length
  const rows = n === 0 ? 0 : z[0].length
  const memory = new Float64Array(n)
  const second = new Float64Array(n * n)
  const mean = new Float64Array(n)
  const settle = Math.min(span, rows >> 1)
  let count = 0
  smoothRows(memory, z, 2 / (span + 1), (row) => {
    if (row < settle || z.every((column) => Number.isNaN(column[row]))) return
    count++
    for (let a = 0; a < n; a++) {
      mean[a] += memory[a]
      for (let b = 0; b <= a; b++) second[a * n + b] += memory[a] * memory[b]
    }
  })
  const covariance = new Float64Array(n * n)
  for (let a = 0; a < n; a++) {
    for (let b = 0; b <= a; b++) {
      const value = second[a * n + b] / count - (mean[a] / count) * (mean[b] / count)
      covariance[a * n + b] = a === b ? value + 1e-9 : value * (1 - shrinkage)
    }
  }
  return { span, whitening: invertLower(cholesky(covariance, n), n) }
}

/** Mahalanobis distance of the smoothed channels from their reference (Mahalanobis 1936; Hotelling T2 with EWMA: Lowry et al. 1992). */
export function relationStage({ span, whitening }: Relation): AssetStage {
  const n = Math.round(Math.sqrt(whitening.length))
  return {
    memory: n,
    run(memory, z, out) {
      smoothRows(memory, z, 2 / (span + 1), (row) => {
        let sum = 0
        for (let a = 0; a < n; a++) {
          let dot = 0
          for (let b = 0; b <= a; b++) dot += whitening[a * n + b] * memory[b]
          sum += dot * dot
        }
        out[row] = Math.sqrt(sum / n)
      })
    },
  }
}
