import Database from 'better-sqlite3'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { wave } from '../testing/stores.ts'
import { openConnection } from './connection.ts'
import { openSqliteStore } from './index.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import type { Migration } from './migrations/migration.ts'

const folder = mkdtempSync(join(tmpdir(), 'telltale-migrate-'))
afterAll(() => rmSync(folder, { recursive: true }))

const next: Migration = { version: migrations.length + 1, name: 'next', sql: 'CREATE TABLE note (id INTEGER PRIMARY KEY, words TEXT); DELETE FROM job' }
const broken: Migration = { version: next.version, name: 'broken', sql: 'DROP TABLE chunk; CREATE TABLE note (words TEXT' }

async function filled(name: string): Promise<string> {
  const file = join(folder, name)
  const store = await openSqliteStore({ file })
  await store.telemetry.append([{ series: 1, ...wave(500) }])
  await store.close()
  return file
}

async function bring(file: string, steps: readonly Migration[], readonly = false): Promise<void> {
  const connection = openConnection({ file, readonly })
  try {
    await migrate(connection, { readonly, migrations: steps })
  } finally {
    connection.close()
  }
}

describe('migrations', () => {
  it('are numbered from 1 without holes, and named after their number', () => {
    expect(migrations.map((step) => step.version)).toEqual(migrations.map((_, i) => i + 1))
  })

  it('keep a copy from before that can be opened', async () => {
    const file = await filled('copy.telltale')
    await bring(file, [...migrations, next])
    const copy = await openSqliteStore({ file: `${file}.before-${next.version}` })
    expect((await copy.telemetry.info([1]))[0]!.n).toBe(500)
    expect(await copy.check()).toEqual({ ok: true, problems: [] })
    await copy.close()
  })

  it('keep no copy of a new file', async () => {
    const file = join(folder, 'new.telltale')
    await bring(file, [...migrations, next])
    expect(existsSync(`${file}.before-${next.version}`)).toBe(false)
  })

  it('leave the file as it was when a step fails', async () => {
    const file = await filled('broken.telltale')
    await expect(bring(file, [...migrations, broken])).rejects.toThrow()
    const store = await openSqliteStore({ file })
    expect((await store.telemetry.info([1]))[0]!.n).toBe(500)
    await store.close()
  })

  it('refuse a store of a newer program and do not touch it', async () => {
    const file = await filled('newer.telltale')
    await bring(file, [...migrations, next])
    const before = readFileSync(file)
    await expect(openSqliteStore({ file })).rejects.toMatchObject({ code: 'not_supported', detail: { version: next.version, known: migrations.length } })
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('refuse a database of another program', async () => {
    const file = join(folder, 'other.db')
    const other = new Database(file)
    other.exec('CREATE TABLE theirs (x)')
    other.close()
    await expect(openSqliteStore({ file })).rejects.toMatchObject({ code: 'file_not_understood' })
  })

  it('are not done on a store opened for reading', async () => {
    const file = await filled('old.telltale')
    await expect(bring(file, [...migrations, next], true)).rejects.toMatchObject({ code: 'store_readonly' })
  })

  it('are done once when two processes open an old file at the same time', async () => {
    const file = await filled('race.telltale')
    await Promise.all([bring(file, [...migrations, next]), bring(file, [...migrations, next])])
    const db = new Database(file)
    expect(db.pragma('user_version', { simple: true })).toBe(next.version)
    db.close()
  })
})
