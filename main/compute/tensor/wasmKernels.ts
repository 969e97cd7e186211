import type { KernelConfig, KernelFunc, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core'

type Library = typeof import('@tensorflow/tfjs-core')
type Call = Parameters<KernelFunc>[0]

let patched = false

/**
 * Two kernels that the WebAssembly backend of 4.22.0 lacks or runs slowly: the gradient of a convolution's filter (absent), and matrix products
 * with a transposed operand (a naive path, 13 times slower than transposing first). Call after the backend was loaded, before it is chosen.
 */
export function patchWasm(tf: Library): void {
  if (patched) return
  patched = true
  for (const name of ['BatchMatMul', '_FusedMatMul']) transposeFirst(tf, name)
  if (!tf.getKernel('Conv2DBackpropFilter', 'wasm')) tf.registerKernel({ kernelName: 'Conv2DBackpropFilter', backendName: 'wasm', kernelFunc: filterGradient(tf) })
}

function kernel(tf: Library, name: string): KernelConfig {
  const found = tf.getKernel(name, 'wasm')
  if (!found) throw new Error(`the WebAssembly backend has no kernel ${name}`)
  return found
}

interface Backend {
  disposeData(id: object): unknown
}

/** Kernels of this backend give one tensor each. */
const one = (result: TensorInfo | TensorInfo[]): TensorInfo => (Array.isArray(result) ? result[0] : result)

function transposeFirst(tf: Library, name: string) {
  const original = kernel(tf, name)
  const transpose = kernel(tf, 'Transpose').kernelFunc
  tf.unregisterKernel(name, 'wasm')
  const kernelFunc = (call: Call) => {
    const attrs = call.attrs as { transposeA?: boolean; transposeB?: boolean } // what the library gives to these two kernels
    if (!attrs.transposeA && !attrs.transposeB) return original.kernelFunc(call)
    const inputs = call.inputs as { a: TensorInfo; b: TensorInfo } // as above
    const backend = call.backend as Backend // every backend of the library has it
    const made: TensorInfo[] = []
    const flip = (x: TensorInfo) => {
      const perm = x.shape.map((_, axis) => axis)
      perm.push(...perm.splice(-2).reverse())
      const y = one(transpose({ inputs: { x }, backend: call.backend, attrs: { perm } }))
      made.push(y)
      return y
    }
    const a = attrs.transposeA ? flip(inputs.a) : inputs.a
    const b = attrs.transposeB ? flip(inputs.b) : inputs.b
    const out = original.kernelFunc({ inputs: { ...call.inputs, a, b }, backend: call.backend, attrs: { ...call.attrs, transposeA: false, transposeB: false } })
    for (const { dataId } of made) backend.disposeData(dataId)
    return out
  }
  tf.registerKernel({ ...original, kernelFunc })
}

/** For each tap of the filter: the input that lay under it, times the gradient, summed over samples and places. */
function filterGradient(tf: Library): KernelFunc {
  const run = (name: string, call: Call) => one(kernel(tf, name).kernelFunc(call))
  return ({ inputs, attrs, backend: raw }) => {
    const { x, dy } = inputs as NamedTensorInfoMap & { x: TensorInfo; dy: TensorInfo } // what the library gives to this kernel
    const { strides, pad, dimRoundingMode, filterShape } = attrs as unknown as {
      strides: [number, number]
      pad: 'same' | 'valid' | number
      dimRoundingMode: 'floor'
      filterShape: [number, number, number, number]
    } // as above
    const backend = raw as Backend // as above
    const made: TensorInfo[] = []
    const keep = (tensor: TensorInfo) => {
      made.push(tensor)
      return tensor
    }
    const { padInfo, outHeight, outWidth, inChannels, outChannels, batchSize } = tf.backend_util.computeConv2DInfo(x.shape as [number, number, number, number], filterShape, strides, 1, pad, dimRoundingMode)
    const padded = keep(run('PadV2', { inputs: { x }, backend: raw, attrs: { paddings: [[0, 0], [padInfo.top, padInfo.bottom], [padInfo.left, padInfo.right], [0, 0]], constantValue: 0 } }))
    const places = batchSize * outHeight * outWidth
    const b = keep(run('Reshape', { inputs: { x: dy }, backend: raw, attrs: { shape: [1, places, outChannels] } }))
    const [sy, sx] = strides
    const taps: TensorInfo[] = []
    for (let i = 0; i < filterShape[0]; i++) {
      for (let j = 0; j < filterShape[1]; j++) {
        const slice = keep(
          run('StridedSlice', {
            inputs: { x: padded },
            backend: raw,
            attrs: { begin: [0, i, j, 0], end: [batchSize, i + (outHeight - 1) * sy + 1, j + (outWidth - 1) * sx + 1, inChannels], strides: [1, sy, sx, 1], beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 },
          }),
        )
        const a = keep(run('Reshape', { inputs: { x: slice }, backend: raw, attrs: { shape: [1, places, inChannels] } }))
        taps.push(keep(run('BatchMatMul', { inputs: { a, b }, backend: raw, attrs: { transposeA: true, transposeB: false } })))
      }
    }
    // A kernel that takes a list gets an array; the declared type only knows records.
    const stacked = keep(run('Concat', { inputs: taps as unknown as NamedTensorInfoMap, backend: raw, attrs: { axis: 0 } }))
    const out = run('Reshape', { inputs: { x: stacked }, backend: raw, attrs: { shape: filterShape } })
    for (const { dataId } of made) backend.disposeData(dataId)
    return out
  }
}
