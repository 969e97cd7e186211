import { randomStream } from '../plant/random.ts'
import { adamStep, adamStart, type AdamState } from './adam.ts'
import { sizeOf, type Columns, type Network } from './network.ts'
import type { Tensor, TensorFlow } from './tensorflow.ts'

/** All that a training needs to go on: with the same data and seed it continues to the same numbers. */
export interface FitState {
  /** Epochs done. */
  readonly epoch: number
  readonly weights: readonly Float32Array[]
  readonly adam: AdamState
}

export interface FitOptions {
  readonly seed: number
  readonly batch: number
  readonly learningRate: number
  readonly dropout: number
}

/** Joint norm above which gradients are scaled down: recurrent networks jump without it. */
const clip = 5

/** Weights as the seed gives them: each parameter draws from its own stream. */
export function beginFit(network: Network, seed: number): FitState {
  const weights = network.parameters.map(({ name, shape, begin }) => {
    const size = sizeOf(shape)
    if ('constants' in begin) return Float32Array.from({ length: size }, (_, at) => begin.constants(at))
    const random = randomStream(seed, `weights ${name}`)
    return Float32Array.from({ length: size }, () => random.between(-begin.uniform, begin.uniform))
  })
  return { epoch: 0, weights, adam: adamStart(weights.map(({ length }) => length)) }
}

/**
 * One pass over all samples in an order that only seed and epoch decide. Yields after each batch with the share done, so that the caller can
 * stop or breathe; the generator's result is the next state and the mean loss. The given state is not changed.
 * @param rows ends of the training windows.
 */
export function* fitEpoch(tf: TensorFlow, network: Network, columns: Columns, rows: Uint32Array, state: FitState, options: FitOptions): Generator<number, { state: FitState; loss: number }, void> {
  const { seed, batch, learningRate, dropout } = options
  const epoch = state.epoch + 1
  const order = shuffled(rows, seed, epoch)
  const chance = randomStream(seed, `dropout ${epoch}`)
  const weights = state.weights.map((weight) => weight.slice())
  let adam: AdamState = { ...state.adam, first: state.adam.first.map((one) => one.slice()), second: state.adam.second.map((one) => one.slice()) }
  let sum = 0
  for (let from = 0; from < order.length; from += batch) {
    const size = Math.min(batch, order.length - from)
    const { input, target } = samples(network, columns, order.subarray(from, from + size))
    const { value, grads } = tf.tidy(() => {
      const wanted = tf.tensor(target, [size, network.targetSize])
      const masks = network.masks.map((width) => tf.tensor(mask(chance.next, size * width, dropout), [size, width]))
      const loss = (...given: Tensor[]) => tf.mean(tf.square(tf.sub(network.forward(tf, given, input, size, masks.length > 0 ? masks : undefined), wanted)))
      return tf.valueAndGrads(loss)(tensorsOf(tf, network, weights))
    })
    sum += value.dataSync()[0] * size
    adam = adamStep(weights, grads.map((gradient) => gradient.dataSync()), adam, { rate: learningRate, clip })
    value.dispose()
    for (const gradient of grads) gradient.dispose()
    yield (from + size) / order.length
  }
  return { state: { epoch, weights, adam }, loss: sum / Math.max(1, order.length) }
}

/** Predictions of a trained network: one row of `targetSize` a window. */
export function predict(tf: TensorFlow, network: Network, weights: readonly Float32Array[], columns: Columns, rows: Uint32Array): Float32Array {
  const input = new Float32Array(rows.length * network.inputSize)
  for (let n = 0; n < rows.length; n++) network.fillInput(input, columns, rows[n], n, rows.length)
  const out = tf.tidy(() => network.forward(tf, tensorsOf(tf, network, weights), input, rows.length))
  const values = Float32Array.from(out.dataSync())
  out.dispose()
  return values
}

/** Mean squared error over the given windows, in batches. NaN without windows. */
export function meanLoss(tf: TensorFlow, network: Network, weights: readonly Float32Array[], columns: Columns, rows: Uint32Array, batch: number): number {
  let sum = 0
  const target = new Float32Array(batch * network.targetSize)
  for (let from = 0; from < rows.length; from += batch) {
    const part = rows.subarray(from, from + batch)
    for (let n = 0; n < part.length; n++) network.fillTarget(target, columns, part[n], n)
    const predicted = predict(tf, network, weights, columns, part)
    for (let i = 0; i < predicted.length; i++) sum += (predicted[i] - target[i]) ** 2
  }
  return sum / (rows.length * network.targetSize)
}

function samples(network: Network, columns: Columns, rows: Uint32Array) {
  const input = new Float32Array(rows.length * network.inputSize)
  const target = new Float32Array(rows.length * network.targetSize)
  for (let n = 0; n < rows.length; n++) {
    network.fillInput(input, columns, rows[n], n, rows.length)
    network.fillTarget(target, columns, rows[n], n)
  }
  return { input, target }
}

function tensorsOf(tf: TensorFlow, network: Network, weights: readonly Float32Array[]): Tensor[] {
  return network.parameters.map(({ shape }, p) => tf.tensor(weights[p], [...shape]))
}

/** Fisher-Yates. */
function shuffled(rows: Uint32Array, seed: number, epoch: number): Uint32Array {
  const random = randomStream(seed, `order ${epoch}`)
  const order = rows.slice()
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random.next() * (i + 1))
    const kept = order[i]
    order[i] = order[j]
    order[j] = kept
  }
  return order
}

/** Zeros and 1 / (1 - rate), so that the expected activation stays (Srivastava et al. 2014). */
function mask(next: () => number, size: number, rate: number): Float32Array {
  const kept = 1 / (1 - rate)
  return Float32Array.from({ length: size }, () => (next() < rate ? 0 : kept))
}
