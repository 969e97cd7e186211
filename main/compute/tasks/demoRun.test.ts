import { describe, expect, it } from 'vitest'
import { plantAssets, plantLabels } from '../../../models/plant/index.ts'
import type { AppendBatch, AppendResult, AssetRow, Store, TagRow } from '../../storage/ports.ts'
import { demoRun } from './demoRun.ts'

const start = Date.UTC(2026, 2, 1)
const input = { job: 7, seed: 3, rows: 20_000, start, interval: 60_000 }
const minute = 60_000

describe('demoRun', () => {
  it('creates the tree of simulated assets with the units and kinds of the plant', async () => {
    const { store, assets, tags } = memoryStore()
    const result = await demoRun({ store, clock: () => 0 }, input, quiet())
    expect(assets.map(({ name }) => name)).toEqual(plantAssets().map(({ name }) => name))
    expect(assets.every(({ simulated }) => simulated)).toBe(true)
    expect(result.assets).toEqual(assets.map(({ id }) => id))
    const parent = assets.find(({ name }) => name === 'P-101A')?.parent
    expect(assets.find(({ id }) => id === parent)?.name).toBe('Cooling water')
    expect(tags.find(({ name }) => name === 'P-101A.DE_TEMP')).toMatchObject({ unit: '°C', kind: 'analogue', kindGuessed: false })
    expect(tags.find(({ name }) => name === 'K-301.RUN_CMD')).toMatchObject({ kind: 'command' })
  })

  it('stores every received point in ascending order and says how many', async () => {
    const { store, points } = memoryStore()
    const result = await demoRun({ store, clock: () => 0 }, input, quiet())
    const stored = [...points.values()]
    expect(stored.reduce((sum, series) => sum + series.size, 0)).toBe(result.points)
    expect(result.points).toBeGreaterThan(0.95 * 46 * input.rows)
    for (const series of stored) {
      const times = [...series.keys()]
      expect(times.every((time, i) => i === 0 || time > (times[i - 1] ?? Infinity))).toBe(true)
      expect([...series.values()].some((value) => Number.isNaN(value))).toBe(false)
    }
  })

  it('keeps the labels of each machine as a document of its asset', async () => {
    const { store, assets } = memoryStore()
    const result = await demoRun({ store, clock: () => 0 }, input, quiet())
    const expected = plantLabels(input)
    expect(result.labels).toBe(expected.length)
    for (const asset of assets.filter(({ name }) => /-\d/.test(name))) {
      expect(await store.catalog.documents.get('labels', String(asset.id))).toEqual(expected.filter((label) => label.asset === asset.name))
    }
  })

  it('adds nothing when it runs again, even when the caller asks for a later span', async () => {
    const { store, points, assets } = memoryStore()
    const first = await demoRun({ store, clock: () => 0 }, input, quiet())
    const before = sizes(points)
    const second = await demoRun({ store, clock: () => 0 }, { ...input, job: 8, start: start + 7 * minute, seed: 4 }, quiet())
    expect(second).toEqual(first)
    expect(sizes(points)).toEqual(before)
    expect(assets).toHaveLength(plantAssets().length)
  })

  it('goes on after the last stored block when it was killed, to the same points', async () => {
    const whole = memoryStore()
    await demoRun({ store: whole.store, clock: () => 0 }, input, quiet())
    const broken = memoryStore({ dieAfterAppends: 1 })
    await expect(demoRun({ store: broken.store, clock: () => 0 }, input, quiet())).rejects.toThrow('killed')
    broken.revive()
    const result = await demoRun({ store: broken.store, clock: () => 0 }, input, quiet())
    expect(broken.points).toEqual(whole.points)
    expect(broken.appends()).toBe(whole.appends())
    expect(result.points).toBe([...whole.points.values()].reduce((sum, series) => sum + series.size, 0))
  })

  it('gives back what was removed, from the seed and span it remembers', async () => {
    const { store, points } = memoryStore()
    await demoRun({ store, clock: () => 0 }, input, quiet())
    const before = sizes(points)
    points.delete(1)
    await demoRun({ store, clock: () => 0 }, { ...input, job: 9, start: start + minute }, quiet())
    expect(sizes(points)).toEqual(before)
  })

  it('never writes into a real machine of the same name', async () => {
    const { store, assets, tags } = memoryStore()
    const real = await store.catalog.assets.ensure({ name: 'P-101A' })
    await demoRun({ store, clock: () => 0 }, { ...input, rows: 50 }, quiet())
    expect(tags.filter(({ asset }) => asset === real.id)).toEqual([])
    expect(assets.find(({ name }) => name === 'P-101A (simulated)')?.simulated).toBe(true)
  })

  it('stops between two blocks when it is cancelled', async () => {
    const { store, appends } = memoryStore()
    const abort = new AbortController()
    const run = { signal: abort.signal, report: ({ progress }: { progress: number | null }) => void ((progress ?? 0) > 0 && abort.abort()) }
    await expect(demoRun({ store, clock: () => 0 }, input, run)).rejects.toMatchObject({ name: 'AbortError' })
    expect(appends()).toBe(1)
  })

  it('reports progress that rises to 1', async () => {
    const seen: number[] = []
    const { store } = memoryStore()
    await demoRun({ store, clock: () => 0 }, input, { signal: new AbortController().signal, report: ({ progress }) => void seen.push(progress ?? 0) })
    expect(seen.at(-1)).toBe(1)
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  })

  it('refuses a span that cannot be simulated and names the figure', async () => {
    const { store, assets } = memoryStore()
    await expect(demoRun({ store, clock: () => 0 }, { ...input, interval: 5 }, quiet())).rejects.toMatchObject({ code: 'bad_input', message: expect.stringContaining('got 5') as string })
    expect(assets).toEqual([])
  })
})

const quiet = () => ({ signal: new AbortController().signal, report: () => {} })
const sizes = (points: Map<number, Map<number, number>>) => Object.fromEntries([...points].map(([series, rows]) => [series, rows.size]).toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0)))

/** As much of a store as the task touches, with the semantics of the port; `dieAfterAppends` throws like a killed process. */
function memoryStore(options: { dieAfterAppends?: number } = {}) {
  const assets: AssetRow[] = []
  const tags: TagRow[] = []
  const points = new Map<number, Map<number, number>>()
  const documents = new Map<string, unknown>()
  const checkpoints = new Map<string, Readonly<Record<string, unknown>> | null>()
  let appends = 0
  let limit = options.dieAfterAppends ?? Infinity
  const append = async (batches: readonly AppendBatch[], extra?: { checkpoint?: { key: string; state: Readonly<Record<string, unknown>> | null } }): Promise<AppendResult[]> => {
    if (appends >= limit) throw new Error('killed')
    appends++
    if (extra?.checkpoint) checkpoints.set(extra.checkpoint.key, extra.checkpoint.state)
    return batches.map(({ series, time, value }) => {
      const rows = points.get(series) ?? new Map<number, number>()
      points.set(series, rows)
      let duplicate = 0
      time.forEach((at, i) => {
        if (rows.has(at)) duplicate++
        else rows.set(at, value[i] ?? Number.NaN)
      })
      return { accepted: time.length - duplicate, duplicate, conflicts: new Uint32Array(0) }
    })
  }
  const store = {
    telemetry: { append, checkpoint: async (key: string) => checkpoints.get(key) ?? null, info: async (series: readonly number[]) => series.map((one) => ({ series: one, n: points.get(one)?.size ?? 0 })) },
    catalog: {
      assets: {
        byName: async (name: string) => assets.find((asset) => asset.name === name) ?? null,
        ensure: async ({ name, parent = null, simulated = false }: { name: string; parent?: number | null; simulated?: boolean }) => {
          const known = assets.find((asset) => asset.name === name)
          if (known) return known
          const asset = { id: assets.length + 1, name, parent, simulated }
          assets.push(asset)
          return asset
        },
      },
      tags: {
        list: async ({ asset }: { asset?: number }) => tags.filter((tag) => tag.asset === asset),
        ensure: async (wish: { asset: number; name: string }) => {
          const known = tags.find((tag) => tag.asset === wish.asset && tag.name === wish.name)
          if (known) return known
          const tag: TagRow = { id: tags.length + 1, unit: '', kind: 'analogue', kindGuessed: true, grade: null, reasons: [], labels: [], derived: null, ...wish }
          tags.push(tag)
          return tag
        },
      },
      documents: {
        get: async (scope: string, key: string) => documents.get(`${scope}/${key}`),
        put: async (scope: string, key: string, value: unknown) => void documents.set(`${scope}/${key}`, structuredClone(value)),
      },
    },
    feed: { publish: () => {} },
  }
  // the task touches nothing else of a store
  return { store: store as unknown as Store, assets, tags, points, appends: () => appends, revive: () => void (limit = Infinity) }
}
