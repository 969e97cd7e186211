import { Fault } from '../../../contract/errors.ts'
import { typeSizes } from '../../numericTypes.ts'

export interface NpyHeader {
  /** Kind and size: `f8`, `i4`, `u8`, `b1` … */
  readonly type: string
  readonly littleEndian: boolean
  readonly fortran: boolean
  readonly shape: readonly number[]
  /** Where the values begin. */
  readonly offset: number
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]

export function isNpy(head: Uint8Array): boolean {
  return magic.every((byte, i) => head[i] === byte)
}

/**
 * NumPy's format 1.0 to 3.0 (numpy.lib.format). `bytes`: size of the file, against which the claimed shape is checked before anything is
 * allocated.
 * @throws Fault `file_not_understood` for a damaged header, a truncated file, objects (pickles are never run) and strings.
 */
export function readNpyHeader(head: Uint8Array, bytes: number, name: string): NpyHeader {
  const refuse = (why: string, cure = 'Save it again with numpy.save.') => new Fault('file_not_understood', `"${name}" is not a usable .npy file: ${why}. ${cure}`, { file: name })
  if (!isNpy(head)) throw refuse('it does not begin with the mark of NumPy')
  if (head.length < 12) throw refuse('it ends inside its header')
  const major = head[6]!
  if (major < 1 || major > 3) throw refuse(`its version ${major}.${head[7]} is not known`)
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  const start = major === 1 ? 10 : 12
  if (start + length > head.length) throw refuse(length > 60_000 ? `its header claims ${length} bytes` : 'it ends inside its header')
  const text = new TextDecoder(major === 3 ? 'utf-8' : 'latin1').decode(head.subarray(start, start + length))
  const descr = /'descr'\s*:\s*('([^']*)'|\[)/.exec(text)
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)
  const shapeText = /'shape'\s*:\s*\(([^)]*)\)/.exec(text)
  if (!descr || !order || !shapeText) throw refuse('its header does not say type, order and shape')
  if (descr[2] === undefined) throw refuse('it holds records with fields', 'Save the columns as one array of numbers.')
  const mark = /^([<>|=]?)([a-zA-Z])(\d*)/.exec(descr[2])
  const type = mark ? `${mark[2] === '?' ? 'b' : mark[2]}${mark[3]}` : ''
  if (descr[2] === '|O' || mark?.[2] === 'O') throw refuse('it holds Python objects, which would have to be run to be read', 'Save it as an array of numbers: array.astype(float).')
  if (!(type in typeSizes)) throw refuse(`its values are of type "${descr[2].slice(0, 40)}"`, 'Save it as an array of numbers: array.astype(float).')
  const parts = shapeText[1]!.split(',').map((part) => part.trim())
  const dimensions = parts.filter((part) => part !== '').map(Number)
  if (!dimensions.every((n) => Number.isSafeInteger(n) && n >= 0)) throw refuse(`its shape (${shapeText[1]!.slice(0, 60)}) is damaged`)
  const values = dimensions.reduce((product, n) => product * n, 1)
  const offset = start + length
  if (values * typeSizes[type]! > bytes - offset) {
    throw refuse(`its shape (${dimensions.join(', ')}) claims ${values} values, and only ${Math.floor((bytes - offset) / typeSizes[type]!)} are there`)
  }
  if (values === 0) throw refuse('it holds no values')
  return { type, littleEndian: mark![1] !== '>', fortran: order[1] === 'True', shape: dimensions, offset }
}
