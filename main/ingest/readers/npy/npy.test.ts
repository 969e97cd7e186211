import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImportOptions } from '../../../contract/imports.ts'
import { halfFloat } from '../../numericTypes.ts'
import { doubles, npy, npyHeader } from '../../testing/binary.ts'
import { npyReader } from './index.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'telltale-npy-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function columns(content: Uint8Array, options: ImportOptions = {}): Promise<Record<string, number[]>> {
  const path = join(folder, 'x.npy')
  await writeFile(path, content)
  const source = await npyReader.open({ path, name: 'x.npy', bytes: (await stat(path)).size }, options)
  const found: Record<string, number[]> = {}
  for await (const block of source.blocks(new AbortController().signal)) {
    for (const { column, value, time } of block.points) {
      ;(found[source.columns[column]!.name] ??= []).push(...value)
      found['time'] = [...time]
    }
  }
  await source.close()
  return found
}

describe('npyReader', () => {
  // bytes as numpy.save wrote them for array([1, 2, 250]) of each type
  it.each([
    ['<f8', '000000000000f03f00000000000000400000000000406f40', [1, 2, 250]],
    ['>f8', '3ff00000000000004000000000000000406f400000000000', [1, 2, 250]],
    ['<f4', '0000803f0000004000007a43', [1, 2, 250]],
    ['>f4', '3f80000040000000437a0000', [1, 2, 250]],
    ['<f2', '003c0040d05b', [1, 2, 250]],
    ['|u1', '0102fa', [1, 2, 250]],
    ['|i1', '0102fa', [1, 2, -6]],
    ['|b1', '000102', [0, 1, 1]],
    ['<u2', '01000200fa00', [1, 2, 250]],
    ['>i2', '00010002ff06', [1, 2, -250]],
    ['<i4', '010000000200000006ffffff', [1, 2, -250]],
    ['<u4', '0100000002000000ffffffff', [1, 2, 4294967295]],
    ['<i8', '0100000000000000020000000000000006ffffffffffffff', [1, 2, -250]],
    ['>u8', '00000000000000010000000000000002ffffffffffffffff', [1, 2, 18446744073709552000]],
  ])('reads %s', async (descr, hex, values) => {
    expect((await columns(npy(npyHeader(descr, '3,'), Buffer.from(hex, 'hex'))))['c0']).toEqual(values)
  })

  it('reads rows in C and in Fortran order, and columns as rows when it is told so', async () => {
    const c = npy(npyHeader('<f8', '2, 3'), doubles(1, 2, 3, 4, 5, 6))
    expect(await columns(c)).toMatchObject({ c0: [1, 4], c1: [2, 5], c2: [3, 6], time: [0, 1000] })
    const fortran = npy(npyHeader('<f8', '2, 3', true), doubles(1, 4, 2, 5, 3, 6))
    expect(await columns(fortran)).toMatchObject({ c0: [1, 4], c1: [2, 5], c2: [3, 6] })
    for (const content of [c, fortran]) expect(await columns(content, { layout: 'transposed' })).toMatchObject({ c0: [1, 2, 3], c1: [4, 5, 6] })
  })

  it('takes a column for the time, leaves columns out and spaces rows', async () => {
    const content = npy(npyHeader('<f8', '2, 3'), doubles(1_700_000_000, 2, 3, 1_700_000_060, 5, 6), 2)
    expect(await columns(content, { columns: [{ name: 'c0', role: 'time' }], exclude: ['c2'] })).toEqual({ c1: [2, 5], time: [1_700_000_000_000, 1_700_000_060_000] })
    expect(await columns(content, { interval: 0.5, start: 10 })).toMatchObject({ time: [10, 10.5] })
  })

  it('gives every double back to the bit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.double(), { minLength: 1, maxLength: 200 }), async (values) => {
        const { c0 } = await columns(npy(npyHeader('<f8', `${values.length},`), doubles(...values)))
        expect(c0!.every((value, i) => Object.is(value, values[i]))).toBe(true)
      }),
      { numRuns: 50 },
    )
  })
})

describe('halfFloat', () => {
  it('agrees with the table of IEEE 754 binary16', () => {
    const table: [number, number][] = [[0x0000, 0], [0x8000, -0], [0x0001, 5.960464477539063e-8], [0x03ff, 6.097555160522461e-5], [0x0400, 6.103515625e-5], [0x3555, 0.333251953125], [0x3c01, 1.0009765625], [0x7bff, 65504], [0x7c00, Infinity], [0xfc00, -Infinity], [0xc000, -2]]
    for (const [bits, value] of table) expect(Object.is(halfFloat(bits), value), bits.toString(16)).toBe(true)
    expect(halfFloat(0x7e00)).toBeNaN()
  })
})
