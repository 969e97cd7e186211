import { writeFileSync } from 'node:fs'
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSqliteStore } from '../../storage/sqlite/index.ts'
import type { Store } from '../../storage/ports.ts'
import type { TaskRun } from '../port.ts'
import { exportRun } from './exportRun.ts'
import { importRun } from './importRun.ts'

let folder: string
let store: Store
const run: TaskRun = { signal: new AbortController().signal, report: () => undefined }
const context = () => ({ store, clock: () => 0 })

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'telltale-export-'))
  store = await openSqliteStore({ file: ':memory:' })
})
afterEach(async () => {
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

/** Awkward values: signed zero, infinities, denormals, many digits, no value, words with commas and quotes, fractional times. */
async function awkward(fractional: boolean) {
  const asset = await store.catalog.assets.ensure({ name: 'Source' })
  const n = 3000
  const time = Float64Array.from({ length: n }, (_, i) => (fractional ? (i * 1000) / 12_000 : 1_600_000_000_000 + i * 500))
  const odd = [-0, 0, Infinity, -Infinity, 5e-324, 1.7976931348623157e308, 0.1 + 0.2, 1 / 3, -123456.789, NaN]
  const add = async (name: string, kind: 'analogue' | 'text', value: Float64Array, extra: { quality?: Uint8Array; labels?: string[] } = {}) => {
    const tag = await store.catalog.tags.ensure({ asset: asset.id, name, kind, labels: extra.labels ?? [] })
    await store.telemetry.append([{ series: tag.id, time, value, quality: extra.quality }])
  }
  await add('odd, "quoted"', 'analogue', Float64Array.from({ length: n }, (_, i) => odd[i % odd.length]!))
  await add('judged', 'analogue', Float64Array.from({ length: n }, (_, i) => Math.sin(i)), { quality: Uint8Array.from({ length: n }, (_, i) => i % 3) })
  await add('state', 'text', Float64Array.from({ length: n }, (_, i) => [0, 1, NaN, 2][i % 4]!), { labels: ['run', 'stop, hard', 'say "hi"'] })
  return asset.id
}

async function hashes(asset: number) {
  const tags = await store.catalog.tags.list({ asset })
  const rows = await Promise.all(tags.map(async (tag) => [tag.name, await store.telemetry.contentHash(tag.id)]))
  return Object.fromEntries(rows) as Record<string, string>
}

describe('exportRun', () => {
  for (const format of ['csv', 'parquet'] as const) {
    for (const fractional of [false, true]) {
      it(`writes ${format} with ${fractional ? 'fractional' : 'whole'} times that imports back to the same points`, async () => {
        const asset = await awkward(fractional)
        const path = join(folder, `out.${format}`)
        const written = await exportRun(context(), { asset, format, path }, run)
        expect(written).toEqual({ name: `out.${format}`, rows: 3000, bytes: (await stat(path)).size })
        const file = { path, name: `out.${format}`, bytes: written.bytes }
        const report = await importRun(context(), { job: 1, files: [file], asset: 'Copy', options: {} }, run)
        expect(report).toMatchObject({ read: 3000, accepted: 3000, rejected: 0 })
        expect(await hashes(report.asset)).toEqual(await hashes(asset))
        expect(await readdir(folder)).toEqual([`out.${format}`])
      })
    }
  }

  it('writes times in ISO 8601 and numbers in their shortest form, within the stretch that was asked for', async () => {
    const asset = await awkward(false)
    const path = join(folder, 'part.csv')
    await exportRun(context(), { asset, format: 'csv', path, from: 1_600_000_000_500, to: 1_600_000_001_500 }, run)
    expect((await readFile(path, 'utf8')).split('\n')).toEqual([
      'time,"odd, ""quoted""",judged,judged_quality,state',
      `2020-09-13T12:26:40.500Z,0,${Math.sin(1)},1,"stop, hard"`,
      `2020-09-13T12:26:41.000Z,Infinity,${Math.sin(2)},2,`,
      '',
    ])
  })

  it('leaves a file that is there as it is, unless it is told to write over it', async () => {
    const asset = await awkward(false)
    const path = join(folder, 'kept.csv')
    await writeFile(path, 'precious')
    await expect(exportRun(context(), { asset, format: 'csv', path }, run)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('--overwrite') as string })
    expect(await readFile(path, 'utf8')).toBe('precious')
    const { bytes } = await exportRun(context(), { asset, format: 'csv', path, overwrite: true }, run)
    expect((await stat(path)).size).toBe(bytes)
    expect(await readdir(folder)).toEqual(['kept.csv'])
  })

  it('leaves a file that took the name while it was writing, and nothing of its own', async () => {
    const asset = await awkward(false)
    const path = join(folder, 'late.csv')
    const meanwhile: TaskRun = { ...run, report: () => writeFileSync(path, 'somebody else') }
    await expect(exportRun(context(), { asset, format: 'csv', path }, meanwhile)).rejects.toMatchObject({ code: 'conflict' })
    expect(await readFile(path, 'utf8')).toBe('somebody else')
    expect(await readdir(folder)).toEqual(['late.csv'])
  })

  it('gives a name that two want at once to one of them, whole', async () => {
    const asset = await awkward(false)
    const [alone, path] = [join(folder, 'alone.csv'), join(folder, 'wanted.csv')]
    await exportRun(context(), { asset, format: 'csv', path: alone }, run)
    let second: ReturnType<typeof exportRun> | undefined
    const meanwhile: TaskRun = { ...run, report: () => void (second ??= exportRun(context(), { asset, format: 'csv', path, to: 1_600_000_100_000 }, run)) }
    const first = await Promise.allSettled([exportRun(context(), { asset, format: 'csv', path }, meanwhile)])
    const ended = [...first, ...(await Promise.allSettled([second]))]
    const lost = ended.filter((one) => one.status === 'rejected')
    expect(lost).toMatchObject([{ reason: { code: 'conflict' } }])
    const whole = await readFile(alone, 'utf8')
    const [header, ...lines] = whole.split('\n')
    const one = [whole, [header, ...lines.slice(0, 200), ''].join('\n')][ended.findIndex(({ status }) => status === 'fulfilled')]
    expect(await readFile(path, 'utf8')).toBe(one)
    expect((await readdir(folder)).sort()).toEqual(['alone.csv', 'wanted.csv'])
  })

  it('leaves nothing behind when it is cancelled, and names a path that cannot be written', async () => {
    const asset = await awkward(false)
    const cancelled = { signal: AbortSignal.abort(), report: () => undefined }
    await expect(exportRun(context(), { asset, format: 'csv', path: join(folder, 'a.csv') }, cancelled)).rejects.toThrow()
    expect(await readdir(folder)).toEqual([])
    await expect(exportRun(context(), { asset, format: 'csv', path: join(folder, 'no', 'a.csv') }, run)).rejects.toMatchObject({ code: 'file_unreadable' })
  })
})
