import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Detail } from '../../contract/errors.ts'
import type { RecordSource, SourceFile } from '../port.ts'
import { readerFor } from '../readers.ts'
import { readInThread, type Reading } from './reading.ts'

const entry = fileURLToPath(new URL('../../reading.ts', import.meta.url))
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'telltale-reading-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function fileOf(name: string, text: string): Promise<SourceFile> {
  const path = join(folder, name)
  await writeFile(path, text)
  return { path, name, bytes: Buffer.byteLength(text) }
}

function thread(at = entry): Reading {
  const reading = readInThread(at)
  onTestFinished(() => reading.close())
  return reading
}

const digest = (array: Float64Array | Uint8Array | undefined) => array && createHash('sha256').update(array).digest('hex')

/** Everything a source gives, arrays by their bits; they are only valid until the next block. */
async function all(source: RecordSource) {
  const blocks: { plain: unknown; checkpoint: Detail }[] = []
  for await (const block of source.blocks(new AbortController().signal)) {
    const points = block.points.map((column) => ({ column: column.column, n: column.time.length, arrays: [column.time, column.value, column.line, column.quality].map(digest) }))
    blocks.push({ plain: { ...block, points, columns: structuredClone(source.columns) }, checkpoint: block.checkpoint })
  }
  await source.close()
  return blocks
}

const lines = (n: number, line: (i: number, time: string) => string) => Array.from({ length: n }, (_, i) => line(i, new Date(1_700_000_000_000 + i * 1000).toISOString())).join('\n')
const files = {
  'wide with rejects': `time,a,b\n${lines(140_000, (i, time) => (i % 1000 === 7 ? `${time},broken,1` : `${time},${i / 8},${i % 5}`))}\n`,
  'words that are learned on the way': `time,state,b\n${lines(140_000, (i, time) => `${time},${['run', 'stop', `step ${Math.floor(i / 30_000)}`][i % 3]},${i}`)}\n`,
  'long with quality and tags that come later': `time,tag,value,quality\n${lines(140_000, (i, time) => `${time},T${(i * 7) % (1 + Math.floor(i / 30_000))},${i / 4},${i % 9 === 0 ? 'Bad' : 'Good'}`)}\n`,
  'long with units that come later and differ': `time,tag,value,unit\n${lines(140_000, (i, time) => `${time},T${i % 3},${i / 4},${i < 90_000 ? '' : i % 3 === 0 && i > 135_000 ? 'psi' : 'bar'}`)}\n`,
  'header only': 'time,a,b\n2024-01-01T00:00:00Z,1,2\n',
}

describe('a reading thread', () => {
  it.each(Object.entries(files))('gives block for block what the reader gives: %s', async (name, text) => {
    const file = await fileOf(`${name}.csv`, text)
    const reader = await readerFor(file)
    const { options } = await reader.preview(file, {})
    const expected = await all(await reader.open(file, options))
    const reading = thread()
    await reading.ready
    expect(await all(await reading.open(reader, file, options))).toEqual(expected)
    // and from every checkpoint on, in the same thread
    for (const { checkpoint } of expected.slice(0, 1)) {
      expect(await all(await reading.open(reader, file, options, checkpoint))).toEqual(await all(await reader.open(file, options, checkpoint)))
    }
  }, 60_000)

  it('says what is wrong with a file in the words of the reader', async () => {
    const file = await fileOf('gone.csv', files['wide with rejects'])
    const reader = await readerFor(file)
    const { options } = await reader.preview(file, {})
    await rm(file.path)
    const reading = thread()
    await reading.ready
    await expect(reading.open(reader, file, options)).rejects.toMatchObject({ code: 'file_unreadable', message: expect.stringContaining('gone.csv') })
  })

  it('stops between two blocks and can read another file then', async () => {
    const file = await fileOf('stopped.csv', files['wide with rejects'])
    const reader = await readerFor(file)
    const { options } = await reader.preview(file, {})
    const reading = thread()
    await reading.ready
    const source = await reading.open(reader, file, options)
    const abort = new AbortController()
    const read = async () => {
      for await (const _ of source.blocks(abort.signal)) abort.abort()
    }
    await expect(read()).rejects.toThrow('aborted')
    await source.close()
    expect(await all(await reading.open(reader, file, options))).toHaveLength((await all(await reader.open(file, options))).length)
  }, 60_000)

  it('is not waited for: what is read before it has come up is the same', async () => {
    const file = await fileOf('at once.csv', files['wide with rejects'])
    const reader = await readerFor(file)
    const { options } = await reader.preview(file, {})
    expect(await all(await thread().open(reader, file, options))).toEqual(await all(await reader.open(file, options)))
  }, 60_000)

  it('is done without where it cannot be started', async () => {
    const file = await fileOf('alone.csv', files['wide with rejects'])
    const reader = await readerFor(file)
    const { options } = await reader.preview(file, {})
    expect(await all(await thread(join(folder, 'not there.ts')).open(reader, file, options))).toEqual(await all(await reader.open(file, options)))
  }, 60_000)
})
