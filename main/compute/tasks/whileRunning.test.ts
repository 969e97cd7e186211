import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openSqliteStore } from '../../storage/sqlite/index.ts'
import { seriesStatistics } from './seriesRead.ts'
import { stretchesAbove } from './whileRunning.ts'

const run = { signal: new AbortController().signal, report: () => {} }

async function stored(points: readonly (readonly [time: number, command: number, value: number])[]) {
  const store = await openSqliteStore({ file: ':memory:' })
  const asset = await store.catalog.assets.ensure({ name: 'a' })
  const [command, value] = [(await store.catalog.tags.ensure({ asset: asset.id, name: 'run' })).id, (await store.catalog.tags.ensure({ asset: asset.id, name: 'flow' })).id]
  const time = Float64Array.from(points, ([t]) => t)
  await store.telemetry.append([{ series: command, time, value: Float64Array.from(points, ([, c]) => c) }, { series: value, time, value: Float64Array.from(points, ([, , v]) => v) }])
  return { store, clock: () => 0, command, value }
}

describe('statistics while running', () => {
  it('count just the points at which the machine runs', async () => {
    const { store, clock, command, value } = await stored(Array.from({ length: 100 }, (_, i) => [i * 10, i >= 20 && i < 60 ? 1 : 0, i]))
    const [all] = await seriesStatistics({ store, clock }, { series: [value], from: 0, to: 1000 }, run)
    const [only] = await seriesStatistics({ store, clock }, { series: [value], from: 0, to: 1000, while: { series: command, above: 0.5 } }, run)
    expect(all).toMatchObject({ n: 100, min: 0, max: 99 })
    expect(only).toEqual({ n: 40, missing: 0, min: 20, max: 59, mean: 39.5, std: expect.closeTo(Math.sqrt((40 * 41) / 12), 12) })
  })

  it('know what the command was shortly before the stretch, and do not hold it for ever', async () => {
    const { store, clock, command, value } = await stored([[0, 1, 1], [10, 1, 2], [20, 1, 3], [1000, 0, 4]])
    expect(await stretchesAbove(store.telemetry, { series: command, above: 0 }, 15, 900)).toEqual([{ from: 15, to: 70 }])
    expect((await seriesStatistics({ store, clock }, { series: [value], from: 15, to: 2000, while: { series: command, above: 0 } }, run))[0]).toMatchObject({ n: 1, min: 3, std: null })
  })

  it('say nothing of a machine that stood still', async () => {
    const { store, clock, command, value } = await stored([[0, 0, 1], [10, 0, 2]])
    expect(await seriesStatistics({ store, clock }, { series: [value], from: 0, to: 100, while: { series: command, above: 0 } }, run)).toEqual([{ n: 0, missing: 0, min: null, max: null, mean: null, std: null }])
  })

  it('are those of the points that a walk over them keeps, whatever the command does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom(0, 1, Number.NaN), fc.oneof(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.constant(Number.NaN))), { minLength: 3, maxLength: 40 }), async (rows) => {
        const points = rows.map(([c, v], i) => [i * 10, c, v] as const)
        const { store, clock, command, value } = await stored(points)
        const [only] = await seriesStatistics({ store, clock }, { series: [value], from: 0, to: 1e6, while: { series: command, above: 0.5 } }, run)
        const kept = points.filter(([, c]) => c === 1).map(([, , v]) => v)
        const numbers = kept.filter((v) => !Number.isNaN(v))
        expect(only.n).toBe(kept.length)
        expect(only.missing).toBe(kept.length - numbers.length)
        expect(only.max).toBe(numbers.length > 0 ? Math.max(...numbers) : null)
        if (numbers.length > 0) expect(only.mean).toBeCloseTo(numbers.reduce((a, b) => a + b, 0) / numbers.length, 9)
        await store.close()
      }),
      { numRuns: 30 },
    )
  })
})
