import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { Fault } from '../../contract/errors.ts'
import type { PostgresAddress } from './address.ts'
import { isAway, isUndone, toFault } from './faults.ts'

/** How long a call keeps trying in all while the server is away. */
const patienceMs = 10_000
/** Work in transactions is short; what takes longer than this has met something that will not end. */
const statementMs = 60_000
const lockMs = 20_000
/** Of each process: reads of a worker are few at a time, and ten replicas share the hundred connections of a usual server. */
const most = 4

export type Row = Record<string, unknown>

export interface Transaction {
  /** Rows of one statement; parameters are `$1`, `$2`, … Whole numbers of 64 bits come as numbers: ours are small. */
  query(text: string, values?: readonly unknown[]): Promise<Row[]>
}

/** A handful of connections to one database. A server that goes away is waited for; the next call finds it again. */
export interface Connection {
  readonly name: string
  /** One statement that reads: a snapshot by itself, in one round trip. */
  glance(text: string, values?: readonly unknown[]): Promise<Row[]>
  /** A consistent snapshot for the length of `work`. */
  read<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>
  /** One transaction: all of `work` or nothing of it. `work` may run again when it was undone, so it has no effects of its own. */
  write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>
  /** The same, one after the other for all processes: for small rows whose checks and writes belong together. */
  writeAlone<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>
  /** Once, without patience. */
  ask(text: string, values?: readonly unknown[]): Promise<Row[]>
  close(): Promise<void>
}

const int8 = 20
/** 64-bit integers as numbers: identities, counts and sums of bytes stay far below 2^53. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') => (oid === int8 ? Number : pg.types.getTypeParser(oid, format))) as typeof pg.types.getTypeParser, // one of its overloads
}

/** What all connections have in common. */
export function clientConfig({ config }: PostgresAddress): pg.ClientConfig {
  return { ...config, types, application_name: 'telltale', keepAlive: true, keepAliveInitialDelayMillis: 10_000, connectionTimeoutMillis: 5_000 }
}

export function openConnection(address: PostgresAddress, patience = patienceMs): Connection {
  const { name } = address
  const pool = new pg.Pool({
    ...clientConfig(address), max: most, idleTimeoutMillis: 30_000, allowExitOnIdle: true,
    statement_timeout: statementMs, lock_timeout: lockMs, idle_in_transaction_session_timeout: statementMs,
  })
  // An idle connection that breaks is dropped by the pool; whoever asks next gets a new one, or meets the error.
  pool.on('error', () => {})
  let closed = false

  /** Tries `work` on a connection; again, while the server is away and nothing can have been stored. */
  async function attempt<T>(work: (client: pg.PoolClient) => Promise<T>, patient = patience): Promise<T> {
    const deadline = performance.now() + patient
    for (let pause = 20; ; pause = Math.min(2 * pause, 500)) {
      if (closed) throw new Fault('internal', `The store ${name} was used after it was closed.`, { database: name })
      let client: pg.PoolClient | undefined
      // the pool does not listen to a connection that is in use: without a listener its loss would end the process
      const lost = () => {}
      try {
        client = await pool.connect()
        client.on('error', lost)
        const result = await work(client)
        client.off('error', lost)
        client.release()
        return result
      } catch (error) {
        client?.off('error', lost)
        client?.release(isAway(error))
        if (!(isAway(error) || isUndone(error)) || error instanceof Fault || performance.now() > deadline) throw toFault(error, name)
      }
      await sleep(pause)
    }
  }

  const transaction = <T>(begin: string, work: (transaction: Transaction) => Promise<T>) =>
    attempt(async (client) => {
      await client.query(begin)
      let result: T
      try {
        result = await work({ query: async (text, values) => (await client.query<Row>(text, values as unknown[])).rows }) // the driver only reads them
      } catch (error) {
        await client.query('ROLLBACK').catch(() => {}) // the connection is gone, and with it the transaction
        throw error
      }
      try {
        await client.query('COMMIT')
      } catch (error) {
        if (!isAway(error)) throw error
        throw new Fault('unreachable', `The connection to PostgreSQL at ${name} broke just as a change was being kept: it may be stored or not. Look before you repeat it.`, { database: name }, { cause: error })
      }
      return result
    })

  return {
    name,
    glance: (text, values) => attempt(async (client) => (await client.query<Row>(text, values as unknown[])).rows), // as above
    read: (work) => transaction('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work),
    write: (work) => transaction('BEGIN', work),
    writeAlone: (work) => transaction("BEGIN; SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ':catalog', 0))", work),
    ask: (text, values) => attempt(async (client) => (await client.query<Row>(text, values as unknown[])).rows, 0), // as above
    async close() {
      if (closed) return
      closed = true
      await pool.end()
    },
  }
}
