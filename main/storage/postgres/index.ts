import { randomUUID } from 'node:crypto'
import { faultData } from '../../contract/errors.ts'
import type { Store } from '../ports.ts'
import { postgresAddress, type PostgresAddress } from './address.ts'
import { postgresArtifacts } from './artifacts.ts'
import { postgresCatalog } from './catalog/index.ts'
import { checkStore } from './check.ts'
import { openConnection, type Connection } from './connection.ts'
import { postgresCopies } from './copies.ts'
import { postgresFeed } from './feed.ts'
import { postgresLeases } from './leases.ts'
import { migrate } from './migrate.ts'
import { openSession } from './session.ts'
import { postgresTelemetry } from './telemetry/index.ts'

export interface PostgresStoreOptions {
  /** As `postgresAddress` reads it. */
  readonly uri: string
  /** Epoch milliseconds. */
  readonly clock?: (() => number) | undefined
  readonly newId?: (() => string) | undefined
  /** How long a call waits for a server that is away, in milliseconds; 10 s where nothing is said. */
  readonly patience?: number | undefined
}

/**
 * Opens a project in PostgreSQL, in the schema that comes first in the search path; an empty one is filled. Any number of processes on any
 * number of machines may have it open at once: readers are never blocked, writers wait for each other only where they write the same.
 * @throws Fault `bad_input` for the address; `unreachable`, `store_readonly`, `file_not_understood`, `not_supported` (written by a newer Telltale).
 */
export async function openPostgresStore({ uri, clock = Date.now, newId = randomUUID, patience }: PostgresStoreOptions): Promise<Store> {
  const address = postgresAddress(uri)
  const connection = openConnection(address, patience)
  try {
    await migrate(connection)
    return assemble(address, connection, clock, newId())
  } catch (error) {
    await connection.close()
    throw error
  }
}

function assemble(address: PostgresAddress, connection: Connection, clock: () => number, instance: string): Store {
  const artifacts = postgresArtifacts(connection, clock)
  const session = openSession(address)
  const feed = postgresFeed(connection, session, instance)
  let damage: string | null = null
  return {
    telemetry: postgresTelemetry(connection),
    catalog: postgresCatalog(connection),
    artifacts,
    feed,
    leases: postgresLeases(connection, session),
    copies: postgresCopies(connection.name),
    async health() {
      const about = { kind: 'postgres', name: connection.name } as const
      try {
        const [row] = await connection.ask('SELECT pg_database_size(current_database()) AS bytes, pg_is_in_recovery() AS standby')
        const words = damage ?? (row?.['standby'] === true ? 'A standby server: nothing can be stored.' : 'PostgreSQL answers.')
        return { ...about, bytes: Number(row?.['bytes']), healthy: damage === null && row?.['standby'] !== true, words }
      } catch (error) {
        return { ...about, bytes: 0, healthy: false, words: faultData(error).message }
      }
    },
    async check() {
      const result = await checkStore(connection, artifacts)
      damage = result.ok ? null : `Damaged: ${result.problems[0]}`
      return result
    },
    async close() {
      await feed.close()
      await session.close()
      await connection.close()
    },
  }
}
