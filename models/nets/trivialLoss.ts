import type { Columns, Network } from './network.ts'

/**
 * The loss of something trivial on the same windows as a network's: mean squared error, standardised units. `mean` expects the centre of the
 * training rows, `persistence` that the newest row of the window goes on.
 * @param judged positions of the columns that the network predicts.
 * @returns NaN without windows; null where the question makes no sense (a network that redraws its window sees the answer).
 */
export function trivialLoss(kind: 'mean' | 'persistence', network: Network, columns: Columns, judged: readonly number[], windows: Uint32Array): number | null {
  if (kind === 'persistence' && network.horizon === 0) return null
  const target = new Float32Array(network.targetSize)
  let sum = 0
  for (const row of windows) {
    network.fillTarget(target, columns, row, 0)
    for (const [k, value] of target.entries()) {
      const expected = kind === 'mean' ? 0 : columns[judged[k % judged.length]][row]
      sum += (value - expected) ** 2
    }
  }
  return sum / (windows.length * network.targetSize)
}
