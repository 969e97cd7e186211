/** The guess is right on every text, npy and mat file of the recordings, without help. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readerFor } from './readers.ts'

const data = process.env['TELLTALE_DATASETS'] ?? '../shared/data'

interface Golden {
  /** Files of the folder of recordings. */
  readonly files: RegExp
  readonly format: string
  readonly delimiter?: string
  readonly headerRows?: number
  readonly layout?: string
  readonly timeFormat: string
  readonly time: string | null
  readonly values: number | readonly number[]
  readonly labels?: readonly string[]
}

const text = { format: 'text', headerRows: 1, layout: 'wide' }
const golden: readonly Golden[] = [
  { files: /^skab\/valve1\//, ...text, delimiter: ';', timeFormat: 'iso', time: 'datetime', values: 8, labels: ['anomaly', 'changepoint'] },
  { files: /^skab\/anomaly-free/, ...text, delimiter: ';', timeFormat: 'iso', time: 'datetime', values: 8 },
  { files: /^nab\//, ...text, delimiter: ',', timeFormat: 'iso', time: 'timestamp', values: 1 },
  { files: /^ett\//, ...text, delimiter: ',', timeFormat: 'iso', time: 'date', values: 7 },
  { files: /^batadal\//, ...text, delimiter: ',', timeFormat: 'dmy', time: 'DATETIME', values: 43, labels: ['ATT_FLAG'] },
  { files: /^turbine\//, ...text, delimiter: ',', timeFormat: 'none', time: null, values: 11 },
  { files: /^cmapss\//, ...text, headerRows: 0, delimiter: ' ', timeFormat: 'none', time: null, values: 26 },
  { files: /^tep\/d00\.dat/, ...text, headerRows: 0, delimiter: ' ', layout: 'transposed', timeFormat: 'none', time: null, values: 52 },
  { files: /^tep\/(?!d00\.dat)/, ...text, headerRows: 0, delimiter: ' ', timeFormat: 'none', time: null, values: 52 },
  // a file name, different in every row, is no tag
  { files: /^anchors\/tsb-ad_uni/, ...text, delimiter: ',', timeFormat: 'none', time: null, values: 39 },
  { files: /^anchors\/tsb-ad_multi/, ...text, delimiter: ',', timeFormat: 'none', time: null, values: 30 },
  { files: /^anchors\/orion/, ...text, delimiter: ',', timeFormat: 'none', time: null, values: [14, 15] },
  { files: /^smap_msl\/labeled/, ...text, delimiter: ',', timeFormat: 'none', time: null, values: 5 },
  { files: /^smap_msl\/.*\.npy/, format: 'npy', layout: 'wide', timeFormat: 'none', time: null, values: [25, 55] },
  { files: /^cwru\//, format: 'mat', layout: 'wide', timeFormat: 'none', time: null, values: [2, 3] },
]

/** Rows counted here by simpler means than the reader's. */
const known: Readonly<Record<string, number>> = { 'skab/valve1/0.csv': 1147, 'tep/d00.dat': 500, 'tep/d01.dat': 480, 'tep/d00_te.dat': 960, 'smap_msl/test/A-1.npy': 8640, 'batadal/BATADAL_dataset03.csv': 8761, 'cwru/Normal_0.mat': 243938 }

describe.skipIf(!existsSync(data))('guesses on real recordings (skipped where the recordings are absent)', () => {
  const files = existsSync(data) ? readdirSync(data, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(csv|txt|dat|npy|mat)$/.test(name)).sort() : []

  it('knows every file of the folder', () => {
    expect(files.filter((name) => golden.filter((row) => row.files.test(name)).length !== 1)).toEqual([])
    expect(files.length).toBeGreaterThan(150)
  })

  for (const row of golden) {
    it(`reads ${row.files.source} as ${row.format}, ${row.timeFormat}`, async () => {
      for (const name of files.filter((file) => row.files.test(file))) {
        const path = join(data, name)
        const file = { path, name: basename(path), bytes: statSync(path).size }
        const { options, columns, rows, rejects } = await (await readerFor(file)).preview(file, {})
        const of = (role: string) => columns.filter((column) => column.role === role).map((column) => column.name)
        const { format, delimiter, headerRows, layout, timeFormat } = options
        expect({ name, format, delimiter, headerRows, layout, timeFormat }).toEqual({ name, format: row.format, delimiter: row.delimiter, headerRows: row.headerRows, layout: row.layout, timeFormat: row.timeFormat })
        expect(of('time'), name).toEqual(row.time === null ? [] : [row.time])
        expect([row.values].flat(), name).toContain(of('value').length)
        expect(of('label'), name).toEqual(row.labels ?? [])
        expect(rejects, name).toEqual([])
        expect(rows.length, name).toBeGreaterThan(0)
      }
    }, 60_000)
  }

  it('reads every file whole: as many rows as it has, and no rejects', async () => {
    for (const name of files.filter((file) => /^(skab\/valve1\/0|tep\/d0[01]|batadal|ett|turbine|cmapss|cwru\/Normal|smap_msl\/test\/A-1|nab\/realTweets\/Twitter_volume_A)/.test(file))) {
      const path = join(data, name)
      const file = { path, name: basename(path), bytes: statSync(path).size }
      const reader = await readerFor(file)
      const source = await reader.open(file, (await reader.preview(file, {})).options)
      let read = 0
      let rejected = 0
      let points = 0
      for await (const block of source.blocks(new AbortController().signal)) {
        read += block.read
        rejected += block.rejects.length
        for (const column of block.points) points += column.time.length
      }
      await source.close()
      expect(rejected, name).toBe(0)
      expect(points, name).toBe(read * source.columns.length)
      if (name in known) expect(read, name).toBe(known[name])
    }
  }, 60_000)
})
