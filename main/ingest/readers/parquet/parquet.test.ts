import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parquetWriteBuffer, type ColumnSource } from 'hyparquet-writer'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImportOptions } from '../../../contract/imports.ts'
import { smallParquet } from '../../testing/parquet.ts'
import { parquetReader } from './index.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'telltale-parquet-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function read(path: string, options: ImportOptions = {}, checkpoint?: Record<string, unknown>) {
  const file = { path, name: 'x.parquet', bytes: 0 }
  const preview = await parquetReader.preview(file, options)
  const source = await parquetReader.open(file, preview.options, checkpoint)
  const columns: Record<string, { time: number[]; value: (number | string | null)[] }> = {}
  let rows = 0
  for await (const block of source.blocks(new AbortController().signal)) {
    rows += block.read
    for (const { column, time, value } of block.points) {
      const { name, kind, labels } = source.columns[column]!
      const to = (columns[name] ??= { time: [], value: [] })
      to.time.push(...time)
      to.value.push(...Array.from(value, (v) => (Number.isNaN(v) ? null : kind === 'text' ? labels[v]! : v)))
    }
  }
  await source.close()
  return { preview, source, columns, rows }
}

async function written(columnData: ColumnSource[]): Promise<string> {
  const path = join(folder, 'x.parquet')
  await writeFile(path, new Uint8Array(parquetWriteBuffer({ columnData })))
  return path
}

describe('parquetReader', () => {
  it('reads times, numbers with gaps, 64-bit integers, words and switches', async () => {
    const path = join(folder, 'small.parquet')
    await writeFile(path, smallParquet())
    const { preview, columns, rows } = await read(path)
    expect(rows).toBe(60)
    expect(preview.columns.map(({ name, role, kind }) => [name, role, kind])).toEqual([['timestamp', 'time', 'text'], ['flow', 'value', 'counter'], ['count', 'value', 'counter'], ['state', 'value', 'text'], ['open', 'value', 'binary']])
    expect(columns['flow']!.value.slice(2, 5)).toEqual([3, null, 6])
    expect(columns['state']!.value.slice(0, 2)).toEqual(['idle', 'run'])
    expect(columns['open']!.value.slice(0, 4)).toEqual([1, 0, 0, 1])
    expect(columns['count']!.time[59]).toBe(1_700_000_059_000)
  })

  it('reads what DuckDB writes, in every compression it has and over several row groups', async () => {
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    try {
      for (const codec of ['uncompressed', 'snappy', 'gzip', 'zstd', 'lz4_raw', 'brotli']) {
        const path = join(folder, `duck-${codec}.parquet`)
        await connection.run(`copy (select timestamp '2024-01-01' + interval (i) seconds as t, i::double / 8 as a, (i % 100)::smallint as b, case when i % 7 = 0 then null else i::float end as c, null::double as never, cast(i as decimal(18, 3)) / 4 as d, cast(20.33 + i as decimal(9, 2)) as e, date '2024-01-01' as day from range(9000) r(i)) to '${path}' (format parquet, compression ${codec}, row_group_size 2048)`)
        const { columns, rows, preview } = await read(path)
        expect([codec, rows]).toEqual([codec, 9000])
        expect(preview.columns.map(({ role }) => role)).toEqual(['time', 'value', 'value', 'value', 'value', 'value', 'value', 'ignore'])
        expect(columns['a']!.time[8999]).toBe(Date.UTC(2024, 0, 1) + 8_999_000)
        expect(columns['a']!.value).toEqual(Array.from({ length: 9000 }, (_, i) => i / 8))
        expect(columns['c']!.value.slice(0, 3)).toEqual([null, 1, 2])
        expect(columns['d']!.value[5]).toBe(1.25)
        // a decimal is what its digits say, not their product with 0.01
        expect(columns['e']!.value.slice(0, 3)).toEqual([20.33, 21.33, 22.33])
      }
    } finally {
      connection.closeSync()
      instance.closeSync()
    }
  }, 60_000)

  it('ends with a named error or with all rows, whichever byte is damaged', async () => {
    const whole = smallParquet()
    const path = join(folder, 'damaged.parquet')
    let refused = 0
    for (let at = 0; at < whole.length; at++) {
      const damaged = Uint8Array.from(whole)
      damaged[at] = damaged[at]! ^ 0xff
      await writeFile(path, damaged)
      await read(path).then(
        ({ rows }) => expect(rows).toBe(60),
        (error: unknown) => {
          refused++
          expect(error).toMatchObject({ name: 'Fault', code: expect.stringMatching(/^(file_not_understood|too_large|bad_input)$/) as string })
        },
      )
    }
    expect(refused).toBeGreaterThan(whole.length / 10)
  }, 60_000)

  it('goes on from a row', async () => {
    const path = await written([{ name: 'a', data: Array.from({ length: 100 }, (_, i) => i), type: 'DOUBLE' }])
    const { rows, columns } = await read(path, {}, { row: 90 })
    expect([rows, columns['a']!.value[0], columns['a']!.time[0]]).toEqual([10, 90, 90_000])
  })

  it('reads the long layout and times that are words', async () => {
    const n = 40
    const path = await written([
      { name: 'time', data: Array.from({ length: n }, (_, i) => `2024-01-01 00:00:${String(i >> 1).padStart(2, '0')}`), type: 'STRING' },
      { name: 'tag', data: Array.from({ length: n }, (_, i) => `T${i % 2}`), type: 'STRING' },
      { name: 'value', data: Array.from({ length: n }, (_, i) => i / 2), type: 'DOUBLE' },
    ])
    const { preview, columns } = await read(path)
    expect([preview.options.layout, preview.options.timeFormat]).toEqual(['long', 'iso'])
    expect(columns['T1']!.value.slice(0, 2)).toEqual([0.5, 1.5])
    expect(columns['T1']!.time[1]).toBe(Date.UTC(2024, 0, 1, 0, 0, 1))
  })

  it('gives the tags of the long layout their units', async () => {
    const n = 40
    const path = await written([
      { name: 'time', data: Array.from({ length: n }, (_, i) => `2024-01-01 00:00:${String(i >> 1).padStart(2, '0')}`), type: 'STRING' },
      { name: 'tag', data: Array.from({ length: n }, (_, i) => `T${i % 2}`), type: 'STRING' },
      { name: 'value', data: Array.from({ length: n }, (_, i) => i / 2), type: 'DOUBLE' },
      { name: 'unit', data: Array.from({ length: n }, (_, i) => (i === 39 ? 'K' : ['bar', '°C'][i % 2]!)), type: 'STRING' },
    ])
    const { preview, source } = await read(path)
    expect(preview.columns.map(({ role }) => role)).toEqual(['time', 'tag', 'value', 'unit'])
    expect(source.columns.map(({ name, unit, otherUnits }) => [name, unit, otherUnits])).toEqual([['T0', 'bar', undefined], ['T1', '°C', ['K']]])
  })

  it('takes wall-clock times by the zone that is given', async () => {
    const path = join(folder, 'local.parquet')
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    await connection.run(`copy (select timestamp '2024-07-01' + interval (i) hours as t, i as a from range(10) r(i)) to '${path}' (format parquet)`)
    connection.closeSync()
    instance.closeSync()
    const { columns, preview } = await read(path, { zone: 'Europe/Berlin' })
    expect(new Date(columns['a']!.time[0]!).toISOString()).toBe('2024-06-30T22:00:00.000Z')
    expect(preview.options.zone).toBe('Europe/Berlin')
  })
})
