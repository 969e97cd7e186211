/**
 * Unpacking with WebAssembly vectors: to the bit what the plain loops of `bitpack.ts` and `times.ts` give, several times as fast, because a scan
 * spends its time there. Sums, products and quotients of float64 are rounded alike in both.
 *
 * Eight numbers of w bits fill w bytes, so that every group of eight lies in its bytes alike: a choice of bytes puts the four that hold a number
 * into its lane, a product with a power of two moves it to the top (vectors have no shift by lane), one shift brings it down.
 */
import { compileWasm, op } from '../../../models/signal/wasm.ts'

/** Numbers of more bits reach over five bytes and are left to the plain way. */
export const widest = 25
const blockSize = 128
const mostPoints = 4096
/** More words than any chunk has (see `codec.ts`), and what a vector looks at behind its end. */
const mostWords = 6 * mostPoints + 8
const tableBytes = 64

// where things lie in the memory, in bytes
const numbersAt = 0 // base or start, scale or step; then the first two and what is added to them
const tablesAt = 64
const outAt = tablesAt + tableBytes * (widest + 1)
const wordsAt = outAt + 8 * (mostPoints + blockSize)
const pages = Math.ceil((wordsAt + 4 * mostWords) / 65_536)

const advance = (local: number, by: readonly number[]) => [...op.get(local), ...by, ...op.add, ...op.set(local)]

const unpack = (() => {
  const [from, half, width, shift, to, end, table] = [0, 1, 2, 3, 4, 5, 6]
  const [base, scale, firstBytes, firstPowers, secondBytes, secondPowers, four] = [7, 8, 9, 10, 11, 12, 13]
  const load = (address: readonly number[], offset: number, local: number) => [...address, ...op.load(offset), ...op.set(local)]
  const pair = (offset: number, numbers: readonly number[]) => [
    ...op.get(to),
    ...op.get(base), ...numbers, ...op.toPairs, ...op.addPairs, ...op.get(scale), ...op.dividePairs,
    ...op.store(offset),
  ]
  const fourOf = (address: readonly number[], bytes: number, powers: number, offset: number) => [
    ...address, ...op.load(0), ...op.get(bytes), ...op.pickBytes, ...op.get(powers), ...op.multiplyFours, ...op.get(shift), ...op.shiftFoursRight, ...op.set(four),
    ...pair(offset, op.get(four)),
    ...pair(offset + 16, [...op.get(four), ...op.get(four), ...op.upperHalf]),
  ]
  return {
    name: 'unpack',
    parameters: 7,
    addresses: 0,
    vectors: 7,
    body: [
      ...op.number(numbersAt), ...op.loadBoth(0), ...op.set(base),
      ...op.number(numbersAt), ...op.loadBoth(8), ...op.set(scale),
      ...load(op.get(table), 0, firstBytes), ...load(op.get(table), 16, firstPowers),
      ...load(op.get(table), 32, secondBytes), ...load(op.get(table), 48, secondPowers),
      ...op.loop(
        [
          ...fourOf(op.get(from), firstBytes, firstPowers, 0),
          ...fourOf([...op.get(from), ...op.get(half), ...op.add], secondBytes, secondPowers, 32),
          ...advance(from, op.get(width)),
          ...advance(to, op.number(64)),
        ],
        [...op.get(to), ...op.get(end), ...op.lessThan],
      ),
    ],
  }
})()

const steps = (() => {
  const [to, end] = [0, 1]
  const [start, step, index, two] = [2, 3, 4, 5]
  return {
    name: 'steps',
    parameters: 2,
    addresses: 0,
    vectors: 4,
    body: [
      ...op.number(numbersAt), ...op.loadBoth(0), ...op.set(start),
      ...op.number(numbersAt), ...op.loadBoth(8), ...op.set(step),
      ...op.number(numbersAt), ...op.load(16), ...op.set(index),
      ...op.number(numbersAt), ...op.load(32), ...op.set(two),
      ...op.loop(
        [
          ...op.get(to), ...op.get(start), ...op.get(index), ...op.get(step), ...op.multiplyPairs, ...op.addPairs, ...op.store(0),
          ...op.get(index), ...op.get(two), ...op.addPairs, ...op.set(index),
          ...advance(to, op.number(16)),
        ],
        [...op.get(to), ...op.get(end), ...op.lessThan],
      ),
    ],
  }
})()

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer }
  readonly unpack: (from: number, half: number, width: number, shift: number, to: number, end: number, table: number) => void
  readonly steps: (to: number, end: number) => void
}

export interface VectorUnpacker {
  /** The words of a blob where vectors can read them, valid until the next call; null when it is longer than any chunk. */
  load(blob: Uint8Array): Uint32Array | null
  /**
   * Up to 128 numbers of 1 to 25 bits that begin at a word of what was loaded, each (base + number) / scale, at an index of `out`. Always
   * writes 128: what lies behind the last of a column is rubbish for the next block, or nobody, to overwrite.
   */
  unpack(word: number, width: number, base: number, scale: number, index: number): void
  /** out[i] = start + i * step for 0 <= i < n. */
  steps(start: number, step: number, n: number): void
  readonly out: Float64Array
}

/** Scratch between two lines of one function: one instance serves all. @returns null where the runtime has no WebAssembly with fixed-width vectors. */
function createUnpacker(): VectorUnpacker | null {
  const instantiate = compileWasm([unpack, steps], pages)
  if (!instantiate) return null
  const run = instantiate() as Exports // just what the module above exports
  const { buffer } = run.memory
  const numbers = new Float64Array(buffer, numbersAt, 6)
  numbers.set([0, 0, 0, 1, 2, 2])
  for (let width = 1; width <= widest; width++) fillTable(buffer, width)
  const bytes = new Uint8Array(buffer, wordsAt, 4 * mostWords)
  const out = new Float64Array(buffer, outAt, mostPoints + blockSize)
  return {
    out,
    load(blob) {
      if (blob.length > bytes.length - 32) return null
      bytes.set(blob)
      return new Uint32Array(buffer, wordsAt, blob.length >>> 2)
    },
    unpack(word, width, base, scale, index) {
      numbers[0] = base
      numbers[1] = scale
      const to = outAt + 8 * index
      run.unpack(wordsAt + 4 * word, width >>> 1, width, 32 - width, to, to + 8 * blockSize, tablesAt + tableBytes * width)
    },
    steps(start, step, n) {
      numbers[0] = start
      numbers[1] = step
      run.steps(outAt, outAt + 8 * n)
    },
  }
}

/** For numbers 0 to 3 and 4 to 7 of a group: which bytes hold each, and the power of two that moves it to the top of its lane. */
function fillTable(buffer: ArrayBuffer, width: number): void {
  for (const [half, first] of [[0, 0], [1, width >>> 1]] as const) {
    const at = tablesAt + tableBytes * width + 32 * half
    const choice = new Uint8Array(buffer, at, 16)
    const powers = new Uint32Array(buffer, at + 16, 4)
    for (let lane = 0; lane < 4; lane++) {
      const bit = (4 * half + lane) * width
      for (let k = 0; k < 4; k++) choice[4 * lane + k] = (bit >>> 3) - first + k
      powers[lane] = 2 ** (32 - width - (bit & 7))
    }
  }
}

/** The one instance of this thread; null where there can be none. */
export const vectors = createUnpacker()
