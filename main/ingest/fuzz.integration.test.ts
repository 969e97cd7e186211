import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Preview } from '../contract/imports.ts'
import type { Reader, RecordSource } from './port.ts'
import { readerFor } from './readers.ts'
import { fuzz } from './testing/fuzz.ts'

/**
 * What an idle core gets through in a minute (225 a second). A count and not a clock: every run reads the same files in the same order, however
 * busy its machine is, and a defect that one run finds the next one finds again.
 */
const files = 13_500
const hangs = { timeout: 600_000 }

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'telltale-fuzz-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('readers of damaged files', () => {
  it('answer every one with rows that add up or with a fault of the closed list', hangs, async () => {
    const { understood, faults, defects } = await fuzz({ folder, seed: 20_260_301, goOn: (n) => n < files })
    console.log(`${files} damaged files: ${understood} understood, ${faults} faults`)
    expect(defects.map(({ name, words, content }) => `${name}: ${words} (base64 ${Buffer.from(content).toString('base64').slice(0, 4000)})`)).toEqual([])
    // a fuzzer that damages nothing, or everything, proves nothing
    expect(Math.min(understood, faults)).toBeGreaterThan(files / 10)
  })

  it('are caught when they throw what is no fault, or give a time that is none', async () => {
    const wrong = async (broken: Partial<Reader>) => (await fuzz({ folder, seed: 1, goOn: (n) => n < 1, find: async (file) => ({ ...(await readerFor(file)), ...broken }) })).defects.map(({ words }) => words)
    const none: RecordSource = {
      columns: [{ name: 'a', unit: '', kind: 'analogue', labels: [] }],
      async *blocks() {
        yield { points: [{ column: 0, time: Float64Array.of(NaN), value: Float64Array.of(1), line: Float64Array.of(1) }], read: 1, rejects: [], checkpoint: {}, progress: 1 }
      },
      close: async () => {},
    }
    const preview = () => Promise.reject(new TypeError('x is undefined'))
    expect(await wrong({ preview })).toEqual([expect.stringContaining('not a fault: TypeError: x is undefined')])
    const understood = async (): Promise<Preview> => ({ file: 'a', bytes: 1, options: { format: 'text' }, columns: [], grid: [], rows: [], rowsEstimated: 1, warnings: [], rejects: [], assetName: 'a' })
    expect(await wrong({ preview: understood, open: async () => none })).toEqual(['a time that is no time'])
  })
})
