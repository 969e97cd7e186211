/** Adam (Kingma & Ba 2015) on plain arrays: its whole state is what stands here, so that a training goes on to the bit after a kill. */
export interface AdamState {
  readonly steps: number
  /** Running means of the gradient and of its square, one array a parameter. */
  readonly first: readonly Float32Array[]
  readonly second: readonly Float32Array[]
}

const beta1 = 0.9
const beta2 = 0.999
const epsilon = 1e-7

export function adamStart(sizes: readonly number[]): AdamState {
  return { steps: 0, first: sizes.map((n) => new Float32Array(n)), second: sizes.map((n) => new Float32Array(n)) }
}

/**
 * One step. Weights and moments are changed in place.
 * @param clip gradients whose joint Euclidean norm is larger are scaled down to it (Pascanu et al. 2013).
 */
export function adamStep(weights: readonly Float32Array[], gradients: readonly ArrayLike<number>[], state: AdamState, { rate, clip }: { rate: number; clip: number }): AdamState {
  let squares = 0
  for (const gradient of gradients) for (let i = 0; i < gradient.length; i++) squares += gradient[i] * gradient[i]
  const scale = Math.min(1, clip / Math.sqrt(squares))
  const steps = state.steps + 1
  const correct1 = 1 / (1 - beta1 ** steps)
  const correct2 = 1 / (1 - beta2 ** steps)
  weights.forEach((weight, p) => {
    const gradient = gradients[p]
    const first = state.first[p]
    const second = state.second[p]
    for (let i = 0; i < weight.length; i++) {
      const g = gradient[i] * scale
      first[i] = beta1 * first[i] + (1 - beta1) * g
      second[i] = beta2 * second[i] + (1 - beta2) * g * g
      weight[i] -= (rate * first[i] * correct1) / (Math.sqrt(second[i] * correct2) + epsilon)
    }
  })
  return { ...state, steps }
}
