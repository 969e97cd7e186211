import { describe, expect, it } from 'vitest'
import type { Detail } from '../../contract/errors.ts'
import type { OpenFile } from '../file.ts'
import type { RecordSource } from '../port.ts'
import type { Dialect } from '../readers/text/dialect.ts'
import { textSource } from '../readers/text/source.ts'
import { handOver } from './handOver.ts'

const dialect: Dialect = {
  encoding: 'utf-8', delimiter: ',', decimal: '.', headerRows: 0, unitsRow: null, layout: 'long', timeFormat: 'unix_s', zone: 'UTC', interval: 1000, start: 0, missing: [], exclude: [],
  columns: (['time', 'tag', 'value'] as const).map((role) => ({ name: role, role, kind: 'analogue', unit: '' })),
}
const rows = 500
const text = Buffer.from(Array.from({ length: rows }, (_, i) => `${1.7e9 + i},T${i % 7},${i % 50 === 3 ? 'bad' : i / 8}\n`).join(''))

/** A text in blocks of 100 rows. */
function open(checkpoint?: Detail) {
  let closed = 0
  const file: OpenFile = { bytes: text.length, read: async (into, offset) => text.copy(into, 0, offset, offset + into.length), close: async () => void closed++ }
  return { source: textSource({ file, dialect, mark: 0, newline: 10, headerLines: 0, opc: [], checkpoint, blockRows: 100 }), closed: () => closed }
}

async function points(source: RecordSource) {
  const out: unknown[] = []
  let read = 0
  for await (const block of source.blocks(new AbortController().signal)) {
    read += block.read
    for (const { column, time, value, line } of block.points) for (let i = 0; i < time.length; i++) out.push([source.columns[column]!.name, time[i], value[i], line[i]])
    out.push(...block.rejects)
  }
  await source.close()
  return { read, out }
}

describe('handOver', () => {
  it.each([1, 2, 3, 4, 5, Infinity])('reads every row once, whether the other source comes at the %ith question or never', async (when) => {
    const first = open()
    const others: ReturnType<typeof open>[] = []
    let asked = 0
    const source = handOver(first.source, (checkpoint) => {
      if (++asked < when) return undefined
      const other = open(checkpoint)
      others.push(other)
      return Promise.resolve(other.source)
    })
    const found = await points(source)
    expect(found).toEqual(await points(open().source))
    expect(others).toHaveLength(when <= 4 ? 1 : 0)
    for (const one of [first, ...others]) expect(one.closed()).toBeGreaterThan(0)
  })

  it('closes a source that was opened for a block which nobody asked for any more', async () => {
    const [first, other] = [open(), open()]
    const source = handOver(first.source, () => Promise.resolve(other.source))
    for await (const block of source.blocks(new AbortController().signal)) if (block.read > 0) break
    await source.close()
    expect([first.closed(), other.closed()]).toEqual([1, 1])
  })

  it('hands on why the other source could not be opened', async () => {
    const first = open()
    const source = handOver(first.source, () => Promise.reject(new Error('gone')))
    await expect(points(source)).rejects.toThrow('gone')
    await source.close()
    expect(first.closed()).toBeGreaterThan(0)
  })
})
