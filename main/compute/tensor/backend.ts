import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import util from 'node:util'
import type { TensorFlow } from '../../../models/nets/tensorflow.ts'
import { patchWasm } from './wasmKernels.ts'

/** libtensorflow through tfjs-node, WebAssembly, or plain JavaScript: from the fastest to the one that always works. */
export type TensorBackend = 'tensorflow' | 'wasm' | 'cpu'

export interface Tensors {
  readonly tf: TensorFlow
  readonly backend: TensorBackend
  /** For a person: which library counts, and why not a faster one. */
  readonly words: string
}

type Library = typeof import('@tensorflow/tfjs-core')

// not named `require`: the bundler of the desktop adds one of that name
const fromHere = createRequire(import.meta.url)
const inOrder: readonly TensorBackend[] = ['tensorflow', 'wasm', 'cpu']

/** Whether this backend's files are there, without loading them. */
export function isPresent(backend: TensorBackend): boolean {
  try {
    if (backend !== 'tensorflow') return fromHere.resolve(`@tensorflow/tfjs-backend-${backend}`) !== ''
    const folder = dirname(fromHere.resolve('@tensorflow/tfjs-node/package.json'))
    return existsSync(join(folder, 'lib/napi-v8/tfjs_binding.node'))
  } catch {
    return false
  }
}

/** What a worker will choose, for the page that says what this program runs on. Loads nothing. */
export function expectedBackend(): TensorBackend {
  return inOrder.find(isPresent) ?? 'cpu'
}

let opened: Promise<Tensors> | null = null

/** The best backend that loads, once per process. A process that never asks never loads TensorFlow. */
export function openTensors(): Promise<Tensors> {
  return (opened ??= firstOf(inOrder))
}

async function firstOf(order: readonly TensorBackend[]): Promise<Tensors> {
  const refused: string[] = []
  for (const backend of order) {
    if (!isPresent(backend)) {
      refused.push(`${names[backend]} is not installed`)
      continue
    }
    try {
      const tf = await loadBackend(backend)
      return { tf, backend, words: [`${names[backend]}.`, ...refused.map((why) => `${why}.`)].join(' ') }
    } catch (error) {
      if (backend === order.at(-1)) throw error
      refused.push(`${names[backend]} does not load (${error instanceof Error ? error.message.split('\n')[0] : String(error)})`)
    }
  }
  throw new Error('no tensor backend is installed: reinstall the program')
}

const names: Readonly<Record<TensorBackend, string>> = { tensorflow: 'libtensorflow (tfjs-node)', wasm: 'WebAssembly', cpu: 'plain JavaScript' }

/** Loads one backend and makes it the current one. @throws when it cannot run on this machine. */
export async function loadBackend(backend: TensorBackend): Promise<TensorFlow> {
  if (backend === 'tensorflow') {
    // tfjs-node 4.22.0 calls two functions that Node 23 dropped (tfjs issue 8609).
    Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined, isArray: Array.isArray })
    // Its own log says what it was compiled with, each time: warnings and errors are enough.
    process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '1'
    fromHere('@tensorflow/tfjs-node')
  }
  const tf = fromHere('@tensorflow/tfjs-core') as Library // typed by its own declarations
  // The gradients of all operations are registered by this package; the core comes without them.
  fromHere('@tensorflow/tfjs-layers')
  if (backend === 'wasm') {
    const wasm = fromHere('@tensorflow/tfjs-backend-wasm') as typeof import('@tensorflow/tfjs-backend-wasm') // as above
    wasm.setWasmPaths(join(dirname(fromHere.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist/'))
    patchWasm(tf)
  }
  if (backend === 'cpu') fromHere('@tensorflow/tfjs-backend-cpu')
  const name = backend
  if (!(await tf.setBackend(name))) throw new Error(`the backend ${name} could not be started`)
  await tf.ready()
  return tf as unknown as TensorFlow // the subset that our networks use; its overloads are wider than ours
}
