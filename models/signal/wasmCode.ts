/**
 * WebAssembly instructions as expressions: operands first, then the instruction, so that a kernel reads like what it computes. `wasm.ts` makes a
 * module of them. Opcodes: core specification 2.0, chapter 5.4.
 */
import { unsigned } from './wasm.ts'

export type Code = readonly number[]

const instruction =
  (...bytes: number[]) =>
  (...operands: Code[]): Code => [...operands.flat(), ...bytes]
const vector = (opcode: number) => instruction(0xfd, ...unsigned(opcode))
/** A lane of a vector. */
const lane = (opcode: number) => (from: Code, index: number): Code => [...from, 0xfd, ...unsigned(opcode), index]
/** Memory at an address plus an offset; alignment is only a hint and left at one byte. */
const memory =
  (...bytes: number[]) =>
  (address: Code, offset: number, ...value: Code[]): Code => [...address, ...value.flat(), ...bytes, 0, ...unsigned(offset)]
const vectorMemory = (opcode: number) => memory(0xfd, ...unsigned(opcode))

/** LEB128 of a whole number up to 2^53. */
function signed(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  while (rest < -64 || rest > 63) {
    const low = ((rest % 128) + 128) % 128
    bytes.push(low | 128)
    rest = (rest - low) / 128
  }
  return [...bytes, rest & 127]
}

function bytesOf(value: number): Uint8Array {
  return new Uint8Array(Float64Array.of(value).buffer)
}

export const get = (local: number): Code => [0x20, ...unsigned(local)]
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)]
/** The first where the condition holds, else the second; both are computed. */
export const select = (condition: Code, yes: Code, no: Code): Code => [...yes, ...no, ...condition, 0x1b]

const nothing = 0x40
const end = 0x0b
/** `leave(0)` goes behind its end. */
export const block = (...body: Code[]): Code => [0x02, nothing, ...body.flat(), end]
/** `leave(0)` goes to its beginning; at its end it is left. */
export const loop = (...body: Code[]): Code => [0x03, nothing, ...body.flat(), end]
export const when = (condition: Code, yes: Code, no: Code = []): Code => [...condition, 0x04, nothing, ...yes, ...(no.length > 0 ? [0x05, ...no] : []), end]
/** Leaves the block, or repeats the loop, that many levels out (a `when` is a level too). */
export const leave = (levels: number): Code => [0x0c, ...unsigned(levels)]
export const leaveIf = (levels: number, condition: Code): Code => [...condition, 0x0d, ...unsigned(levels)]

export const i32 = {
  of: (value: number): Code => [0x41, ...signed(value)],
  load: memory(0x28),
  load8: memory(0x2d),
  store: memory(0x36),
  isZero: instruction(0x45),
  equal: instruction(0x46),
  differs: instruction(0x47),
  less: instruction(0x49),
  greater: instruction(0x4b),
  notLess: instruction(0x4f),
  leadingZeros: instruction(0x67),
  trailingZeros: instruction(0x68),
  add: instruction(0x6a),
  subtract: instruction(0x6b),
  multiply: instruction(0x6c),
  and: instruction(0x71),
  or: instruction(0x72),
  xor: instruction(0x73),
  shiftLeft: instruction(0x74),
  shiftRight: instruction(0x76),
  ofLong: instruction(0xa7),
  /** The whole number in a float64 from 0 to 2^32 - 1. */
  ofDouble: instruction(0xfc, 0x03),
}

export const i64 = {
  of: (value: number): Code => [0x42, ...signed(value)],
  load: memory(0x29),
  store: memory(0x37),
  differs: instruction(0x52),
  and: instruction(0x83),
  or: instruction(0x84),
  shiftLeft: instruction(0x86),
  shiftRight: instruction(0x88),
  ofUnsigned: instruction(0xad),
}

export const f64 = {
  of: (value: number): Code => [0x44, ...bytesOf(value)],
  load: memory(0x2b),
  store: memory(0x39),
  less: instruction(0x63),
  greater: instruction(0x64),
  negate: instruction(0x9a),
  add: instruction(0xa0),
  subtract: instruction(0xa1),
  multiply: instruction(0xa2),
  divide: instruction(0xa3),
  ofUnsigned: instruction(0xb8),
}

/** Vectors of 128 bits, as 16 bytes, 8 or 4 whole numbers, or 2 float64. */
export const v128 = {
  of: (bytes: readonly number[]): Code => [0xfd, ...unsigned(0x0c), ...bytes],
  load: vectorMemory(0x00),
  loadBoth: vectorMemory(0x0a),
  store: vectorMemory(0x0b),
  and: vector(0x4e),
  or: vector(0x50),
  any: vector(0x53),
  bytes: {
    equal: vector(0x23),
    notLess: vector(0x2c),
    subtract: vector(0x71),
    /** One bit a byte: its highest. */
    mask: vector(0x64),
    filled: vector(0x0f),
    lane: lane(0x16),
    /** Bytes of the first operand in the order that the second names; beyond 15: zero. */
    pick: vector(0x0e),
  },
  eights: { shiftRight: vector(0x8d), add: vector(0x8e), multiply: vector(0x95) },
  fours: {
    /** Neighbouring products of eight signed numbers, added in pairs. */
    sumOfProducts: vector(0xba),
    /** Two vectors of four as one of eight, saturated. */
    narrow: vector(0x85),
    lane: lane(0x1b),
  },
  pairs: {
    filled: vector(0x14),
    lane: lane(0x21),
    less: vector(0x49),
    absolute: vector(0xec),
    add: vector(0xf0),
    subtract: vector(0xf1),
    multiply: vector(0xf2),
    divide: vector(0xf3),
    /** The second where it is less than the first, else the first: what `if (b < a) a = b` does, NaN included. */
    lower: vector(0xf6),
    higher: vector(0xf7),
    equalBits: vector(0xd6),
    equal: vector(0x47),
    allTrue: vector(0xc3),
    /** A pair of 64-bit whole numbers. */
    long: lane(0x1d),
    subtractLongs: vector(0xd1),
    ofFours: vector(0xfe),
  },
}
