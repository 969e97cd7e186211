import { op, compileWasm, type WasmFunction } from './wasm.ts'
import type { WindowPlane, WindowResidual } from './windowResidual.ts'

/** Rows that are taken at a time, two in each vector: eight sums at once keep both arithmetic units busy while an addition takes its time. */
const vectors = 4
const tile = 2 * vectors
/** Values of a window per turn of the inner loop; the rest of its width one by one. */
const unrolled = 4
const bytes = 8
const page = 65_536

/** Locals of a kernel. Addresses in bytes: windows, what stands against them, its offset, energies and their end. */
const [windows, row, offset, energies, energiesEnd, mainBytes, rowBytes, at, against, mainEnd, rowEnd] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
const parameters = 7
const addresses = 4
const sum = (vector: number) => parameters + addresses + vector
const value = parameters + addresses + vectors
const coefficient = value + 1
const each = (count: number, code: (index: number) => readonly number[]) => Array.from({ length: count }, (_, index) => code(index)).flat()
const advance = (local: number, by: number) => [...op.get(local), ...op.number(by), ...op.add, ...op.set(local)]

/** Walks over tiles of windows, sums `term` over each window, oldest value first, and hands the sums to `finish`. */
function kernel(name: string, term: readonly number[], finish: (vector: number) => readonly number[]): WasmFunction {
  const step = (k: number) => [
    ...op.get(against), ...op.loadBoth(k * bytes), ...op.set(coefficient),
    ...each(vectors, (vector) => [
      ...op.get(at), ...op.load((k + 2 * vector) * bytes), ...op.set(value),
      ...op.get(sum(vector)), ...term, ...op.addPairs, ...op.set(sum(vector)),
    ]),
  ]
  const sweep = (values: number, until: number) => {
    const unfinished = [...op.get(against), ...op.get(until), ...op.lessThan]
    return op.when(unfinished, op.loop([...each(values, step), ...advance(at, values * bytes), ...advance(against, values * bytes)], unfinished))
  }
  const oneTile = [
    ...op.get(windows), ...op.set(at),
    ...op.get(row), ...op.set(against),
    ...op.get(row), ...op.get(mainBytes), ...op.add, ...op.set(mainEnd),
    ...op.get(row), ...op.get(rowBytes), ...op.add, ...op.set(rowEnd),
    ...each(vectors, (vector) => [...op.zero, ...op.set(sum(vector))]),
    ...sweep(unrolled, mainEnd),
    ...sweep(1, rowEnd),
    ...each(vectors, finish),
    ...advance(windows, tile * bytes),
    ...advance(energies, tile * bytes),
  ]
  return { name, parameters, addresses, vectors: vectors + 2, body: op.loop(oneTile, [...op.get(energies), ...op.get(energiesEnd), ...op.lessThan]) }
}

const less = [...op.get(value), ...op.get(coefficient), ...op.subtractPairs]
const distances = kernel('distances', [...less, ...op.set(value), ...op.get(value), ...op.get(value), ...op.multiplyPairs], (vector) => [
  ...op.get(energies), ...op.get(sum(vector)), ...op.store(2 * vector * bytes),
])
const subtract = kernel('subtract', [...op.get(coefficient), ...op.get(value), ...op.multiplyPairs], (vector) => [
  ...op.get(sum(vector)), ...op.get(offset), ...op.loadBoth(0), ...op.subtractPairs, ...op.set(value),
  ...op.get(energies), ...op.get(energies), ...op.load(2 * vector * bytes),
  ...op.get(value), ...op.get(value), ...op.multiplyPairs, ...op.subtractPairs, ...op.store(2 * vector * bytes),
])

type Kernel = (windows: number, row: number, offset: number, energies: number, energiesEnd: number, mainBytes: number, rowBytes: number) => void
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number }
  readonly distances: Kernel
  readonly subtract: Kernel
}

/** One instance for all channels of a process: what it holds is scratch between two lines of one function. `null` where it cannot be. */
let instance: Exports | null | undefined

function exportsOf(): Exports | null {
  const instantiate = compileWasm([distances, subtract], 1)
  return instantiate && (instantiate() as Exports) // just what the module above exports
}

/** @returns undefined where the runtime has no WebAssembly with fixed-width vectors. */
export function createSimdResidual({ width, count, mean, shapes }: WindowPlane, offsets: Float64Array): WindowResidual | undefined {
  if (instance === undefined) instance = exportsOf()
  if (instance === null) return undefined
  const { memory, distances: distance, subtract: take } = instance
  const shapesAt = width
  const offsetsAt = shapesAt + count * width
  const windowsAt = offsetsAt + count
  const mainBytes = (width - (width % unrolled)) * bytes

  return (x, energy) => {
    const rows = Math.ceil(energy.length / tile) * tile
    const energiesAt = windowsAt + width + rows
    const missing = (energiesAt + rows) * bytes - memory.buffer.byteLength
    if (missing > 0) memory.grow(Math.ceil(missing / page))
    const scratch = new Float64Array(memory.buffer)
    scratch.set(mean)
    scratch.set(shapes, shapesAt)
    scratch.set(offsets, offsetsAt)
    // The rows that fill the last tile are windows over whatever stood there before; nobody reads what they give.
    scratch.set(x, windowsAt)
    const from = energiesAt * bytes
    const to = (energiesAt + rows) * bytes
    const first = (windowsAt + 1) * bytes
    distance(first, 0, 0, from, to, mainBytes, width * bytes)
    for (let c = 0; c < count; c++) take(first, (shapesAt + c * width) * bytes, (offsetsAt + c) * bytes, from, to, mainBytes, width * bytes)
    energy.set(scratch.subarray(energiesAt, energiesAt + energy.length))
  }
}
