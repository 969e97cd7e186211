import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import type * as Library from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { networks } from '../../../models/nets/index.ts'
import { beginFit } from '../../../models/nets/fit.ts'
import { unroll } from '../../../models/nets/lstmPredictor.ts'
import type { TensorFlow } from '../../../models/nets/tensorflow.ts'
import { expectedBackend, isPresent, loadBackend } from './backend.ts'

// The one copy that the backends register with.
const tf = createRequire(import.meta.url)('@tensorflow/tfjs-core') as typeof Library
const stored = JSON.parse(readFileSync(new URL('fixtures/tensor.json', import.meta.url), 'utf8')) as Record<string, number[]>
const tolerance = 1e-4

const size = (shape: readonly number[]) => shape.reduce((product, n) => product * n, 1)
/** The same formula as in fixtures/tensor_reference.py. */
const fill = (k: number, ...shape: number[]) => tf.tensor(Float32Array.from({ length: size(shape) }, (_, i) => Math.sin(k * (i + 1))), shape)

/** Largest difference, relative to the largest value. */
function difference(ours: ArrayLike<number>, reference: ArrayLike<number>): number {
  expect(ours.length).toBe(reference.length)
  const scale = Math.max(...Array.from(reference, Math.abs), 1e-12)
  return Math.max(...Array.from(ours, (value, i) => Math.abs(value - reference[i]) / scale))
}
const expectStored = (name: string, ours: Library.Tensor) => expect(difference(ours.dataSync(), stored[name]), name).toBeLessThan(tolerance)

/** What every network's loss and gradients are on a small batch, as one list of numbers. */
function networkNumbers(library: TensorFlow): number[] {
  const columns = [0.11, 0.23, 0.31].map((k) => Float32Array.from({ length: 60 }, (_, i) => Math.sin(k * i)))
  return networks.flatMap((kind) => {
    const network = kind.build({ inputs: 3, judged: [0, 2] }, { window: 12, units: 8, dropout: 0 })
    const { weights } = beginFit(network, 3)
    const input = new Float32Array(4 * network.inputSize)
    const target = new Float32Array(4 * network.targetSize)
    for (let n = 0; n < 4; n++) {
      network.fillInput(input, columns, 20 + n, n, 4)
      network.fillTarget(target, columns, 20 + n, n)
    }
    const { value, grads } = library.valueAndGrads((...given) => library.mean(library.square(library.sub(network.forward(library, given, input, 4), library.tensor(target, [4, network.targetSize])))))(
      network.parameters.map(({ shape }, p) => library.tensor(weights[p], [...shape])),
    )
    return [value, ...grads].flatMap((one) => Array.from(one.dataSync()))
  })
}

let plain: number[] = []
beforeAll(async () => {
  plain = networkNumbers(await loadBackend('cpu'))
})

describe.each(['tensorflow', 'wasm', 'cpu'] as const)('backend %s', (backend) => {
  const there = isPresent(backend)
  const absent = there ? '' : ' (skipped: this backend is not installed)'
  let library: TensorFlow
  beforeAll(async () => {
    if (there) library = await loadBackend(backend)
  })

  it.skipIf(!there)(`multiplies matrices, transposed or not${absent}`, () => {
    const [a, b] = [fill(0.7, 5, 7), fill(0.3, 7, 4)]
    const [at, bt] = [tf.transpose(a), tf.transpose(b)]
    expectStored('matmul', tf.matMul(a, b))
    expectStored('matmul', tf.matMul(at, b, true, false))
    expectStored('matmul', tf.matMul(a, bt, false, true))
    expectStored('matmul', tf.matMul(at, bt, true, true))
    const batched = tf.matMul(tf.stack([at, at]), tf.stack([bt, bt]), true, true)
    expect(difference(batched.dataSync(), [...stored['matmul'], ...stored['matmul']])).toBeLessThan(tolerance)
  })

  it.skipIf(!there)(`has softmax with its gradient${absent}`, () => {
    const x = fill(1.3, 4, 6)
    expectStored('softmax', tf.softmax(x))
    expectStored('softmaxGradient', tf.grad((one) => tf.sum(tf.mul(tf.softmax(one), fill(0.9, 4, 6))))(x))
  })

  it.skipIf(!there)(`has a dense layer with its gradients${absent}`, () => {
    const [x, y] = [fill(0.5, 6, 5), fill(1.1, 6, 3)]
    const { value, grads } = tf.valueAndGrads((k: Library.Tensor, c: Library.Tensor) => tf.mean(tf.square(tf.sub(tf.relu(tf.add(tf.matMul(x, k), c)), y))))([fill(0.4, 5, 3), fill(0.2, 3)])
    expectStored('denseLoss', value)
    expectStored('denseKernelGradient', grads[0])
    expectStored('denseBiasGradient', grads[1])
  })

  it.skipIf(!there).each([['valid', 1], ['valid', 2], ['same', 1], ['same', 2]] as const)(`has conv1d with its gradients: %s, stride %i${absent}`, (pad, stride) => {
    const conv = (x: Library.Tensor, f: Library.Tensor) => tf.conv1d(x as Library.Tensor3D, f as Library.Tensor3D, stride, pad) // shapes given below
    const [x, f] = [fill(0.6, 2, 9, 3), fill(0.8, 3, 3, 4)]
    const out = conv(x, f)
    const [gx, gf] = tf.grads((a, b) => tf.sum(tf.mul(conv(a, b), fill(0.35, ...out.shape))))([x, f])
    expectStored(`conv ${pad}${stride}`, out)
    expectStored(`conv filter ${pad}${stride}`, gf)
    expectStored(`conv input ${pad}${stride}`, gx)
  })

  it.skipIf(!there)(`steps an LSTM${absent}`, () => {
    const states = unroll(library, library.tensor(fill(0.45, 12, 5).dataSync() as Float32Array, [12, 5]), [fill(0.65, 5, 8), fill(0.85, 2, 8), fill(0.25, 8)], { window: 4, batch: 3, units: 2 })
    expect(difference(states.flatMap((state) => Array.from(state.dataSync())), stored['lstm'])).toBeLessThan(tolerance)
  })

  it.skipIf(!there)(`gives every network the loss and gradients of plain JavaScript${absent}`, () => {
    expect(difference(networkNumbers(library), plain)).toBeLessThan(tolerance)
  })

  it.skipIf(!there)(`leaves no tensor behind${absent}`, () => {
    const before = tf.memory().numTensors
    tf.tidy(() => tf.grads((a, b) => tf.sum(tf.conv1d(a as Library.Tensor3D, b as Library.Tensor3D, 1, 'same')))([fill(0.6, 2, 9, 3), fill(0.8, 3, 3, 4)]).forEach((one) => one.dispose()))
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('expectedBackend', () => {
  it('names the fastest one that is installed', () => {
    expect(isPresent('cpu')).toBe(true)
    expect(expectedBackend()).toBe(isPresent('tensorflow') ? 'tensorflow' : 'wasm')
  })
})
