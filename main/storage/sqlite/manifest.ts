import { createHash, type Hash } from 'node:crypto'
import { contentHasher } from '../chunks/hash.ts'
import { contentHash } from './artifacts.ts'
import type { Connection } from './connection.ts'
import { sqliteTelemetry } from './telemetry/index.ts'

/** Where the manifest stands in an archive, as a document. */
export const manifestScope = 'archive'
export const manifestKey = 'manifest'

/** Tables of the catalogue and the order of their rows. The hash covers what a row says, not where it lies. */
const catalogue = { asset: 'id', tag: 'id', detection: 'id', event: 'detection, position, id', verdict: 'id', job: 'id', document: 'scope, key' } as const

/** What a project holds, in figures that can be compared on another machine. All hashes are SHA-256, in hex. */
export interface Manifest {
  readonly format: 1
  /** Number of the newest migration that was applied. */
  readonly schema: number
  readonly createdAt: number
  /** `sha256` as `Telemetry.contentHash`: over points, however they are cut into chunks. */
  readonly series: readonly { readonly series: number; readonly n: number; readonly sha256: string }[]
  readonly artifacts: readonly { readonly id: string; readonly bytes: number; readonly sha256: string }[]
  readonly catalogue: readonly { readonly table: string; readonly rows: number; readonly sha256: string }[]
  /** Over everything above but `createdAt`: one figure for "the same project". */
  readonly sha256: string
}

/** Reads the whole store. `onProgress` 0..1. */
export async function manifestOf(connection: Connection, options: { createdAt: number; signal?: AbortSignal | undefined; onProgress?: ((progress: number) => void) | undefined }): Promise<Manifest> {
  const { sql, sqlValue, db } = connection
  const telemetry = sqliteTelemetry(connection)
  const numbers = await connection.read(() => sqlValue('SELECT DISTINCT series FROM chunk ORDER BY series').all().map(Number))
  const rows = await connection.read(() => sql('SELECT id, bytes FROM artifact ORDER BY id').all())
  const steps = numbers.length + rows.length
  let done = 0
  const step = () => {
    options.signal?.throwIfAborted()
    options.onProgress?.(++done / Math.max(1, steps))
  }
  const series: Manifest['series'][number][] = []
  for (const one of numbers) {
    const hasher = contentHasher()
    let n = 0
    for await (const block of telemetry.scan(one, -Infinity, Infinity)) {
      hasher.add(block)
      n += block.time.length
    }
    series.push({ series: one, n, sha256: hasher.digest() })
    step()
  }
  const artifacts: Manifest['artifacts'][number][] = []
  for (const row of rows) {
    const id = String(row['id'])
    artifacts.push({ id, bytes: Number(row['bytes']), sha256: await contentHash(connection, id) })
    step()
  }
  const tables = await connection.read(() =>
    Object.entries(catalogue).map(([table, order]) => {
      const hash = createHash('sha256')
      let count = 0
      // the manifest does not describe itself
      const where = table === 'document' ? `WHERE scope <> '${manifestScope}'` : ''
      for (const row of connection.sqlRows(`SELECT * FROM ${table} ${where} ORDER BY ${order}`).iterate()) {
        hash.update(`${JSON.stringify(row)}\n`)
        count++
      }
      return { table, rows: count, sha256: hash.digest('hex') }
    }),
  )
  const schema = Number(db.pragma('user_version', { simple: true }))
  const content = { format: 1 as const, schema, series, artifacts, catalogue: tables }
  return { ...content, createdAt: options.createdAt, sha256: digest(createHash('sha256'), content) }
}

/** What differs between what an archive says and what it holds, in sentences. */
export function differences(said: Manifest, found: Manifest): string[] {
  const problems: string[] = []
  const compare = <Row>(what: string, a: readonly Row[], b: readonly Row[], key: (row: Row) => string) => {
    const held = new Map(b.map((row) => [key(row), JSON.stringify(row)]))
    for (const row of a) {
      const other = held.get(key(row))
      if (other === undefined) problems.push(`${what} ${key(row)} is missing.`)
      else if (other !== JSON.stringify(row)) problems.push(`${what} ${key(row)} is not what was archived.`)
      held.delete(key(row))
    }
    for (const one of held.keys()) problems.push(`${what} ${one} was not archived.`)
  }
  compare('Series', said.series, found.series, (row) => String(row.series))
  compare('Artifact', said.artifacts, found.artifacts, (row) => row.id)
  compare('Table', said.catalogue, found.catalogue, (row) => row.table)
  if (problems.length === 0 && said.sha256 !== found.sha256) problems.push('The sum of all hashes is not what was archived.')
  return problems
}

function digest(hash: Hash, content: unknown): string {
  return hash.update(JSON.stringify(content)).digest('hex')
}
