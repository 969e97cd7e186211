/**
 * The project that `bench charts` opens: one asset with 12 tags of 10 M samples (one a second), 10,000 events on it, and a small rig on which a
 * detection really ran, so that Investigate has evidence. Made once, with a seed, and kept in the temporary folder for the next run.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectFile } from '../main/home.ts'
import { openSqliteStore } from '../main/storage/sqlite/index.ts'
import type { EventRow, Store } from '../main/storage/ports.ts'

/** Changes with what is stored below: an older project is then made again. */
const version = 3
const million = 1_000_000
export const samples = 10 * million
export const tagCount = 12
export const eventCount = 10_000
export const start = Date.UTC(2026, 0, 1)
const second = 1000
export const end = start + samples * second

export interface ChartsHome {
  readonly home: string
  readonly asset: number
  readonly tags: readonly number[]
  /** The small rig that a detection is to run on. */
  readonly rig: number
}

export async function chartsHome(): Promise<ChartsHome> {
  const home = join(tmpdir(), `telltale-bench-charts-${version}`)
  const ready = join(home, 'ready.json')
  const kept = await readFile(ready, 'utf8').catch(() => null)
  if (kept !== null) return { home, ...(JSON.parse(kept) as Omit<ChartsHome, 'home'>) } // as: written below
  await rm(home, { recursive: true, force: true })
  await mkdir(home, { recursive: true })
  const store = await openSqliteStore({ file: projectFile(home) })
  const made = { ...(await bigAsset(store)), rig: await smallRig(store) }
  await store.close()
  await writeFile(ready, JSON.stringify(made))
  return { home, ...made }
}

/** Values of lane `lane` at samples from..to: a daily wave, a slow drift, noise, three decimals. The same in the pages of the peers. */
export function laneValues(lane: number, from: number, to: number): Float64Array {
  const value = new Float64Array(to - from)
  for (let i = from; i < to; i++) value[i - from] = Math.round(1000 * (20 + lane + 5 * Math.sin(i / (5000 + 700 * lane)) + 2 * Math.sin(i / 500_000) + ((i * 7919 + lane * 104_729) % 1009) / 1009)) / 1000
  return value
}

async function bigAsset({ catalog, telemetry }: Store): Promise<Pick<ChartsHome, 'asset' | 'tags'>> {
  const asset = await catalog.assets.ensure({ name: 'Bench line' })
  const tags: number[] = []
  for (let lane = 0; lane < tagCount; lane++) tags.push((await catalog.tags.ensure({ asset: asset.id, name: `Sensor ${lane + 1}`, unit: 'bar', kind: 'analogue', kindGuessed: false, grade: 'high' })).id)
  for (let from = 0; from < samples; from += million) {
    const time = Float64Array.from({ length: million }, (_, i) => start + (from + i) * second)
    for (const [lane, series] of tags.entries()) await telemetry.append([{ series, time, value: laneValues(lane, from, from + million) }])
  }
  const score = (await catalog.tags.ensure({ asset: asset.id, name: 'score', kind: 'analogue', kindGuessed: false, derived: 'telltale bench' })).id
  const minutes = Math.floor(samples / 60)
  await telemetry.append([{ series: score, time: Float64Array.from({ length: minutes }, (_, i) => start + i * 60 * second), value: Float64Array.from({ length: minutes }, (_, i) => 1 + ((i * 7919) % 101) / 50 + (i % 1000 < 6 ? 4 : 0)) }])
  await catalog.detections.add(
    {
      asset: asset.id, detector: 'telltale', detectorVersion: 2, title: 'Bench', reference: { from: start, to: end, rows: samples, whole: true }, threshold: 3.5, alarmsPerWeek: 2, rows: samples, from: start, to: end,
      seconds: 0, ranAt: end, channels: tags.map((tag, i) => ({ tag, name: `Sensor ${i + 1}`, judged: true, why: '' })), baselines: [], simulated: false, scoreSeries: { asset: score, tags: {} }, model: 'none',
    },
    Array.from({ length: eventCount }, (_, i) => event(i, asset.id, tags)),
  )
  return { asset: asset.id, tags }
}

function event(i: number, asset: number, tags: readonly number[]): Omit<EventRow, 'detection'> {
  const began = start + Math.floor(((i + 0.5) / eventCount) * samples) * second
  const lane = i % tagCount
  return {
    id: `bench-${String(i).padStart(5, '0')}`, asset, start: began, end: began + (60 + (i % 600)) * second, peak: began + 30 * second, score: 3.6 + (i % 40) / 10, tail: 1e-4, severity: 1 + (i % 4),
    words: `Sensor ${lane + 1} rose ${((i % 90) / 10 + 1).toFixed(1)} bar above expectation at the same load; Sensor ${((lane + 3) % tagCount) + 1} followed ${1 + (i % 50)} s later.`,
    stage: 'spread', operating: 'running', inReference: false, simulated: false,
    channels: [0, 3, 5, 7].map((step, k) => ({ tag: tags[(lane + step) % tagCount] ?? 0, name: `Sensor ${((lane + step) % tagCount) + 1}`, unit: 'bar', share: [0.5, 0.25, 0.15, 0.1][k] ?? 0, expected: 20, actual: 24, onset: began + k * second })),
  }
}

/** Four channels at a minute for two weeks, with a burst every 500 minutes in the second of them. */
async function smallRig({ catalog, telemetry }: Store): Promise<number> {
  const asset = await catalog.assets.ensure({ name: 'Small rig' })
  const rows = 20_160
  const time = Float64Array.from({ length: rows }, (_, i) => start + i * 60 * second)
  for (const [k, name] of ['Pressure', 'Flow', 'Current', 'Temperature'].entries()) {
    const tag = await catalog.tags.ensure({ asset: asset.id, name, unit: ['bar', 'l/s', 'A', '°C'][k] ?? '', kind: 'analogue', kindGuessed: false, grade: 'high' })
    const value = Float64Array.from({ length: rows }, (_, i) => 10 + k + Math.sin(i / 50 + k) + Math.sin(i * (12.9 + k)) * 0.2 + (i > rows / 2 && i % 500 < 20 ? 4 - k : 0))
    await telemetry.append([{ series: tag.id, time, value }])
  }
  return asset.id
}
