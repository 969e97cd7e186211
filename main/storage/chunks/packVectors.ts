/**
 * Encoding with WebAssembly vectors: to the bit what the plain loops of this folder give, several times as fast, because an import spends its time
 * there. `vectors.ts` is the way back. Sums, products and quotients of float64 are rounded alike in both.
 */
import { block, f64, get, i32, i64, leave, leaveIf, loop, set, v128, when, type Code } from '../../../models/signal/wasmCode.ts'
import { compileWasm, type WasmFunction } from '../../../models/signal/wasm.ts'

/** The most numbers that it takes at once. */
export const packedPoints = 4096
const mostPoints = packedPoints
const mostWords = 6 * mostPoints
/** Numbers of more bits would run over the 64 bits that two of them and what is left of the byte before are put together in. */
export const widestPacked = 28
const blockSize = 128
const mostEntries = 256
const slots = 1024
/** Vectors write and read up to so many bytes behind the last number. */
const behind = 64

// where things lie in the memory, in bytes
const column = 8 * mostPoints + behind
const numbersAt = 0
const resultsAt = 64
const valuesAt = 192
const wholeAt = valuesAt + column
const differencesAt = wholeAt + column
const indexesAt = differencesAt + column
const rangesAt = indexesAt + column
const tableAt = rangesAt + 32 * (mostPoints / blockSize)
const firstsAt = tableAt + 4 * slots
const wordsAt = firstsAt + 8 * mostEntries
const pages = Math.ceil((wordsAt + 4 * mostWords + behind) / 65_536)

const next = (local: number, by: Code) => set(local, i32.add(get(local), by))
const { pairs } = v128
const constant = (offset: number) => v128.loadBoth(i32.of(numbersAt), offset)

/** whole = values x scale, as far as that gives whole numbers below 2^51 that give the values back to the bit. Answers where it stopped. */
const decimals = (() => {
  const [at, end, scale, rounder, limit, v, scaled, whole] = [0, 1, 2, 3, 4, 5, 6, 7]
  return {
    name: 'decimals', parameters: 2, addresses: 0, vectors: 6, answers: true,
    body: [
      ...set(scale, constant(0)), ...set(rounder, constant(8)), ...set(limit, constant(16)),
      ...block(
        loop(
          leaveIf(1, i32.notLess(get(at), get(end))),
          set(v, v128.load(get(at), 0)),
          set(scaled, pairs.multiply(get(v), get(scale))),
          set(whole, pairs.subtract(pairs.add(get(scaled), get(rounder)), get(rounder))),
          leaveIf(1, i32.isZero(pairs.allTrue(v128.and(pairs.equalBits(pairs.divide(get(whole), get(scale)), get(v)), pairs.less(pairs.absolute(get(scaled)), get(limit)))))),
          v128.store(get(at), wholeAt - valuesAt, get(whole)),
          next(at, i32.of(16)),
          leave(0),
        ),
      ),
      ...get(at),
    ],
  }
})()

const differences = {
  name: 'differences', parameters: 3, addresses: 0, vectors: 0,
  body: loop(
    v128.store(get(2), 0, pairs.subtract(v128.load(get(0), 8), v128.load(get(0), 0))),
    next(0, i32.of(16)), next(2, i32.of(16)),
    leaveIf(0, i32.less(get(0), get(1))),
  ),
} satisfies WasmFunction

/** Of each whole block: the lowest of every other number, and the highest; what is no number counts for neither. */
const ranges = (() => {
  const [at, end, to, blockEnd, low, high, v] = [0, 1, 2, 3, 4, 5, 6]
  const widen = (offset: number) => [...set(v, v128.load(get(at), offset)), ...set(low, pairs.lower(get(low), get(v))), ...set(high, pairs.higher(get(high), get(v)))]
  return {
    name: 'ranges', parameters: 3, addresses: 1, vectors: 3,
    body: loop(
      set(low, pairs.filled(f64.of(Infinity))), set(high, pairs.filled(f64.of(-Infinity))),
      set(blockEnd, i32.add(get(at), i32.of(8 * blockSize))),
      loop(widen(0), widen(16), next(at, i32.of(32)), leaveIf(0, i32.less(get(at), get(blockEnd)))),
      v128.store(get(to), 0, get(low)), v128.store(get(to), 16, get(high)),
      next(to, i32.of(32)),
      leaveIf(0, i32.less(get(at), get(end))),
    ),
  }
})()

/** An even number of numbers - base, `width` bits each. Added to 2^52, a float64 shows a whole number in its lowest bits. */
const pack = (() => {
  const [at, end, out, width, filled, base, magic, v, two, pending] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
  const low = (lane: number) => i64.and(pairs.long(get(v), lane), i64.of(0xffffffff))
  return {
    name: 'pack', parameters: 4, addresses: 1, vectors: 3, longs: 2,
    body: [
      ...set(base, constant(0)), ...set(magic, pairs.filled(f64.of(2 ** 52))),
      ...loop(
        set(v, pairs.add(pairs.subtract(v128.load(get(at), 0), get(base)), get(magic))),
        set(two, i64.or(low(0), i64.shiftLeft(low(1), i64.ofUnsigned(get(width))))),
        set(pending, i64.or(get(pending), i64.shiftLeft(get(two), i64.ofUnsigned(get(filled))))),
        next(filled, i32.shiftLeft(get(width), i32.of(1))),
        i64.store(get(out), 0, get(pending)),
        next(out, i32.shiftRight(get(filled), i32.of(3))),
        set(pending, i64.shiftRight(get(pending), i64.ofUnsigned(i32.and(get(filled), i32.of(56))))),
        set(filled, i32.and(get(filled), i32.of(7))),
        next(at, i32.of(16)),
        leaveIf(0, i32.less(get(at), get(end))),
      ),
      ...i64.store(get(out), 0, get(pending)),
    ],
  }
})()

/** Answers where the values stop to be start + i x step. */
const steps = (() => {
  const [at, end, start, step, index, two] = [0, 1, 2, 3, 4, 5]
  return {
    name: 'steps', parameters: 2, addresses: 0, vectors: 4, answers: true,
    body: [
      ...set(start, constant(0)), ...set(step, constant(8)), ...set(index, v128.load(i32.of(numbersAt), 16)), ...set(two, constant(24)), ...set(two, pairs.add(get(two), get(two))),
      ...block(
        loop(
          leaveIf(1, i32.notLess(get(at), get(end))),
          leaveIf(1, i32.isZero(pairs.allTrue(pairs.equal(pairs.add(get(start), pairs.multiply(get(index), get(step))), v128.load(get(at), 0))))),
          set(index, pairs.add(get(index), get(two))),
          next(at, i32.of(16)),
          leave(0),
        ),
      ),
      ...get(at),
    ],
  }
})()

/** Lowest, highest, sum and number of those that are numbers, of every fourth value. */
const summary = (() => {
  const [at, end, v, there] = [0, 1, 2, 3]
  const sums = [4, 8] as const
  const take = (offset: number, [low, high, sum, count]: readonly number[]) => [
    ...set(v, v128.load(get(at), offset)),
    ...set(low!, pairs.lower(get(low!), get(v))),
    ...set(high!, pairs.higher(get(high!), get(v))),
    ...set(there, pairs.equal(get(v), get(v))),
    ...set(sum!, pairs.add(get(sum!), v128.and(get(v), get(there)))),
    ...set(count!, pairs.subtractLongs(get(count!), get(there))),
  ]
  const locals = (first: number) => [first, first + 1, first + 2, first + 3]
  return {
    name: 'summary', parameters: 2, addresses: 0, vectors: 10,
    body: [
      ...sums.flatMap((first) => [...set(first, pairs.filled(f64.of(Infinity))), ...set(first + 1, pairs.filled(f64.of(-Infinity)))]),
      ...loop(take(0, locals(sums[0])), take(16, locals(sums[1])), next(at, i32.of(32)), leaveIf(0, i32.less(get(at), get(end)))),
      ...sums.flatMap((first, half) => locals(first).flatMap((local, k) => v128.store(i32.of(resultsAt), 32 * k + 16 * half, get(local)))),
    ],
  }
})()

/** Sum of squared distances from the mean, of every fourth value. */
const spread = (() => {
  const [at, end, mean, d, first, second] = [0, 1, 2, 3, 4, 5]
  const take = (offset: number, sum: number) => [
    ...set(d, pairs.subtract(v128.load(get(at), offset), get(mean))),
    ...set(sum, pairs.add(get(sum), v128.and(pairs.multiply(get(d), get(d)), pairs.equal(get(d), get(d))))),
  ]
  return {
    name: 'spread', parameters: 2, addresses: 0, vectors: 4,
    body: [
      ...set(mean, constant(0)),
      ...loop(take(0, first), take(16, second), next(at, i32.of(32)), leaveIf(0, i32.less(get(at), get(end)))),
      ...v128.store(i32.of(resultsAt), 0, get(first)), ...v128.store(i32.of(resultsAt), 16, get(second)),
    ],
  }
})()

/** Whether a byte is not 0. */
const anyFlag = {
  name: 'anyFlag', parameters: 2, addresses: 0, vectors: 1, answers: true,
  body: [...loop(set(2, v128.or(get(2), v128.load(get(0), 0))), next(0, i32.of(16)), leaveIf(0, i32.less(get(0), get(1)))), ...v128.any(get(2))],
} satisfies WasmFunction

/** Numbers the different values in the order in which they come; answers how many there are, or one more than there may be. */
const dictionary = (() => {
  const [at, end, slot, entry, count, bits] = [0, 1, 2, 3, 4, 5]
  const inTable = i32.shiftLeft(get(slot), i32.of(2))
  return {
    name: 'dictionary', parameters: 2, addresses: 3, vectors: 0, longs: 1, answers: true,
    body: [
      ...block(
        loop(
          leaveIf(1, i32.notLess(get(at), get(end))),
          set(bits, i64.load(get(at), 0)),
          set(slot, i32.shiftRight(i32.xor(i32.multiply(i32.load(get(at), 0), i32.of(0x9e3779b1 | 0)), i32.multiply(i32.load(get(at), 4), i32.of(0x85ebca6b | 0))), i32.of(22))),
          loop(
            set(entry, i32.load(inTable, tableAt)),
            when(
              i32.equal(get(entry), i32.of(-1)),
              [
                ...set(entry, get(count)),
                ...next(count, i32.of(1)),
                ...leaveIf(3, i32.equal(get(entry), i32.of(mostEntries))),
                ...i32.store(inTable, tableAt, get(entry)),
                ...i64.store(i32.shiftLeft(get(entry), i32.of(3)), firstsAt, get(bits)),
              ],
              when(i64.differs(i64.load(i32.shiftLeft(get(entry), i32.of(3)), firstsAt), get(bits)), [...set(slot, i32.and(i32.add(get(slot), i32.of(1)), i32.of(slots - 1))), ...leave(2)]),
            ),
          ),
          f64.store(get(at), indexesAt - valuesAt, f64.ofUnsigned(get(entry))),
          next(at, i32.of(8)),
          leave(0),
        ),
      ),
      ...get(count),
    ],
  }
})()

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer }
  readonly decimals: (at: number, end: number) => number
  readonly differences: (at: number, end: number, to: number) => void
  readonly ranges: (at: number, end: number, to: number) => void
  readonly pack: (at: number, end: number, out: number, width: number) => void
  readonly steps: (at: number, end: number) => number
  readonly summary: (at: number, end: number) => void
  readonly spread: (at: number, end: number) => void
  readonly anyFlag: (at: number, end: number) => number
  readonly dictionary: (at: number, end: number) => number
}

/** Works on up to 4096 numbers. What it gives is scratch space until the next call. */
export interface VectorPacker {
  /** Room for the words of a chunk. */
  readonly words: Uint32Array
  /** Arrays that it can take; `decimals`, `step` and `dictionary` fill them, and so may others. */
  readonly whole: Float64Array
  readonly differences: Float64Array
  readonly indexes: Float64Array
  holds(values: Float64Array): boolean
  /** Puts values where `decimals`, `isSteps`, `summary`, `spread` and `dictionary` look at them: into `loaded`. */
  load(values: Float64Array): void
  readonly loaded: Float64Array
  /** Fills whole[from ..] while values are k / scale; answers how far it came. `from` is even; an odd last one is left out. */
  decimals(from: number, to: number, scale: number): number
  /** differences[i] = values[i + 1] - values[i] for i < n - 1. `values`, here and below: an array that it holds. */
  step(values: Float64Array, n: number): void
  /** Lowest and highest of every whole block of 128, into `low` and `high`; Infinity and -Infinity where a block holds no number. */
  ranges(values: Float64Array, blocks: number, low: Float64Array, high: Float64Array): void
  /** As `packBits`, from 1 to 28 bits, into `words` from a word on. What stands behind an odd last number is overwritten. */
  pack(values: Float64Array, from: number, to: number, base: number, width: number, word: number): void
  /** Whether values[i] is start + i * step for all i < n, n even. */
  isSteps(start: number, step: number, n: number): boolean
  /** Of each fourth of the first n values (n a multiple of 4): lowest, highest, sum, and how many are numbers. */
  summary(n: number): Float64Array
  /** Of each fourth: the sum of squared distances from the mean. */
  spread(mean: number, n: number): Float64Array
  hasFlag(flags: Uint8Array): boolean
  /** How many different values there are, at most 257, and `indexes`; the values are `entries` then. */
  dictionary(n: number): number
  readonly entries: Float64Array
}

/** Scratch between two lines of one function: one instance serves all. @returns null where the runtime has no WebAssembly with fixed-width vectors. */
function createPacker(): VectorPacker | null {
  const instantiate = compileWasm([decimals, differences, ranges, pack, steps, summary, spread, anyFlag, dictionary], pages)
  if (!instantiate) return null
  const run = instantiate() as Exports // just what the module above exports
  const { buffer } = run.memory
  const numbers = new Float64Array(buffer, numbersAt, 8)
  const results = new Float64Array(buffer, resultsAt, 16)
  const counts = new Uint32Array(buffer, resultsAt + 96, 8)
  const rangesFound = new Float64Array(buffer, rangesAt, 4 * (mostPoints / blockSize))
  const room = (at: number) => new Float64Array(buffer, at, mostPoints + 4)
  const values = room(valuesAt)
  const table = new Int32Array(buffer, tableAt, slots)
  const flags = new Uint8Array(buffer, differencesAt, mostPoints)
  return {
    words: new Uint32Array(buffer, wordsAt, mostWords),
    whole: room(wholeAt),
    differences: room(differencesAt),
    indexes: room(indexesAt),
    holds: (given) => given.buffer === buffer,
    load: (given) => values.set(given),
    loaded: values,
    decimals(from, to, scale) {
      numbers[0] = scale
      numbers[1] = 6755399441055744
      numbers[2] = 2 ** 51
      return (run.decimals(valuesAt + 8 * from, valuesAt + 8 * (to & ~1)) - valuesAt) >>> 3
    },
    step({ byteOffset: at }, n) {
      run.differences(at, at + 8 * (n - 1), differencesAt)
    },
    ranges({ byteOffset: at }, blocks, low, high) {
      run.ranges(at, at + 8 * blockSize * blocks, rangesAt)
      for (let k = 0; k < blocks; k++) {
        const i = 4 * k
        low[k] = Math.min(rangesFound[i]!, rangesFound[i + 1]!)
        high[k] = Math.max(rangesFound[i + 2]!, rangesFound[i + 3]!)
      }
    },
    pack(given, from, to, base, width, word) {
      const at = given.byteOffset + 8 * from
      numbers[0] = base
      if ((to - from) % 2 === 1) given[to] = base
      run.pack(at, at + 8 * (to - from), wordsAt + 4 * word, width)
    },
    isSteps(start, step, n) {
      numbers.set([start, step, 0, 1], 0)
      return run.steps(valuesAt, valuesAt + 8 * n) === valuesAt + 8 * n
    },
    summary(n) {
      run.summary(valuesAt, valuesAt + 8 * n)
      for (let lane = 0; lane < 4; lane++) results[12 + lane] = counts[2 * lane]!
      return results
    },
    spread(mean, n) {
      numbers[0] = mean
      run.spread(valuesAt, valuesAt + 8 * n)
      return results
    },
    hasFlag(given) {
      flags.set(given)
      const end = (given.length + 15) & ~15
      flags.fill(0, given.length, end)
      return run.anyFlag(differencesAt, differencesAt + end) !== 0
    },
    dictionary(n) {
      table.fill(-1)
      return run.dictionary(valuesAt, valuesAt + 8 * n)
    },
    entries: new Float64Array(buffer, firstsAt, mostEntries),
  }
}

/** The one instance of this thread; null where there can be none. */
export const packer = createPacker()
