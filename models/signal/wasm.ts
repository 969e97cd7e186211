/**
 * The few bytes of a WebAssembly module (core specification 2.0, chapter 5), written by hand so that no compiler is needed: one exported
 * memory and exported functions over 32-bit addresses.
 */
export interface WasmFunction {
  readonly name: string
  /** How many i32 parameters; they are locals 0, 1, 2 ... */
  readonly parameters: number
  /** Further locals: first these many i32, then v128, f64 and i64. */
  readonly addresses: number
  readonly vectors: number
  readonly doubles?: number
  readonly longs?: number
  /** It answers an i32. */
  readonly answers?: boolean
  readonly body: readonly number[]
}

const i32 = 0x7f
const v128 = 0x7b
const f64 = 0x7c
const i64 = 0x7e
const end = 0x0b
const repeated = (byte: number, count: number) => Array.from({ length: count }, () => byte)

/** @param pages the memory's first size, 64 KiB each. */
function wasmModule(functions: readonly WasmFunction[], pages: number): Uint8Array<ArrayBuffer> {
  const counted = <T>(items: readonly T[], bytes: (item: T, at: number) => readonly number[]) => [...unsigned(items.length), ...items.flatMap(bytes)]
  const text = (name: string) => counted(Array.from(name), (letter) => [letter.charCodeAt(0)])
  const section = (id: number, content: readonly number[]) => [id, ...unsigned(content.length), ...content]
  const code = ({ addresses, vectors, doubles = 0, longs = 0, body }: WasmFunction) => {
    const content = [4, ...unsigned(addresses), i32, ...unsigned(vectors), v128, ...unsigned(doubles), f64, ...unsigned(longs), i64, ...body, end]
    return [...unsigned(content.length), ...content]
  }
  return Uint8Array.from([
    0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, counted(functions, ({ parameters, answers }) => [0x60, ...unsigned(parameters), ...repeated(i32, parameters), ...(answers ? [1, i32] : [0])])),
    ...section(3, counted(functions, (_, at) => unsigned(at))),
    ...section(5, [1, 0, ...unsigned(pages)]),
    ...section(7, [...unsigned(functions.length + 1), ...text('memory'), 2, 0, ...functions.flatMap(({ name }, at) => [...text(name), 0, ...unsigned(at)])]),
    ...section(10, counted(functions, code)),
  ])
}

interface Engine {
  validate(code: Uint8Array): boolean
  readonly Module: new (code: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: unknown }
}

/**
 * What makes instances of a module, each with a memory of its own; a module is compiled once.
 * @returns null where the runtime has no WebAssembly with fixed-width vectors.
 */
export function compileWasm(functions: readonly WasmFunction[], pages: number): (() => unknown) | null {
  // Every runtime that we know has it, but the typings of the bare language do not.
  const engine = Reflect.get(globalThis, 'WebAssembly') as Engine | undefined
  const code = wasmModule(functions, pages)
  if (!engine?.validate(code)) return null
  const module = new engine.Module(code)
  return () => new engine.Instance(module).exports
}

/** LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  while (rest > 127) {
    bytes.push((rest & 127) | 128)
    rest >>>= 7
  }
  return [...bytes, rest]
}

function signed(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  while (rest < -64 || rest > 63) {
    bytes.push((rest & 127) | 128)
    rest >>= 7
  }
  return [...bytes, rest & 127]
}

const vector = (opcode: number) => [0xfd, ...unsigned(opcode)]
/** Addresses of float64 values are multiples of 8. */
const aligned8 = 3

/** Instructions by what they do; each is the bytes that it assembles to, operands first. */
export const op = {
  get: (local: number) => [0x20, ...unsigned(local)],
  set: (local: number) => [0x21, ...unsigned(local)],
  number: (value: number) => [0x41, ...signed(value)],
  add: [0x6a],
  multiply: [0x6c],
  lessThan: [0x49],
  /** Runs at least once, and again while the condition holds. */
  loop: (body: readonly number[], condition: readonly number[]) => [0x03, 0x40, ...body, ...condition, 0x0d, 0, end],
  when: (condition: readonly number[], body: readonly number[]) => [...condition, 0x04, 0x40, ...body, end],
  load: (offset: number) => [...vector(0x00), aligned8, ...unsigned(offset)],
  loadBoth: (offset: number) => [...vector(0x0a), aligned8, ...unsigned(offset)],
  store: (offset: number) => [...vector(0x0b), aligned8, ...unsigned(offset)],
  zero: [...vector(0x0c), ...repeated(0, 16)],
  addPairs: vector(0xf0),
  subtractPairs: vector(0xf1),
  multiplyPairs: vector(0xf2),
  dividePairs: vector(0xf3),
  /** Bytes of the first operand in the order that the second names. */
  pickBytes: vector(0x0e),
  /** The upper two of four 32-bit numbers, put below. */
  upperHalf: [...vector(0x0d), 8, 9, 10, 11, 12, 13, 14, 15, ...repeated(0, 8)],
  multiplyFours: vector(0xb5),
  /** Four 32-bit numbers, without sign, by as many bits as an i32 says. */
  shiftFoursRight: vector(0xad),
  /** The lower two of four signed 32-bit numbers as float64. */
  toPairs: vector(0xfe),
} as const
