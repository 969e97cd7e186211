import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Telemetry } from '../../storage/ports.ts'
import { openSqliteStore } from '../../storage/sqlite/index.ts'
import { seriesStatistics, seriesView } from './seriesRead.ts'

/** A store that counts what is read of it, with three tags. */
async function counted() {
  const store = await openSqliteStore({ file: ':memory:' })
  const asset = await store.catalog.assets.ensure({ name: 'a' })
  const series: number[] = []
  for (const name of ['p', 'q', 'r']) series.push((await store.catalog.tags.ensure({ asset: asset.id, name })).id)
  const time = Float64Array.from({ length: 100 }, (_, i) => i)
  await store.telemetry.append(series.map((one) => ({ series: one, time, value: time })))
  let reads = 0
  const telemetry: Telemetry = {
    ...store.telemetry,
    view: (...args) => (reads++, store.telemetry.view(...args)),
    statistics: (...args) => (reads++, store.telemetry.statistics(...args)),
  }
  return { context: { store: { ...store, telemetry }, clock: () => 0 }, series, reads: () => reads }
}

describe.each([
  ['a view', seriesView],
  ['statistics', seriesStatistics],
])('%s that is called back while it runs', (_, task) => {
  it('reads no further tag, although the store never waits for anything', async () => {
    const { context, series, reads } = await counted()
    const abort = new AbortController()
    const done = task(context, { series, from: 0, to: 100, buckets: 10 }, { signal: abort.signal, report: () => {} })
    // as a message of the host: heard only when the worker lets go of its loop
    const called = setImmediate().then(() => abort.abort())
    await expect(done).rejects.toThrow()
    await called
    expect(reads()).toBeLessThan(series.length)
  })

  it('is whole when nobody calls it back', async () => {
    const { context, series } = await counted()
    expect(await task(context, { series, from: 0, to: 100, buckets: 10 }, { signal: new AbortController().signal, report: () => {} })).toHaveLength(3)
  })
})
