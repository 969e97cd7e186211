import { describe, expect, it } from 'vitest'
import type { Store } from '../ports.ts'
import { wave } from '../testing/stores.ts'
import { openPostgresStore } from './index.ts'
import { migrations } from './migrations/index.ts'
import { administer, freshAddress, server } from './testing/database.ts'

const schemaOf = (uri: string) => /search_path(?:%3D|=)(\w+)/.exec(uri)![1]!
const points = 60_000
const all = wave(points)
const views = async (store: Store) => {
  const found = []
  for (const buckets of [3, 8, 20, 50, 300, 5000]) found.push(await store.telemetry.view(1, -Infinity, Infinity, buckets), await store.telemetry.view(1, all.time[777]!, all.time[points - 4321]!, buckets))
  return found
}

async function filled(): Promise<{ uri: string; schema: string; before: Awaited<ReturnType<typeof views>> }> {
  const uri = await freshAddress()
  const store = await openPostgresStore({ uri })
  await store.telemetry.append([{ series: 1, ...all }])
  const before = await views(store)
  await store.close()
  return { uri, schema: schemaOf(uri), before }
}

describe.skipIf(server === '')('on the server that TELLTALE_POSTGRES names', () => {
  it('a store from before chunks had parts shows the same views to the bit, and gets parts for the chunks that change', async () => {
    const { uri, schema, before } = await filled()
    await administer(`ALTER TABLE ${schema}.chunk DROP COLUMN parts; DELETE FROM ${schema}.telltale_schema WHERE version = 2`)
    const store = await openPostgresStore({ uri })
    expect((await administer(`SELECT max(version) AS version FROM ${schema}.telltale_schema`)).rows).toEqual([{ version: migrations.length }])
    expect(await views(store)).toEqual(before)
    await store.telemetry.append([{ series: 1, time: Float64Array.of(all.time[20_000]! + 1), value: Float64Array.of(7) }])
    expect((await administer(`SELECT count(*)::int AS n FROM ${schema}.chunk WHERE parts IS NOT NULL`)).rows).toEqual([{ n: 1 }])
    expect(await store.check()).toEqual({ ok: true, problems: [] })
    await store.close()
  })

  it('parts that a process of an older program left behind are never shown, and are no damage', async () => {
    const { uri, schema, before } = await filled()
    expect((await administer(`SELECT count(*)::int AS n FROM ${schema}.chunk WHERE (parts IS NOT NULL) <> (n >= 2048)`)).rows).toEqual([{ n: 0 }])
    await administer(`UPDATE ${schema}.chunk SET parts = (SELECT parts FROM ${schema}.chunk AS other WHERE other.t0 > chunk.t0 ORDER BY t0 LIMIT 1) WHERE t0 < ${all.time[30_000]!}`)
    const store = await openPostgresStore({ uri })
    expect(await views(store)).toEqual(before)
    expect(await store.check()).toEqual({ ok: true, problems: [] })
    await store.close()
  })
})
