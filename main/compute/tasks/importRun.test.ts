import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ImportOptions } from '../../contract/imports.ts'
import { openSqliteStore } from '../../storage/sqlite/index.ts'
import type { Store } from '../../storage/ports.ts'
import type { TaskRun } from '../port.ts'
import { importPreview } from './importPreview.ts'
import { importRun } from './importRun.ts'

let folder: string
let store: Store
const run: TaskRun = { signal: new AbortController().signal, report: () => undefined }
const context = () => ({ store, clock: () => 0 })

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'telltale-import-'))
  store = await openSqliteStore({ file: ':memory:' })
})
afterEach(async () => {
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

async function file(name: string, content: string | Uint8Array) {
  const path = join(folder, name)
  await writeFile(path, content)
  return { path, name, bytes: (await stat(path)).size }
}

const lines = (from: number, to: number, value: (i: number) => string | number = (i) => i / 4) =>
  Array.from({ length: to - from }, (_, i) => `2024-01-01 00:${String(Math.floor((from + i) / 60)).padStart(2, '0')}:${String((from + i) % 60).padStart(2, '0')},${value(from + i)}\n`).join('')

async function points(asset: number, name: string) {
  const tag = (await store.catalog.tags.list({ asset })).find((row) => row.name === name)!
  const all = await store.telemetry.read(tag.id, -Infinity, Infinity)
  return { tag, ...all }
}

describe('importRun', () => {
  it('stores what the file holds, and nothing when it is imported again', async () => {
    const source = await file('a.csv', `time,flow [m3/h]\n${lines(0, 100)}`)
    const input = { files: [source], asset: 'Pump', options: {} }
    const first = await importRun(context(), { ...input, job: 1 }, run)
    expect(first).toMatchObject({ read: 100, accepted: 100, duplicate: 0, rejected: 0, points: 100, rejects: null, assetName: 'Pump' })
    const { tag, time, value } = await points(first.asset, 'flow [m3/h]')
    expect(tag).toMatchObject({ unit: 'm3/h', kind: 'counter', grade: 'medium' })
    expect([time[99], value[99]]).toEqual([Date.UTC(2024, 0, 1, 0, 1, 39), 24.75])
    const second = await importRun(context(), { ...input, job: 2 }, run)
    expect(second).toMatchObject({ read: 100, accepted: 0, duplicate: 100, rejected: 0, points: 0 })
  })

  it('rejects a time that is stored with another value, and says so with its line', async () => {
    const one = await file('one.csv', `time,a,b\n${lines(0, 50, (i) => `${i},1`)}`)
    const two = await file('two.csv', `time,a,b\n${lines(0, 60, (i) => `${i === 7 ? 99 : i},1`)}`)
    await importRun(context(), { job: 1, files: [one], asset: 'P', options: {} }, run)
    const report = await importRun(context(), { job: 2, files: [two], asset: 'P', options: {} }, run)
    expect(report).toMatchObject({ read: 60, accepted: 10, duplicate: 49, rejected: 1, points: 20 })
    const rejects = Buffer.from(await store.artifacts.read(report.rejects!)).toString()
    expect(rejects.split('\n')).toEqual(['file,line,reason,text', 'two.csv,9,"time already stored with another value: ""a""",2024-01-01T00:00:07.000Z', ''])
    expect((await points(report.asset, 'a')).value[7]).toBe(7)
  })

  it("gives each tag the unit that its rows name, and tells which tags' rows or files name another one", async () => {
    const long = (unit: (i: number) => string) => `time,tag,value,unit\n${Array.from({ length: 400 }, (_, i) => `${new Date(1.7e12 + (i >> 1) * 1000).toISOString()},T${i % 2},${i}.5,${unit(i)}\n`).join('')}`
    // the first rows do not say it
    const one = await file('one.csv', long((i) => (i < 100 ? '' : i % 2 ? 'bar' : '°C')))
    const two = await file('two.csv', long((i) => (i % 2 ? 'psi' : 'degC')))
    const report = await importRun(context(), { job: 1, files: [one], asset: 'P', options: {} }, run)
    expect(report.warnings).toEqual([])
    expect([(await points(report.asset, 'T0')).tag.unit, (await points(report.asset, 'T1')).tag.unit]).toEqual(['°C', 'bar'])
    const again = await importRun(context(), { job: 2, files: [two], asset: 'P', options: {} }, run)
    expect(again.warnings).toEqual([{ code: 'unit_conflict', words: expect.stringMatching(/^"T1" is kept in bar, but there are rows in psi:/) }])
    expect((await points(report.asset, 'T1')).tag.unit).toBe('bar')
  })

  it('remembers conflicts of units over a break', async () => {
    const rows = (n: number, unit: (i: number) => string) => Array.from({ length: n }, (_, i) => `${new Date(1.7e12 + i * 1000).toISOString()},T,${i}.5,${unit(i)}\n`).join('')
    const source = await file('long.csv', `time,tag,value,unit\n${rows(300_000, (i) => (i === 5 ? 'psi' : 'bar'))}`)
    const abort = new AbortController()
    const stopped: TaskRun = { signal: abort.signal, report: () => abort.abort() }
    const input = { job: 1, files: [source], asset: 'P', options: { columns: [{ name: 'tag', role: 'tag' as const }, { name: 'unit', role: 'unit' as const }], layout: 'long' as const } }
    await expect(importRun(context(), input, stopped)).rejects.toThrow()
    const report = await importRun(context(), input, run)
    expect(report).toMatchObject({ read: 300_000, warnings: [{ code: 'unit_conflict', words: expect.stringContaining('psi') }] })
  })

  it('counts repeated and contradicting times inside of one file', async () => {
    const source = await file('a.csv', `time,a\n${lines(0, 20)}${lines(5, 6)}${lines(6, 7, () => -1)}${lines(20, 30)}`)
    const report = await importRun(context(), { job: 1, files: [source], asset: 'P', options: {} }, run)
    expect(report).toMatchObject({ read: 32, accepted: 30, duplicate: 1, rejected: 1, points: 30 })
  })

  it('takes rows in any order', async () => {
    const source = await file('a.csv', `time,a\n${lines(50, 100)}${lines(0, 50)}`)
    const report = await importRun(context(), { job: 1, files: [source], asset: 'P', options: {} }, run)
    expect(report).toMatchObject({ accepted: 100 })
    expect([...(await points(report.asset, 'a')).value]).toEqual(Array.from({ length: 100 }, (_, i) => i / 4))
  })

  it('reads several files into one asset', async () => {
    const files = [await file('a.csv', `time,a\n${lines(0, 50)}`), await file('b.csv', `time,a\n${lines(40, 90)}`)]
    const report = await importRun(context(), { job: 1, files, asset: 'P', options: {} }, run)
    expect(report).toMatchObject({ read: 100, accepted: 90, duplicate: 10 })
  })

  it('stops between two blocks and goes on behind the last one, with the counts of an unbroken run', async () => {
    const body = Array.from({ length: 200_000 }, (_, i) => `${1_700_000_000 + i},${i % 997},${i % 1000 === 5 ? 'x' : i}\n`).join('')
    const source = await file('a.csv', `timestamp,a,b\n${body}`)
    const stop = new AbortController()
    let reports = 0
    const input = { job: 1, files: [source], asset: 'P', options: {} }
    const cut = importRun(context(), input, { signal: stop.signal, report: () => ++reports === 2 && stop.abort() })
    await expect(cut).rejects.toMatchObject({ code: 'cancelled' })
    const report = await importRun(context(), input, run)
    expect(report).toMatchObject({ read: 200_000, accepted: 199_800, duplicate: 0, rejected: 200, points: 399_600 })
    expect(Buffer.from(await store.artifacts.read(report.rejects!)).toString().split('\n')).toHaveLength(202)
    // once more: the answer of a finished job is remembered
    expect(await importRun(context(), input, run)).toEqual(report)
  })

  it('refuses to go on with a file that has changed', async () => {
    const rows = Array.from({ length: 200_000 }, (_, i) => `${1_700_000_000 + i},${i}\n`).join('')
    const source = await file('a.csv', `timestamp,a\n${rows}`)
    const stop = new AbortController()
    const input = { job: 1, files: [source], asset: 'P', options: {} }
    await expect(importRun(context(), input, { signal: stop.signal, report: () => stop.abort() })).rejects.toMatchObject({ code: 'cancelled' })
    const other = await file('a.csv', `timestamp,a\n${rows.replace('1700000001,1', '1700000001,2')}`)
    await expect(importRun(context(), { ...input, files: [other] }, run)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('keeps words of a text tag across files that name them in another order', async () => {
    const one = await file('one.csv', `time,state\n${lines(0, 4, (i) => ['idle', 'busy', '', 'idle'][i]!)}`)
    const two = await file('two.csv', `time,state\n${lines(4, 7, (i) => ['hold', 'busy', 'idle'][i - 4]!)}`)
    const report = await importRun(context(), { job: 1, files: [one, two], asset: 'P', options: {} }, run)
    const { tag, value } = await points(report.asset, 'state')
    expect(tag.kind).toBe('text')
    expect(Array.from(value, (code) => tag.labels[code] ?? null)).toEqual(['idle', 'busy', null, 'idle', 'hold', 'busy', 'idle'])
  })

  it('reads the long layout: a row a point', async () => {
    const rows = Array.from({ length: 100 }, (_, i) => `2024-01-01 00:00:${String(Math.floor(i / 2)).padStart(2, '0')},${i % 2 ? 'FI101' : 'PI102'},${i},Good\n`).join('')
    const source = await file('long.csv', `timestamp,tag,value,quality\n${rows}2024-01-01 00:02:00,TI9,1,Bad\n`)
    const report = await importRun(context(), { job: 1, files: [source], asset: 'P', options: {} }, run)
    expect(report).toMatchObject({ read: 101, accepted: 101, points: 101 })
    expect(Array.from((await points(report.asset, 'FI101')).value.slice(0, 3))).toEqual([1, 3, 5])
    expect([...(await points(report.asset, 'TI9')).quality]).toEqual([2])
  })

  it('keeps what the engineer says about a kind, and a template for the next file of its kind', async () => {
    const one = await file('one.csv', `time,a\n${lines(0, 60)}`)
    const guessed = await importPreview(context(), { ...one, options: {} }, run)
    const options: ImportOptions = { ...guessed.options, zone: 'Europe/Berlin', columns: guessed.columns.map((column) => (column.name === 'a' ? { ...column, kind: 'analogue' as const, unit: 'bar' } : column)) }
    const report = await importRun(context(), { job: 1, files: [one], asset: 'P', options }, run)
    const { tag, time } = await points(report.asset, 'a')
    expect(tag).toMatchObject({ kind: 'analogue', kindGuessed: false, unit: 'bar' })
    expect(time[0]).toBe(Date.UTC(2023, 11, 31, 23))
    const two = await file('two.csv', `time,a\n${lines(60, 90)}`)
    const next = await importPreview(context(), { ...two, options: {} }, run)
    expect(next.options.zone).toBe('Europe/Berlin')
    expect(next.columns[1]).toMatchObject({ kind: 'analogue', unit: 'bar' })
    expect(next).toMatchObject({ template: expect.any(String) as string, warnings: [{ code: 'template', words: expect.stringContaining('one.csv') as string }] })
    // where nothing is said the template counts for an import too
    const again = await importRun(context(), { job: 2, files: [two], asset: 'Q', options: {} }, run)
    expect((await points(again.asset, 'a')).time[0]).toBe(Date.UTC(2023, 11, 31, 23, 1))
    expect((await points(again.asset, 'a')).tag).toMatchObject({ kind: 'analogue', kindGuessed: false })
    // a file that is imported as guessed forgets it
    const plain = await importPreview(context(), { ...two, options: { zone: 'UTC' } }, run)
    await importRun(context(), { job: 3, files: [two], asset: 'R', options: plain.options }, run)
    expect((await importPreview(context(), { ...two, options: {} }, run)).template).toBeUndefined()
  })

  it('goes on as it began, whatever becomes of the template meanwhile', async () => {
    const rows = Array.from({ length: 200_000 }, (_, i) => `2024-01-01 ${String(Math.floor(i / 3600) % 24).padStart(2, '0')}:${String(Math.floor(i / 60) % 60).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}.${Math.floor(i / 86_400)},${i}\n`).join('')
    const source = await file('a.csv', `time,a\n${rows}`)
    await importRun(context(), { job: 1, files: [await file('first.csv', `time,a\n${lines(0, 60)}`)], asset: 'First', options: { zone: 'Europe/Berlin' } }, run)
    const stop = new AbortController()
    const input = { job: 2, files: [source], asset: 'P', options: {} }
    await expect(importRun(context(), input, { signal: stop.signal, report: () => stop.abort() })).rejects.toMatchObject({ code: 'cancelled' })
    for (const { key } of await store.catalog.documents.list('import-template')) await store.catalog.documents.remove('import-template', key)
    const report = await importRun(context(), input, run)
    expect(report).toMatchObject({ read: 200_000, accepted: 200_000, rejected: 0 })
    const { time } = await points(report.asset, 'a')
    expect([time[0], time.at(-1)]).toEqual([Date.UTC(2023, 11, 31, 23), Date.UTC(2024, 0, 1, 22, 59, 59) + 100])
    expect(await store.catalog.documents.list('import-options')).toEqual([])
  })

  it('does not go on beside another process that does the same import', async () => {
    const source = await file('a.csv', `timestamp,a\n${Array.from({ length: 200_000 }, (_, i) => `${1_700_000_000 + i},${i}\n`).join('')}`)
    const input = { job: 1, files: [source], asset: 'P', options: {} }
    let other: Promise<unknown> | undefined
    const first = importRun(context(), input, { signal: run.signal, report: () => (other ??= importRun(context(), input, run).catch((error: unknown) => error)) })
    const outcomes = [await first.catch((error: unknown) => error), await other]
    expect(outcomes.filter((one) => one instanceof Error)).toMatchObject([{ code: 'conflict' }])
    expect(outcomes.find((one) => !(one instanceof Error))).toMatchObject({ read: 200_000, accepted: 200_000, duplicate: 0 })
  })

  it('keeps a kind that an engineer has set through any number of imports', async () => {
    const one = await file('one.csv', `time,a\n${lines(0, 60)}`)
    const { asset } = await importRun(context(), { job: 1, files: [one], asset: 'P', options: {} }, run)
    const { tag } = await points(asset, 'a')
    expect(tag.kind).toBe('counter')
    await store.catalog.tags.update(tag.id, { kind: 'command', kindGuessed: false, unit: 'm3' })
    const two = await file('two.csv', `time,a [bar]\n${lines(60, 90)}`)
    await importRun(context(), { job: 2, files: [one, two], asset: 'P', options: {} }, run)
    expect((await points(asset, 'a')).tag).toMatchObject({ kind: 'command', kindGuessed: false, unit: 'm3' })
  })

  it('leaves no asset behind when a file cannot be understood', async () => {
    const source = await file('a.csv', Buffer.from([0, 1, 2, 3, 0, 0, 0, 9]))
    await expect(importRun(context(), { job: 1, files: [source], asset: 'P', options: {} }, run)).rejects.toMatchObject({ code: 'file_not_understood' })
    expect(await store.catalog.assets.list()).toEqual([])
  })
})
