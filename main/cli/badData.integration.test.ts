/** Recordings that hold little or nonsense, the whole way through the program: a clear refusal, or scores that are numbers. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { json, telltale } from './testing/telltale.ts'

const home = mkdtempSync(join(tmpdir(), 'telltale-bad-data-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const reference = 500
type Cell = (row: number) => string | number

/** Noise on a wave, the same at every run. */
const ordinary =
  (seed: number): Cell =>
  (row) => (10 + Math.sin(row / (20 + seed)) + (((row + 1) * (7919 + 2 * seed)) % 997) / 997).toFixed(4)
const except = (cell: Cell, from: number, to: number, other: Cell): Cell => (row) => (row >= from && row < to ? other(row) : cell(row))

/** Imports the columns under this name and detects on the first rows. */
async function detect(asset: string, columns: readonly Cell[], rows = 1000) {
  const lines = Array.from({ length: rows }, (_, row) => [new Date(Date.UTC(2026, 0, 1) + row * 60_000).toISOString(), ...columns.map((cell) => cell(row))].join(';'))
  writeFileSync(join(home, 'recording.csv'), [['time', ...columns.map((_, c) => `c${c}`)].join(';'), ...lines].join('\n'))
  expect((await telltale(home, ['import', join(home, 'recording.csv'), '--asset', asset])).code).toBe(0)
  return telltale(home, ['detect', '--asset', asset, '--reference-rows', String(Math.min(rows, reference)), '--alarms-per-week', '2', '--json'])
}

describe('telltale detect', () => {
  it.each<[string, Cell[], number?]>([
    ['channels that never move', [() => 3, () => 7]],
    ['channels without a value', [() => '', () => 'NaN']],
    ['two rows', [ordinary(0), ordinary(1)], 2],
    ['a channel that begins behind the reference', [except(ordinary(0), 0, reference, () => '')]],
  ])('refuses %s and says why', async (asset, columns, rows) => {
    const { code, stdout } = await detect(asset, columns, rows)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'not_enough_history', message: expect.any(String) as string } })
    expect(code).toBe(1)
    expect((await telltale(home, ['events', '--asset', asset, '--json'])).stdout.trim()).toBe('[]')
  })

  /** `alarms`: how many of the rows behind the reference may be in alarm. */
  it.each<[string, Cell[], { alarms: number; where?: number }]>([
    ['one channel', [ordinary(0)], { alarms: 0 }],
    ['one channel beside an empty one and one that stands still', [ordinary(0), () => '', () => 4], { alarms: 0 }],
    // It counts as 10,000 widths, and a variance over 30 rows has forgotten those within 300.
    ['a spike of 1e300', [except(ordinary(0), 700, 701, () => 1e300), ordinary(3)], { alarms: 300, where: 700 }],
    ['a spike of 1e300 in the reference', [except(ordinary(0), 200, 201, () => 1e300), ordinary(3)], { alarms: 0 }],
    ['a reference that holds a fault', [except(ordinary(0), 100, 250, (row) => Number(ordinary(0)(row)) + 30), ordinary(3)], { alarms: 0 }],
  ])('judges %s with scores that are numbers', async (asset, columns, { alarms, where }) => {
    const ended = await detect(asset, columns)
    expect(ended.code, ended.stdout).toBe(0)
    const { threshold, rows }: { threshold: number | null; rows: number } = JSON.parse(ended.stdout) as never
    expect(threshold).toEqual(expect.any(Number))
    const scores: { score: number | null; alarm: number }[] = await json(home, 'scores', '--asset', asset)
    expect(scores).toHaveLength(rows)
    // JSON has no NaN and no infinity: they would stand there as null.
    expect(scores.filter(({ score }) => typeof score !== 'number' || score < 0)).toEqual([])
    const late = scores.slice(reference).filter(({ alarm }) => alarm === 1).length
    expect(late).toBeLessThanOrEqual(alarms)
    if (where !== undefined) expect(scores[where]?.alarm).toBe(1)
  })
})
