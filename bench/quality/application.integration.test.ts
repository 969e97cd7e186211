/** What the bench reports is what the application does: one recording of each set through the command line, beside the same rows through `models/`. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { json, telltale } from '../../main/cli/testing/telltale.ts'
import { telltale as detector } from '../../models/detectors/telltale/index.ts'
import { findEvents } from '../../models/detectors/findEvents.ts'
import { leadsOf } from '../../models/detectors/leads.ts'
import { tellEvents } from '../../models/detectors/tellEvents.ts'
import { marksOf } from '../../models/evaluate/labels.ts'
import { budget, frameOf, joined, learnAndScore, type Judged } from './frames.ts'
import { loadBatadal, loadNab, loadSkab, loadTelemetry, loadTep, type Columns } from './load.ts'

const data = process.env['TELLTALE_DATASETS'] ?? '../shared/data'
const missing = !existsSync(data)
if (missing) console.warn('skipped: there are no recordings; TELLTALE_DATASETS says where they lie')

/** A recording as the bench has it, and what an engineer would import. */
interface Recording {
  readonly columns: Columns
  readonly judged?: Judged
  readonly interval: number
  readonly reference: number
  readonly second?: number
  readonly file: string
  readonly importing: readonly string[]
}

const folder = mkdtempSync(join(tmpdir(), 'telltale-bench-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Rows of numbers as a file with the times of the bench: every digit of every value. */
function written(name: string, columns: Columns, interval: number, second: number): string {
  const file = join(folder, name)
  const head = ['time', ...columns.map((_, c) => `c${c}`)].join(';')
  const { time } = frameOf(columns, interval, second)
  writeFileSync(file, [head, ...Array.from(columns[0], (_, row) => [new Date(Date.UTC(2026, 0, 1) + time[row]!).toISOString(), ...columns.map((column) => column[row])].join(';'))].join('\n'))
  return file
}

/** What is no judged telemetry is a command, whatever its values look like. */
function commandsFrom(judged: number, width: number): string[] {
  const file = join(folder, 'kinds.json')
  writeFileSync(file, JSON.stringify({ columns: Array.from({ length: width }, (_, c) => ({ name: `c${c}`, role: 'value', kind: c < judged ? 'analogue' : 'command' })) }))
  return ['--options', file]
}

const recordings: readonly [string, () => Recording][] = [
  ['SKAB', () => {
    const { columns } = loadSkab(data)!.runs.find(({ name }) => name.endsWith('0.csv'))!
    return { columns, interval: 1000, reference: 400, file: join(data, 'skab/valve1/0.csv'), importing: [] }
  }],
  ['SMAP', () => {
    const { train, test } = loadTelemetry(data)!.find(({ name }) => name === 'A-5')!
    const columns = joined(train, test)
    const split = train[0].length
    return { columns, judged: 1, interval: 60_000, reference: split, second: split, file: written('A-5.csv', columns, 60_000, split), importing: commandsFrom(1, columns.length) }
  }],
  ['TEP', () => {
    const { train, faults } = loadTep(data)!
    const columns = joined(train, faults[0].columns)
    const split = train[0].length
    return { columns, interval: 180_000, reference: split, second: split, file: written('tep.csv', columns, 180_000, split), importing: [] }
  }],
  ['BATADAL', () => {
    const { train, test } = loadBatadal(data)!
    const columns = joined(train, test)
    const split = train[0].length
    return { columns, judged: 'as imported', interval: 3_600_000, reference: split, second: split, file: written('batadal.csv', columns, 3_600_000, split), importing: [] }
  }],
  ['NAB', () => {
    const { name, time, column } = loadNab(data)!.find((one) => one.name.endsWith('art_daily_jumpsup.csv'))!
    const interval = (time[time.length - 1] - time[0]) / (time.length - 1)
    return { columns: [column], interval, reference: Math.floor(0.15 * column.length), file: join(data, 'nab', name), importing: [] }
  }],
]

describe.skipIf(missing)('the application gives the figures of the bench', () => {
  it.each(recordings)('on one recording of %s', async (asset, recording) => {
    const { columns, judged, interval, reference, second, file, importing } = recording()
    const home = join(folder, asset)
    const imported = await telltale(home, ['import', file, '--asset', asset, ...importing])
    expect(imported.code, imported.stderr).toBe(0)
    const detected: { threshold: number; rows: number; events: number } = await json(home, 'detect', '--asset', asset, '--reference-rows', String(reference), '--alarms-per-week', String(budget))
    const rows: { score: number; alarm: number }[] = await json(home, 'scores', '--asset', asset)
    const events: unknown[] = await json(home, 'events', '--asset', asset)

    const { scores, block, threshold, frame } = learnAndScore(detector, columns, interval, reference, { judged, second })
    expect(detected).toMatchObject({ rows: scores.length, threshold })
    const differing = rows.findIndex(({ score }, row) => score !== scores[row])
    expect(differing, `row ${differing}: ${rows[differing]?.score} through the application, ${scores[differing]} in the bench`).toBe(-1)
    // The bench counts from behind the reference on; an alarm that began inside of it is one there too.
    expect(rows.slice(reference).map(({ alarm }) => alarm)).toEqual([...marksOf(findEvents(scores.subarray(reference), threshold), scores.length - reference)])
    expect(events).toHaveLength(tellEvents({ time: frame.time, scores, leads: leadsOf(block) }, threshold, budget).length)
  })
})
