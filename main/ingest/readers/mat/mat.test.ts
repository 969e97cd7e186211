import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImportOptions } from '../../../contract/imports.ts'
import { doubles, matCompressed, matFile, matMatrix } from '../../testing/binary.ts'
import { matReader } from './index.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'telltale-mat-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function read(content: Uint8Array, options: ImportOptions = {}) {
  const path = join(folder, 'x.mat')
  await writeFile(path, content)
  const file = { path, name: 'x.mat', bytes: content.length }
  const preview = await matReader.preview(file, options)
  const source = await matReader.open(file, preview.options)
  const columns: Record<string, number[]> = {}
  for await (const block of source.blocks(new AbortController().signal)) {
    for (const { column, value } of block.points) (columns[source.columns[column]!.name] ??= []).push(...value)
  }
  await source.close()
  return { preview, columns }
}

const x = matMatrix({ name: 'x', shape: [3, 1], values: doubles(1, 2, 3) })
const rpm = matMatrix({ name: 'rpm', shape: [1, 1], values: doubles(1797) })

describe('matReader', () => {
  it('takes the longest variables side by side and says what it left out', async () => {
    const row = matMatrix({ name: 'y', shape: [1, 3], values: doubles(4, 5, 6) })
    const { preview, columns } = await read(matFile(x, rpm, row))
    expect(columns).toEqual({ x: [1, 2, 3], y: [4, 5, 6] })
    expect(preview.options.variables).toEqual(['x', 'y'])
    expect(preview.warnings[0]!.words).toBe('Left out: "rpm" (1 x 1).')
  })

  it('lets time run along the longer side of a matrix', async () => {
    const tall = matMatrix({ name: 'm', shape: [3, 2], values: doubles(1, 2, 3, 4, 5, 6) })
    const flat = matMatrix({ name: 'm', shape: [2, 3], values: doubles(1, 4, 2, 5, 3, 6) })
    for (const matrix of [tall, flat]) expect((await read(matFile(matrix))).columns).toEqual({ 'm(1)': [1, 2, 3], 'm(2)': [4, 5, 6] })
  })

  it('reads numbers that MATLAB stored in fewer bytes than their class, packed or not', async () => {
    // the class says double (6), the storage says int16 (3), as MATLAB writes whole numbers
    const small = matMatrix({ name: 'x', shape: [3, 1], values: Buffer.from('0100feff2c01', 'hex'), type: 3 })
    expect((await read(matFile(small))).columns).toEqual({ x: [1, -2, 300] })
    expect((await read(matFile(matCompressed(small), matCompressed(rpm)))).columns).toEqual({ x: [1, -2, 300] })
  })

  it('takes the variables that are named, and names those there are', async () => {
    expect((await read(matFile(x, rpm), { variables: ['rpm'] })).columns).toEqual({ rpm: [1797] })
    await expect(read(matFile(x, rpm), { variables: ['z'] })).rejects.toMatchObject({ code: 'bad_input', message: '"x.mat" has no variable "z". It holds "x", "rpm".' })
    await expect(read(matFile(x, rpm), { variables: ['x', 'rpm'] })).rejects.toThrow(/not equally long/)
  })
})
