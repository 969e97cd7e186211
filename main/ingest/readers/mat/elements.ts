/** The bytes of MATLAB's MAT-file level 5 ("MAT-File Format", MathWorks): elements, arrays, and zlib around them. */
import { inflateSync, constants } from 'node:zlib'
import { Fault } from '../../../contract/errors.ts'
import { readStretch, type OpenFile } from '../../file.ts'
import { bytesPerValue } from '../../numericTypes.ts'

/** Storage types of numbers, by their number in the file. */
const storage: Readonly<Record<number, string>> = { 1: 'i1', 2: 'u1', 3: 'i2', 4: 'u2', 5: 'i4', 6: 'u4', 7: 'f4', 9: 'f8', 12: 'i8', 13: 'u8' }
const classes: Readonly<Record<number, string>> = { 1: 'cell array', 2: 'structure', 3: 'object', 4: 'text', 5: 'sparse matrix', 16: 'function', 17: 'object' }
const matrixType = 14
const compressedType = 15
const headBytes = 4096
const mostVariables = 10_000
/** Compressed variables are unpacked in memory. */
const mostInflated = 200 * 1024 * 1024

export interface MatVariable {
  readonly name: string
  /** Why it cannot be imported; empty for arrays of real numbers with two dimensions. */
  readonly refused: string
  readonly type: string
  readonly shape: readonly number[]
  /** The element in the file. */
  readonly at: number
  readonly length: number
  readonly compressed: boolean
  /** Where the numbers begin inside of the (inflated) element. */
  readonly offset: number
}

export interface MatFile {
  readonly littleEndian: boolean
  readonly variables: readonly MatVariable[]
}

interface Head {
  readonly view: DataView
  readonly little: boolean
}

/** @throws Fault `file_not_understood` for other versions and damaged files. */
export async function readMatFile(opened: OpenFile, name: string): Promise<MatFile> {
  const refuse = (why: string, cure = 'Save it again in MATLAB with the option -v7.') => new Fault('file_not_understood', `"${name}" is not a usable .mat file: ${why}. ${cure}`, { file: name })
  const header = await readStretch(opened, 0, 128)
  const words = Buffer.from(header.subarray(0, 19)).toString('latin1')
  if (words.startsWith('MATLAB 7.3')) throw refuse('it is of version 7.3 (HDF5)')
  if (header.length < 128 || !words.startsWith('MATLAB 5.0')) throw refuse('it does not begin with the mark of version 5')
  const mark = String.fromCharCode(header[126]!, header[127]!)
  if (mark !== 'IM' && mark !== 'MI') throw refuse('its byte order is not stated')
  const littleEndian = mark === 'IM'
  const variables: MatVariable[] = []
  for (let at = 128; at < opened.bytes && variables.length < mostVariables; ) {
    const tag = await readStretch(opened, at, 8)
    if (tag.length < 8) throw refuse(`it ends inside of an element at byte ${at}`)
    const view = viewOf(tag)
    const type = view.getUint32(0, littleEndian)
    const length = view.getUint32(4, littleEndian)
    if (at + 8 + length > opened.bytes) throw refuse(`an element at byte ${at} claims ${length} bytes, and only ${opened.bytes - at - 8} are there`, 'It was cut short: copy it again.')
    if (type === matrixType || type === compressedType) {
      const variable = await readHead(opened, { at: at + 8, length, compressed: type === compressedType, littleEndian })
      if (!variable) throw refuse(`the variable at byte ${at} is damaged`)
      if (variable.name !== '') variables.push(variable)
    }
    at += 8 + length + (type === compressedType ? 0 : (8 - (length % 8)) % 8)
  }
  return { littleEndian, variables }
}

async function readHead(opened: OpenFile, place: { at: number; length: number; compressed: boolean; littleEndian: boolean }): Promise<MatVariable | undefined> {
  const { at, length, compressed, littleEndian } = place
  let bytes = await readStretch(opened, at, Math.min(length, headBytes))
  let shift = 0
  if (compressed) {
    const inflated = inflateHead(bytes)
    if (!inflated || inflated.length < 8) return undefined
    // inside stands a whole matrix element with its tag
    if (viewOf(inflated).getUint32(0, littleEndian) !== matrixType) return { name: '', refused: 'no array', type: '', shape: [], at, length, compressed, offset: 0 }
    bytes = inflated.subarray(8)
    shift = 8
  }
  const head: Head = { view: viewOf(bytes), little: littleEndian }
  try {
    const flags = element(head, 0)
    const arrayClass = head.view.getUint32(flags.at, littleEndian)
    const dimensions = element(head, flags.next)
    const shape = Array.from({ length: Math.min(32, dimensions.length / 4) }, (_, i) => head.view.getInt32(dimensions.at + 4 * i, littleEndian))
    const nameAt = element(head, dimensions.next)
    const name = Buffer.from(bytes.subarray(nameAt.at, nameAt.at + nameAt.length)).toString('utf8')
    const kind = arrayClass & 0xff
    const common = { name, shape, at, length, compressed }
    if (kind < 6 || kind > 15) return { ...common, refused: classes[kind] ?? 'no array of numbers', type: '', offset: 0 }
    if (arrayClass & 0x0800) return { ...common, refused: 'complex numbers', type: '', offset: 0 }
    if (shape.length !== 2 || shape.some((n) => n < 0)) return { ...common, refused: `an array of ${shape.length} dimensions`, type: '', offset: 0 }
    if (shape[0]! * shape[1]! === 0) return { ...common, refused: 'empty', type: '', offset: 0 }
    const data = element(head, nameAt.next)
    const type = storage[data.type]
    if (!type || data.length < shape[0]! * shape[1]! * bytesPerValue(type)) return undefined
    if (!compressed && data.at + data.length > length) return undefined
    return { ...common, refused: '', type, offset: shift + data.at }
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** A tag and where its content stands: short elements hold up to four bytes inside of the tag. */
function element({ view, little }: Head, at: number): { type: number; length: number; at: number; next: number } {
  const first = view.getUint32(at, little)
  if (first >>> 16 !== 0) return { type: first & 0xffff, length: first >>> 16, at: at + 4, next: at + 8 }
  const length = view.getUint32(at + 4, little)
  return { type: first, length, at: at + 8, next: at + 8 + length + ((8 - (length % 8)) % 8) }
}

/** The beginning of a compressed element; a few kilobytes cannot unfold to more than a few megabytes. */
function inflateHead(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return inflateSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 8 << 20 })
  } catch {
    return undefined
  }
}

/** The whole element of a compressed variable. @throws Fault `too_large` (a bomb, or really that large) or `file_not_understood`. */
export async function inflateVariable(opened: OpenFile, variable: MatVariable, file: string): Promise<Uint8Array> {
  const needed = variable.offset + variable.shape.reduce((a, b) => a * b, 1) * bytesPerValue(variable.type)
  const tooLarge = () => new Fault('too_large', `The variable "${variable.name}" of "${file}" unfolds to more than ${mostInflated >> 20} MB. Save it without compression (-v6), or as .npy.`, { file, variable: variable.name })
  if (needed > mostInflated) throw tooLarge()
  try {
    const bytes = inflateSync(await readStretch(opened, variable.at, variable.length), { maxOutputLength: mostInflated })
    if (bytes.length < needed) throw new Fault('file_not_understood', `The variable "${variable.name}" of "${file}" is cut short. Copy the file again.`, { file })
    return bytes
  } catch (error) {
    if (error instanceof Fault) throw error
    if (error instanceof RangeError) throw tooLarge()
    throw new Fault('file_not_understood', `The variable "${variable.name}" of "${file}" is damaged and cannot be unpacked. Copy the file again.`, { file }, { cause: error })
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
