import type { Lease, Leases } from '../ports.ts'
import type { Connection } from './connection.ts'
import { toFault } from './faults.ts'
import type { Session } from './session.ts'

const key = "hashtextextended(current_schema() || ':lease:' || $1, 0)"

/**
 * Leases as session locks: the server gives them back when the connection ends, so that nothing stale is left by a kill. After a break they
 * are taken again at once; one that another process has taken meanwhile is lost, and its holder is told.
 */
export function postgresLeases(connection: Connection, session: Session): Leases {
  const held = new Map<string, AbortController>()
  let watching = false

  function watch(): void {
    if (watching) return
    watching = true
    session.onConnected(async (client, again) => {
      if (!again) return
      for (const [name, lost] of held) {
        const { rows } = await client.query<{ taken: boolean }>(`SELECT pg_try_advisory_lock(${key}) AS taken`, [name])
        if (rows[0]?.taken) continue
        held.delete(name)
        lost.abort()
      }
    })
  }

  return {
    async take(name): Promise<Lease | null> {
      // the server would give the same session the same lock twice
      if (held.has(name)) return null
      const lost = new AbortController()
      held.set(name, lost)
      try {
        watch()
        const client = await session.client()
        const { rows } = await client.query<{ taken: boolean }>(`SELECT pg_try_advisory_lock(${key}) AS taken`, [name])
        if (!rows[0]?.taken) {
          held.delete(name)
          return null
        }
      } catch (error) {
        held.delete(name)
        throw toFault(error, connection.name)
      }
      return {
        lost: lost.signal,
        async release() {
          if (!held.delete(name)) return
          // where the connection is gone, so is the lock
          await session.client().then((client) => client.query(`SELECT pg_advisory_unlock(${key})`, [name])).catch(() => {})
        },
      }
    },
    async isHeld(name) {
      const [row] = await connection.glance(
        `SELECT EXISTS (
           SELECT FROM pg_locks, (SELECT ${key} AS key) AS wanted
           WHERE locktype = 'advisory' AND objsubid = 1 AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
           AND classid = ((key >> 32) & 4294967295)::oid AND objid = (key & 4294967295)::oid
         ) AS held`,
        [name],
      )
      return row?.['held'] === true
    },
  }
}
