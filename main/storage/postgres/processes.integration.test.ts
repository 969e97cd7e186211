import { describe, expect, it, onTestFinished } from 'vitest'
import type { Topic } from '../../contract/jobs.ts'
import { wave } from '../testing/stores.ts'
import { openPostgresStore } from './index.ts'
import { migrations } from './migrations/index.ts'
import { administer, freshAddress, server } from './testing/database.ts'

async function opened(uri: string, patience?: number) {
  const store = await openPostgresStore({ uri, patience })
  onTestFinished(() => store.close())
  return store
}
const schemaOf = (uri: string) => /search_path(?:%3D|=)(\w+)/.exec(uri)![1]!
/** Ends every connection of the program, as a restart of the server does. */
const cut = () => administer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'telltale'")

describe.skipIf(server === '')('processes on one database', () => {
  it('migrate once, however many start at once', async () => {
    const uri = await freshAddress()
    await Promise.all(Array.from({ length: 5 }, () => opened(uri)))
    expect((await administer(`SELECT version FROM ${schemaOf(uri)}.telltale_schema ORDER BY version`)).rows).toEqual(migrations.map(({ version }) => ({ version })))
  })

  it('refuse the store of a newer program and change nothing', async () => {
    const uri = await freshAddress()
    await opened(uri)
    await administer(`INSERT INTO ${schemaOf(uri)}.telltale_schema (version, name) VALUES (999, 'later')`)
    await expect(openPostgresStore({ uri })).rejects.toMatchObject({ code: 'not_supported', message: expect.stringContaining('newer') as string })
  })

  it('refuse a schema in which tables of another program stand', async () => {
    const uri = await freshAddress()
    await administer(`CREATE TABLE ${schemaOf(uri)}.asset (x int)`)
    await expect(openPostgresStore({ uri })).rejects.toMatchObject({ code: 'file_not_understood' })
  })

  it('lose and double nothing when many append to the same series at once', async () => {
    const uri = await freshAddress()
    const stores = await Promise.all([opened(uri), opened(uri), opened(uri)])
    const all = wave(12_000)
    const pick = (k: number) => ({ time: all.time.filter((_, i) => i % 3 === k), value: all.value.filter((_, i) => i % 3 === k) })
    const results = await Promise.all(stores.flatMap(({ telemetry }, k) => [1, 2].map((series) => telemetry.append([{ series, ...pick(k) }, { series: 3 - series, ...pick(k) }]))))
    const sum = results.flat().reduce((n, { accepted, duplicate }) => ({ accepted: n.accepted + accepted, duplicate: n.duplicate + duplicate }), { accepted: 0, duplicate: 0 })
    expect(sum).toEqual({ accepted: 24_000, duplicate: 24_000 })
    expect(await stores[0]!.telemetry.read(1, -Infinity, Infinity)).toEqual(all)
    expect(await stores[0]!.check()).toEqual({ ok: true, problems: [] })
  })

  it('hear what another publishes, not what they published themselves twice; also after the connection broke', async () => {
    const uri = await freshAddress()
    const [one, two] = await Promise.all([opened(uri), opened(uri)])
    const heard: [string, Topic][] = []
    one.feed.subscribe((topic) => heard.push(['one', topic]))
    two.feed.subscribe((topic) => heard.push(['two', topic]))
    await expect.poll(() => {
      one.feed.publish('assets')
      return heard.some(([who]) => who === 'two')
    }).toBe(true)
    await cut()
    heard.length = 0
    // what was missed is not known: everything counts as changed
    await expect.poll(() => heard.filter(([who, topic]) => who === 'two' && topic === 'events').length, { timeout: 20_000 }).toBeGreaterThan(0)
    await expect.poll(() => {
      heard.length = 0
      one.feed.publish('runs')
      return heard
    }).toEqual([['one', 'runs']])
    await expect.poll(() => heard).toContainEqual(['two', 'runs'])
  })

  it('hold a lease one at a time, and get it when its holder ends', async () => {
    const uri = await freshAddress()
    const [one, two] = await Promise.all([openPostgresStore({ uri }), opened(uri)])
    const lease = await one.leases!.take('job 1')
    expect(await one.leases!.take('job 1')).toBeNull()
    expect(await two.leases!.take('job 1')).toBeNull()
    expect(await two.leases!.isHeld('job 1')).toBe(true)
    expect(await two.leases!.isHeld('job 2')).toBe(false)
    await lease!.release()
    const next = await two.leases!.take('job 1')
    expect(next).not.toBeNull()
    await next!.release()
    expect(await one.leases!.take('job 1')).not.toBeNull()
    await one.close()
    await expect.poll(() => two.leases!.isHeld('job 1')).toBe(false)
  })

  it('go on by themselves when the server has cut every connection', async () => {
    const store = await opened(await freshAddress())
    await store.catalog.assets.ensure({ name: 'before' })
    await cut()
    await store.catalog.assets.ensure({ name: 'after' })
    expect((await store.catalog.assets.list()).map(({ name }) => name)).toEqual(['before', 'after'])
  })

  it('say where the server is and what to do when it is away, or refuses the password, or has no such database', async () => {
    const without = (change: (url: URL) => void) => {
      const url = new URL(server)
      change(url)
      return openPostgresStore({ uri: url.href, patience: 0 })
    }
    await expect(without((url) => (url.port = '1'))).rejects.toMatchObject({ code: 'unreachable', message: expect.stringMatching(/127\.0\.0\.1:1.*does not answer/) as string })
    await expect(without((url) => (url.password = 'wrong-word'))).rejects.toMatchObject({ code: 'unreachable', message: expect.not.stringContaining('wrong-word') as string })
    await expect(without((url) => (url.pathname = '/nowhere'))).rejects.toMatchObject({ code: 'unreachable', message: expect.stringContaining('nowhere') as string })
  })

  it('speak TLS when asked to, and refuse a certificate of an unknown authority', async () => {
    const uri = await freshAddress()
    const store = await opened(`${uri}&sslmode=require`)
    expect(await store.health()).toMatchObject({ kind: 'postgres', healthy: true })
    await expect(openPostgresStore({ uri: `${uri}&sslmode=verify-full`, patience: 0 })).rejects.toMatchObject({ code: 'unreachable', message: expect.stringContaining('certificate') as string })
  })

  it('report damaged points as damage', async () => {
    const uri = await freshAddress()
    const store = await opened(uri)
    await store.telemetry.append([{ series: 1, ...wave(5000) }])
    await administer(`UPDATE ${schemaOf(uri)}.chunk SET points = overlay(points placing '\\x00ff'::bytea from 20) WHERE t0 = (SELECT min(t0) FROM ${schemaOf(uri)}.chunk)`)
    await expect(store.telemetry.read(1, -Infinity, Infinity)).rejects.toMatchObject({ code: 'store_corrupt' })
    expect((await store.check()).ok).toBe(false)
    expect((await store.health()).healthy).toBe(false)
  })
})
