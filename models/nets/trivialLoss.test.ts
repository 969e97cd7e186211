import { describe, expect, it } from 'vitest'
import { denseAutoencoder } from './denseAutoencoder.ts'
import { lstmPredictor } from './lstmPredictor.ts'
import { trivialLoss } from './trivialLoss.ts'

const columns = [Float32Array.from({ length: 40 }, (_, i) => i), Float32Array.from({ length: 40 }, () => 2)]
const options = { window: 4, units: 4, dropout: 0 }

describe('trivialLoss', () => {
  it('is the mean square of the windows for something that expects the centre', () => {
    const network = denseAutoencoder.build({ inputs: 2, judged: [1] }, options)
    expect(trivialLoss('mean', network, columns, [1], Uint32Array.of(5, 20))).toBe(4)
  })

  it('is what each column moves in the next ten rows for something that expects it to stand still', () => {
    const network = lstmPredictor.build({ inputs: 2, judged: [0, 1] }, options)
    // 1² + … + 10² = 385 for the rising column, nothing for the constant one
    expect(trivialLoss('persistence', network, columns, [0, 1], Uint32Array.of(5, 20))).toBeCloseTo(385 / 20, 10)
  })

  it('does not ask an autoencoder to foresee what it sees', () => {
    const network = denseAutoencoder.build({ inputs: 2, judged: [0] }, options)
    expect(trivialLoss('persistence', network, columns, [0], Uint32Array.of(5))).toBeNull()
  })
})
