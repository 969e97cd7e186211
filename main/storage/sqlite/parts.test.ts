import Database from 'better-sqlite3'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Store } from '../ports.ts'
import { wave } from '../testing/stores.ts'
import { backupSqliteStore, openSqliteStore, restoreSqliteStore, verifyBackup } from './index.ts'
import { migrations } from './migrations/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'telltale-parts-'))
afterAll(() => rmSync(folder, { recursive: true }))
const clock = () => Date.UTC(2026, 0, 2)
const points = 60_000
const all = wave(points)

async function filled(name: string): Promise<string> {
  const file = join(folder, name)
  const store = await openSqliteStore({ file })
  await store.telemetry.append([{ series: 1, ...all }])
  await store.close()
  return file
}

/** As a program with the first schema left it. */
async function ofSchemaOne(name: string): Promise<string> {
  const file = await filled(name)
  change(file, 'DROP TABLE chunk_part; PRAGMA user_version = 1')
  return file
}

function change(file: string, sql: string): void {
  const db = new Database(file)
  db.exec(sql)
  db.close()
}

function count(file: string, sql: string): number {
  const db = new Database(file, { readonly: true })
  try {
    return Number(db.prepare(sql).pluck().get())
  } finally {
    db.close()
  }
}

/** Zoom levels at which borders cut chunks, parts, and points only. */
const views = (store: Store) =>
  Promise.all([3, 8, 20, 50, 300, 5000].flatMap((buckets) => [store.telemetry.view(1, -Infinity, Infinity, buckets), store.telemetry.view(1, all.time[777]!, all.time[points - 4321]!, buckets)]))

async function opened<T>(file: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openSqliteStore({ file })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

describe('a project from before chunks had parts', () => {
  it('shows the same views to the bit, and is sound', async () => {
    const now = await opened(await filled('now.telltale'), views)
    const file = await ofSchemaOne('older.telltale')
    expect(await opened(file, views)).toEqual(now)
    expect(existsSync(`${file}.before-2`)).toBe(true)
    expect(count(file, 'SELECT count(*) FROM chunk_part')).toBe(0)
    expect(await opened(file, (store) => store.check())).toEqual({ ok: true, problems: [] })
  })

  it('gets parts for the chunks that change', async () => {
    const file = await ofSchemaOne('changed.telltale')
    await opened(file, async (store) => {
      await store.telemetry.append([{ series: 1, time: Float64Array.of(all.time[20_000]! + 1), value: Float64Array.of(7) }])
      await store.telemetry.append([{ series: 1, ...wave(9000, all.time.at(-1)! + 1000) }])
      expect(await store.check()).toEqual({ ok: true, problems: [] })
    })
    const parts = count(file, 'SELECT count(*) FROM chunk_part')
    expect(parts).toBeGreaterThanOrEqual(3)
    expect(parts).toBeLessThan(count(file, 'SELECT count(*) FROM chunk'))
  })

  it('can be verified and put back from a backup that was made then', async () => {
    const file = await ofSchemaOne('backed-up.telltale')
    const { file: backup } = await backupSqliteStore({ file, to: join(folder, 'older.backup') })
    await verifyBackup(backup)
    expect(count(backup, 'PRAGMA user_version')).toBe(1)
    const target = await filled('target.telltale')
    await opened(target, (store) => store.telemetry.remove([1], -Infinity, Infinity))
    await restoreSqliteStore({ backup, file: target, clock })
    expect(await opened(target, async (store) => (await store.telemetry.info([1]))[0]!.n)).toBe(points)
    expect(count(target, 'PRAGMA user_version')).toBe(migrations.length)
  })
})

describe('parts', () => {
  it('lie beside every long chunk and no other, and go with it', async () => {
    const file = await filled('beside.telltale')
    const orphans = 'SELECT count(*) FROM chunk_part WHERE data NOT IN (SELECT data FROM chunk)'
    const long = 'SELECT count(*) FROM chunk WHERE n >= 2048'
    await opened(file, async (store) => {
      for (let k = 0; k < 20; k++) await store.telemetry.append([{ series: 1, ...wave(700, all.time.at(-1)! + 1000 + k * 700_000) }])
      await store.telemetry.append([{ series: 1, ...wave(5000, all.time[30_000]! + 500) }])
      await store.telemetry.remove([1], all.time[1000]!, all.time[9000]!)
    })
    expect(count(file, long)).toBeGreaterThan(10)
    expect(count(file, 'SELECT count(*) FROM chunk_part')).toBe(count(file, long))
    expect(count(file, orphans)).toBe(0)
    await opened(file, (store) => store.telemetry.remove([1], -Infinity, Infinity))
    expect(count(file, 'SELECT count(*) FROM chunk_part')).toBe(0)
  })

  it('of other points or damaged are never shown, and told when the store is checked', async () => {
    const file = await filled('damaged.telltale')
    const before = await opened(file, views)
    change(file, 'UPDATE chunk_part SET parts = (SELECT parts FROM chunk_part AS other WHERE other.data > chunk_part.data LIMIT 1) WHERE data IN (SELECT data FROM chunk_part LIMIT 4)')
    change(file, "UPDATE chunk_part SET parts = x'00112233445566778899aabbccddeeff' WHERE data = (SELECT max(data) FROM chunk_part)")
    await opened(file, async (store) => {
      expect(await views(store)).toEqual(before)
      const { ok, problems } = await store.check()
      expect([ok, problems.length]).toEqual([false, 5])
      expect(problems[0]).toMatch(/^The parts of series 1 at 2020-09-13T.* do not fit its points\.$/)
    })
  })
})
