import { afterEach, describe, expect, it } from 'vitest'
import { machines } from '../../../models/plant/assets.ts'
import { plantAssets, plantLabels, plantWorkOrders } from '../../../models/plant/index.ts'
import type { Store } from '../../storage/ports.ts'
import { openSqliteStore } from '../../storage/sqlite/index.ts'
import type { TaskRun } from '../port.ts'
import { demoRun } from './demoRun.ts'

const minute = 60_000
const start = Date.UTC(2026, 2, 1)
const input = { job: 7, seed: 3, rows: 10_000, start, interval: minute }
const open: Store[] = []

afterEach(async () => {
  for (const store of open.splice(0)) await store.close()
})

describe('demoRun', () => {
  it('creates the tree of simulated assets with the units and kinds of the plant', async () => {
    const store = await freshStore()
    const result = await run(store)
    const assets = await store.catalog.assets.list()
    expect(new Set(assets.map(({ name }) => name))).toEqual(new Set(plantAssets().map(({ name }) => name)))
    expect(assets.every(({ simulated }) => simulated)).toBe(true)
    expect(new Set(result.assets)).toEqual(new Set(assets.map(({ id }) => id)))
    const pump = await store.catalog.assets.byName('P-101A')
    expect((await store.catalog.assets.get(pump?.parent ?? 0)).name).toBe('Cooling water')
    const tags = await store.catalog.tags.list({})
    expect(tags.find(({ name }) => name === 'P-101A.DE_TEMP')).toMatchObject({ unit: '°C', kind: 'analogue', kindGuessed: false })
    expect(tags.find(({ name }) => name === 'K-301.RUN_CMD')).toMatchObject({ kind: 'command' })
  })

  it('stores every received point, no lost sample, and says how many', async () => {
    const store = await freshStore()
    const result = await run(store)
    const stored = Object.values(await sizes(store))
    expect(stored.reduce((sum, n) => sum + n, 0)).toBe(result.points)
    expect(result.points).toBeGreaterThan(0.97 * 52 * input.rows)
    expect(stored).toHaveLength(machines.reduce((sum, { tags }) => sum + tags.length, 0))
    const [first] = await store.catalog.tags.list({})
    const { value } = await store.telemetry.read(first?.id ?? 0, start, start + input.rows * minute)
    expect(value.some((one) => Number.isNaN(one))).toBe(false)
  })

  it('judges the health of every tag, as an import does, and leaves the kinds of the plant as they are', async () => {
    const store = await freshStore()
    await run(store)
    const tags = await store.catalog.tags.list({})
    expect(tags.filter(({ grade }) => grade === null)).toEqual([])
    expect(tags.find(({ name }) => name === 'K-301.RUN_CMD')).toMatchObject({ kind: 'command', kindGuessed: false })
  })

  it('keeps labels and work orders of each machine as documents of its asset', async () => {
    const store = await freshStore()
    const result = await run(store)
    expect(result.labels).toBe(plantLabels(input).length)
    for (const { name } of machines) {
      const key = String((await store.catalog.assets.byName(name))?.id)
      expect(await store.catalog.documents.get('labels', key)).toEqual(plantLabels(input).filter(({ asset }) => asset === name))
      expect(await store.catalog.documents.get('workOrders', key)).toEqual(plantWorkOrders(input).filter(({ asset }) => asset === name))
    }
  })

  it('adds nothing when it runs again, even when the caller asks for a later span and another seed', async () => {
    const store = await freshStore()
    const first = await run(store)
    const before = await hashes(store)
    expect(await run(store, { job: 8, start: start + 7 * minute, seed: 4 })).toEqual(first)
    expect(await hashes(store)).toEqual(before)
    expect(await store.catalog.assets.list()).toHaveLength(plantAssets().length)
  })

  it('goes on after the last stored block when it was killed, to the same points', async () => {
    const whole = await freshStore()
    const result = await run(whole)
    const broken = await freshStore()
    await expect(run(dyingAfter(broken, 1))).rejects.toThrow('killed')
    const appends = counting(broken)
    expect(await run(appends.store)).toEqual(result)
    expect(appends.count()).toBe(1)
    expect(await hashes(broken)).toEqual(await hashes(whole))
  })

  it('gives back what was removed, from the seed and span it remembers', async () => {
    const store = await freshStore()
    await run(store)
    const before = await hashes(store)
    const pump = await store.catalog.tags.list({ asset: (await store.catalog.assets.byName('P-101A'))?.id ?? 0 })
    await store.telemetry.remove(pump.map(({ id }) => id), -Infinity, Infinity)
    await run(store, { job: 9, start: start + minute })
    expect(await hashes(store)).toEqual(before)
  })

  it('never writes into a real machine of the same name', async () => {
    const store = await freshStore()
    const real = await store.catalog.assets.ensure({ name: 'P-101A' })
    await run(store, { rows: 50 })
    expect(await store.catalog.tags.list({ asset: real.id })).toEqual([])
    expect((await store.catalog.assets.byName('P-101A (simulated)'))?.simulated).toBe(true)
  })

  it('stops between two blocks when it is cancelled', async () => {
    const appends = counting(await freshStore())
    const abort = new AbortController()
    const cancelled = run(appends.store, {}, { signal: abort.signal, report: ({ progress }) => void ((progress ?? 0) > 0 && abort.abort()) })
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' })
    expect(appends.count()).toBe(1)
  })

  it('reports progress that rises to 1', async () => {
    const seen: number[] = []
    await run(await freshStore(), {}, { signal: new AbortController().signal, report: ({ progress }) => void seen.push(progress ?? 0) })
    expect(seen.at(-1)).toBe(1)
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  })

  it('refuses a span that cannot be simulated, names the figure and leaves the store as it was', async () => {
    const store = await freshStore()
    await expect(run(store, { interval: 5 })).rejects.toMatchObject({ code: 'bad_input', message: expect.stringContaining('got 5') as string })
    expect(await store.catalog.assets.list()).toEqual([])
  })
})

async function freshStore(): Promise<Store> {
  const store = await openSqliteStore({ file: ':memory:' })
  open.push(store)
  return store
}

function run(store: Store, change: Partial<typeof input> = {}, how: TaskRun = { signal: new AbortController().signal, report: () => {} }) {
  return demoRun({ store, clock: () => 0 }, { ...input, ...change }, how)
}

async function sizes(store: Store): Promise<Record<number, number>> {
  const tags = await store.catalog.tags.list({})
  return Object.fromEntries((await store.telemetry.info(tags.map(({ id }) => id))).map(({ series, n }) => [series, n]))
}

async function hashes(store: Store): Promise<Record<string, string>> {
  const tags = await store.catalog.tags.list({})
  return Object.fromEntries(await Promise.all(tags.map(async ({ id, name }): Promise<[string, string]> => [name, await store.telemetry.contentHash(id)])))
}

/** The same store, whose process is killed before the next transaction. */
function dyingAfter(store: Store, appends: number): Store {
  let left = appends
  const append: Store['telemetry']['append'] = async (...all) => {
    if (left-- === 0) throw new Error('killed')
    return store.telemetry.append(...all)
  }
  return withAppend(store, append)
}

function counting(store: Store): { store: Store; count: () => number } {
  let count = 0
  const append: Store['telemetry']['append'] = async (...all) => {
    count++
    return store.telemetry.append(...all)
  }
  return { store: withAppend(store, append), count: () => count }
}

function withAppend(store: Store, append: Store['telemetry']['append']): Store {
  return { ...store, telemetry: { ...store.telemetry, append } }
}
