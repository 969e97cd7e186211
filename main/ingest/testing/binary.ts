/** Small builders of binary files for tests. */
import { deflateSync } from 'node:zlib'

/** A .npy file of format 1.0 with any header, right or wrong. */
export function npy(header: string, data: Uint8Array = new Uint8Array(), major = 1): Buffer {
  const text = Buffer.from(header.padEnd(117, ' ') + '\n', 'latin1')
  const length = Buffer.alloc(major === 1 ? 2 : 4)
  if (major === 1) length.writeUInt16LE(text.length)
  else length.writeUInt32LE(text.length)
  return Buffer.concat([Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, major, 0]), length, text, data])
}

export function npyHeader(descr: string, shape: string, fortran = false): string {
  return `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${shape}), }`
}

/** An element of a .mat file: tag, content, padding to eight bytes. */
export function matElement(type: number, content: Uint8Array, claimed = content.length): Buffer {
  const tag = Buffer.alloc(8)
  tag.writeUInt32LE(type, 0)
  tag.writeUInt32LE(claimed, 4)
  return Buffer.concat([tag, content, Buffer.alloc((8 - (content.length % 8)) % 8)])
}

export interface MatArray {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: Uint8Array
  /** Storage type: 9 is double. */
  readonly type?: number
  readonly arrayClass?: number
}

export function matMatrix({ name, shape, values, type = 9, arrayClass = 6 }: MatArray): Buffer {
  const flags = Buffer.alloc(8)
  flags.writeUInt32LE(arrayClass, 0)
  const dimensions = Buffer.alloc(shape.length * 4)
  shape.forEach((n, i) => dimensions.writeInt32LE(n, i * 4))
  return matElement(14, Buffer.concat([matElement(6, flags), matElement(5, dimensions), matElement(1, Buffer.from(name)), matElement(type, values)]))
}

export function matFile(...elements: readonly Uint8Array[]): Buffer {
  const header = Buffer.alloc(128, ' ')
  header.write('MATLAB 5.0 MAT-file, made for a test', 0, 'latin1')
  header.writeUInt16LE(0x0100, 124)
  header.write('IM', 126, 'latin1')
  return Buffer.concat([header, ...elements])
}

/** Compressed elements are not padded. */
export function matCompressed(element: Uint8Array): Buffer {
  const packed = deflateSync(element)
  const tag = Buffer.alloc(8)
  tag.writeUInt32LE(15, 0)
  tag.writeUInt32LE(packed.length, 4)
  return Buffer.concat([tag, packed])
}

export function doubles(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Float64Array.from(values).buffer)
}
