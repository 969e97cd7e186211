/**
 * Whole rows of plain cells at once, as a WebAssembly kernel: numbers of up to 15 digits, empty cells, ISO times of a day that is known, and cells
 * that nobody reads. At the first row that holds anything else it stops, and `rows.ts` takes that row the careful way: both give the same bits.
 *
 * A number is read without a loop: 16 bytes are compared at once, which tells where its digits end; a choice of bytes takes out the decimal mark and
 * puts the last digit last; three sums of products make two halves of eight digits. What is divided by a power of ten is exact, and so is the power
 * (up to 10^15), so that there is one rounding (Clinger 1990).
 */
import { f64, get, i32, block, leave, leaveIf, loop, select, set, v128, when, type Code } from '../../../../models/signal/wasmCode.ts'
import { compileWasm } from '../../../../models/signal/wasm.ts'

/** What a column of the file is to the kernel. */
export const cellKind = { number: 0, time: 1, skip: 2 } as const

// where things lie in the memory, in bytes
const at0 = { row: 0, delimiter: 4, newline: 8, decimal: 12, width: 16, stride: 20, columns: 24, times: 28, dayText: 32, dayTime: 48, powers: 64, picks: 576, kinds: 576 + 4096 } as const
const page = 65_536
/** Vectors look at bytes behind the last one. */
const behind = 64
/** Columns that lie a power of two apart would push each other out of the cache. */
const apart = 448
const mostKept = 32 << 20

const parameters = 4
type Locals = [number, number, number, number, number, number, number, number, number, number, number, number, number, number, number, number, number, number, number, number]
const [at, stop, row, room, rowFrom, column, to, byte, minus, signed, mask, whole, last, end, from, delimiter, newline, decimal, width, stride] = Array.from({ length: 20 }, (_, i) => i) as Locals
const [bytes, digits, delimiters, newlines, zeros, ten] = [20, 21, 22, 23, 24, 25]
const value = 26

const every = (number: number, size: 1 | 2 | 4) => v128.of(Array.from({ length: 16 }, (_, i) => (number >>> (8 * (i % size))) & 255))
const paired = (first: number, second: number) => v128.of(Array.from({ length: 16 }, (_, i) => ((i % 4 < 2 ? first : second) >>> (8 * (i % 2))) & 255))
const is = (local: number, number: number) => i32.equal(get(local), i32.of(number))
const next = (local: number, by: Code = i32.of(1)) => set(local, i32.add(get(local), by))
const here = i32.load8(get(at), 0)
const placesOf = (other: Code) => v128.bytes.mask(v128.bytes.equal(get(bytes), other))
const asDigits = (text: Code) => set(digits, v128.bytes.subtract(text, get(zeros)))
const noDigits = v128.bytes.mask(v128.bytes.notLess(get(digits), get(ten)))
const power = (index: Code) => f64.load(i32.shiftLeft(index, i32.of(3)), at0.powers)

/** The digits up to `last`, a decimal mark at `whole` left out, as a float64 that holds them exactly. */
const mantissa: Code = [
  ...set(digits, v128.bytes.pick(get(digits), v128.load(i32.shiftLeft(i32.add(i32.shiftLeft(get(whole), i32.of(4)), get(last)), i32.of(4)), at0.picks))),
  ...set(digits, v128.eights.add(v128.eights.multiply(v128.and(get(digits), every(0x00ff, 2)), every(10, 2)), v128.eights.shiftRight(get(digits), i32.of(8)))),
  ...set(digits, v128.fours.sumOfProducts(get(digits), paired(100, 1))),
  ...set(digits, v128.fours.sumOfProducts(v128.fours.narrow(get(digits), get(digits)), paired(10_000, 1))),
  ...set(digits, v128.pairs.ofFours(get(digits))),
  ...set(value, f64.add(f64.multiply(v128.pairs.lane(get(digits), 0), f64.of(1e8)), v128.pairs.lane(get(digits), 1))),
]

/**
 * Where the next cell begins depends on the delimiter alone, not on what was made of this one: the processor reads several at a time.
 * `levels`: how many blocks out lies the one that gives the row up.
 */
const numberCell = (levels: number): Code => [
  ...loop(when(i32.equal(here, i32.of(32)), [...next(at), ...leave(1)])),
  ...set(bytes, v128.load(get(at), 0)),
  ...set(end, i32.trailingZeros(v128.bytes.mask(v128.or(v128.bytes.equal(get(bytes), get(delimiters)), v128.bytes.equal(get(bytes), get(newlines)))))),
  ...leaveIf(levels, i32.greater(get(end), i32.of(15))),
  ...set(byte, v128.bytes.lane(get(bytes), 0)),
  ...set(minus, is(byte, 45)),
  ...set(signed, i32.or(get(minus), is(byte, 43))),
  ...set(from, i32.add(get(at), get(signed))),
  ...asDigits(v128.load(get(from), 0)),
  ...set(mask, noDigits),
  ...set(whole, i32.trailingZeros(get(mask))),
  ...set(byte, i32.equal(i32.load8(i32.add(get(from), get(whole)), 0), get(decimal))),
  ...set(last, select(get(byte), i32.trailingZeros(i32.and(get(mask), i32.subtract(get(mask), i32.of(1)))), get(whole))),
  ...when(
    i32.equal(get(last), get(byte)),
    // not one digit: an empty cell, or no number
    [...leaveIf(levels + 1, i32.or(get(byte), get(signed))), ...f64.store(get(to), 0, f64.of(NaN))],
    [
      ...mantissa,
      ...f64.store(get(to), 0, f64.divide(get(value), power(i32.add(i32.subtract(get(last), get(whole)), i32.shiftLeft(get(minus), i32.of(5)))))),
    ],
  ),
  ...when(
    i32.differs(i32.add(get(last), get(signed)), get(end)),
    [
      // blanks behind it, or no number
      ...set(from, i32.add(get(from), get(last))),
      ...loop(
        set(byte, i32.load8(get(from), 0)),
        leaveIf(levels + 2, i32.and(i32.differs(get(byte), i32.of(32)), i32.differs(get(byte), i32.of(13)))),
        next(from),
        leaveIf(0, i32.less(get(from), i32.add(get(at), get(end)))),
      ),
    ],
  ),
  ...next(to, get(stride)),
  ...next(at, get(end)),
]

const two = (first: number) => i32.add(i32.multiply(v128.bytes.lane(get(digits), first), i32.of(10)), v128.bytes.lane(get(digits), first + 1))

/** `hh:mm:ss` behind the date that was kept, with a fraction and a Z where they stand. */
const timeCell = (levels: number): Code => [
  ...set(bytes, v128.load(get(at), 0)),
  ...leaveIf(levels, i32.differs(i32.and(placesOf(v128.load(i32.of(0), at0.dayText)), i32.of(0x7ff)), i32.of(0x7ff))),
  ...set(bytes, v128.load(get(at), 11)),
  ...asDigits(get(bytes)),
  ...leaveIf(levels, i32.or(i32.differs(i32.and(noDigits, i32.of(0xff)), i32.of(0x24)), i32.differs(i32.and(placesOf(every(58, 1)), i32.of(0x24)), i32.of(0x24)))),
  ...set(minus, two(0)),
  ...set(whole, two(3)),
  ...set(last, two(6)),
  ...leaveIf(levels, i32.or(i32.greater(get(minus), i32.of(23)), i32.or(i32.greater(get(whole), i32.of(59)), i32.greater(get(last), i32.of(59))))),
  ...set(mask, i32.multiply(i32.add(i32.multiply(i32.add(i32.multiply(get(minus), i32.of(60)), get(whole)), i32.of(60)), get(last)), i32.of(1000))),
  ...next(at, i32.of(19)),
  ...set(value, f64.of(0)),
  ...when(i32.equal(here, i32.of(46)), [
    ...asDigits(v128.load(get(at), 1)),
    ...set(whole, i32.trailingZeros(noDigits)),
    ...leaveIf(levels + 1, i32.greater(i32.subtract(get(whole), i32.of(1)), i32.of(8))),
    ...set(last, get(whole)),
    ...mantissa,
    ...when(
      i32.greater(get(whole), i32.of(3)),
      set(value, f64.divide(get(value), power(i32.subtract(get(whole), i32.of(2))))),
      set(value, f64.multiply(get(value), power(i32.subtract(i32.of(4), get(whole))))),
    ),
    ...next(at, i32.add(get(whole), i32.of(1))),
  ]),
  ...next(at, i32.equal(i32.or(here, i32.of(32)), i32.of(122))),
  ...loop(set(byte, here), when(i32.or(is(byte, 32), is(byte, 13)), [...next(at), ...leave(1)])),
  ...f64.store(
    i32.add(i32.load(i32.of(0), at0.times), i32.shiftLeft(get(row), i32.of(3))),
    0,
    // added in the order of `stamp.ts`
    f64.add(f64.add(f64.ofUnsigned(get(mask)), get(value)), f64.load(i32.of(0), at0.dayTime)),
  ),
]

/** To the next delimiter or line break; anything with a quote is given up. */
const skippedCell = (levels: number): Code =>
  loop(
    set(bytes, v128.load(get(at), 0)),
    set(mask, i32.or(placesOf(get(delimiters)), placesOf(get(newlines)))),
    // both are 32 where there is none
    leaveIf(levels + 1, i32.less(i32.trailingZeros(placesOf(every(34, 1))), i32.trailingZeros(get(mask)))),
    when(i32.isZero(get(mask)), [...next(at, i32.of(16)), ...leave(1)]),
    next(at, i32.trailingZeros(get(mask))),
  )

const setting = (local: number, offset: number) => set(local, i32.load(i32.of(0), offset))

const rows = {
  name: 'rows',
  parameters,
  addresses: 16,
  vectors: 6,
  doubles: 1,
  answers: true,
  body: [
    ...setting(delimiter, at0.delimiter), ...setting(newline, at0.newline), ...setting(decimal, at0.decimal), ...setting(width, at0.width), ...setting(stride, at0.stride),
    ...set(delimiters, v128.bytes.filled(get(delimiter))), ...set(newlines, v128.bytes.filled(get(newline))),
    ...set(zeros, every(48, 1)), ...set(ten, every(10, 1)),
    ...block(
      block(
        loop(
          leaveIf(2, i32.or(i32.notLess(get(at), get(stop)), i32.notLess(get(row), get(room)))),
          set(rowFrom, get(at)),
          set(byte, here),
          // perhaps a blank line
          leaveIf(1, i32.or(i32.equal(get(byte), get(newline)), i32.or(is(byte, 13), is(byte, 32)))),
          set(column, i32.of(0)),
          set(to, i32.add(i32.load(i32.of(0), at0.columns), i32.shiftLeft(get(row), i32.of(3)))),
          loop(
            set(byte, i32.load8(get(column), at0.kinds)),
            when(i32.isZero(get(byte)), numberCell(3), when(is(byte, cellKind.time), timeCell(4), skippedCell(4))),
            set(byte, here),
            next(column),
            when(i32.equal(get(byte), get(delimiter)), [...leaveIf(3, i32.notLess(get(column), get(width))), ...next(at), ...leave(1)]),
            leaveIf(2, i32.or(i32.differs(get(byte), get(newline)), i32.less(get(column), get(width)))),
          ),
          next(at),
          next(row),
          leave(0),
        ),
      ),
      set(at, get(rowFrom)),
    ),
    ...i32.store(i32.of(0), at0.row, get(row)),
    ...get(at),
  ],
}

interface Memory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}
interface Kernel {
  readonly memory: Memory
  readonly rows: (at: number, stop: number, row: number, room: number) => number
}

/** A kernel is used by one file at a time and then by the next: what it has learned of the machine, and its memory, need not be made again. */
const resting: Kernel[] = []
let instantiate: ReturnType<typeof compileWasm> | undefined

function kernelOf(): Kernel | null {
  const ready = resting.pop()
  if (ready) return ready
  if (instantiate === undefined) instantiate = compileWasm([rows], 1)
  if (!instantiate) return null
  const kernel = instantiate() as Kernel // just what the module above exports
  fillTables(kernel.memory.buffer)
  return kernel
}

/** Where a cell has `whole` digits before its mark and ends at `end`: which bytes to choose, so that its last digit comes last. */
function fillTables(buffer: ArrayBuffer): void {
  for (let whole = 0; whole < 16; whole++) {
    for (let end = whole; end < 16; end++) {
      const choice = new Uint8Array(buffer, at0.picks + 16 * (16 * whole + end), 16).fill(255)
      const count = end - (end > whole ? 1 : 0)
      for (let digit = 0; digit < count; digit++) choice[16 - count + digit] = digit < whole ? digit : digit + 1
    }
  }
  // behind the mark at 0 stands the first digit at 1; from 32 on for numbers below zero
  const powers = new Float64Array(buffer, at0.powers, 64)
  for (let i = 0; i < 17; i++) {
    powers[i] = Number(`1e${Math.max(0, i - 1)}`)
    powers[32 + i] = -powers[i]!
  }
}

export interface RowVectorSettings {
  readonly delimiter: number
  readonly newline: number
  readonly decimal: number
  /** One of `cellKind` per column of the file. */
  readonly kinds: Uint8Array
  /** Rows of a block. */
  readonly rows: number
  /** Bytes of text that it is to hold. */
  readonly textBytes: number
}

export interface RowVectors {
  /** Where text must lie to be read. */
  readonly text: Buffer
  readonly time: Float64Array
  /** The columns of numbers, in the order of the file. */
  readonly values: readonly Float64Array[]
  /** How many rows behind `row` the last call has read. */
  readonly count: number
  /**
   * Reads rows of `text` from `from` until a row is not plain, `stop` (which lies behind a line break) is reached, or the block is full. Answers
   * where the next row begins; that row may have left numbers in its place.
   */
  read(from: number, stop: number, row: number): number
  /** Keeps the day of a time `yyyy-mm-dd hh:mm:ss` in `text`, which is at 00:00 this many milliseconds. */
  keepDay(at: number, midnight: number): void
  /** Nothing of it may be used any more. */
  release(): void
}

/** @returns null where the runtime has no WebAssembly with fixed-width vectors. */
export function rowVectors({ delimiter: parting, newline: breaking, decimal: point, kinds, rows: most, textBytes }: RowVectorSettings): RowVectors | null {
  const kernel = kernelOf()
  if (!kernel) return null
  const numbers = kinds.filter((kind) => kind === cellKind.number).length
  const step = 8 * most + apart
  const times = (at0.kinds + kinds.length + 63) & ~63
  const columns = times + step
  const textAt = columns + step * numbers
  const missing = textAt + textBytes + behind - kernel.memory.buffer.byteLength
  if (missing > 0) kernel.memory.grow(Math.ceil(missing / page))
  const { buffer } = kernel.memory
  // a decimal mark that is the delimiter is only met in quotes: no byte is 256
  new Uint32Array(buffer, at0.delimiter, 7).set([parting, breaking, point === parting ? 256 : point, kinds.length, step, columns, times])
  new Uint8Array(buffer, at0.kinds, kinds.length).set(kinds)
  const day = new Uint8Array(buffer, at0.dayText, 16).fill(0)
  const dayTime = new Float64Array(buffer, at0.dayTime, 1)
  const done = new Uint32Array(buffer, at0.row, 1)
  const text = Buffer.from(buffer, textAt, textBytes)
  let count = 0
  let released = false
  return {
    text,
    time: new Float64Array(buffer, times, most),
    values: Array.from({ length: numbers }, (_, i) => new Float64Array(buffer, columns + i * step, most)),
    get count() {
      return count
    },
    read(from, until, first) {
      const ended = kernel.rows(textAt + from, textAt + until, first, most) - textAt
      count = done[0]! - first
      return ended
    },
    keepDay(from, midnight) {
      day.set(text.subarray(from, from + 11))
      dayTime[0] = midnight
    },
    release() {
      if (!released && buffer.byteLength <= mostKept) resting.push(kernel)
      released = true
    },
  }
}
